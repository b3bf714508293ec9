import type { Random } from '../../src/rules/sample.ts'
import { encodeDelta } from './make-pack.ts'
import type { DeltaStep } from './read-pack.ts'

/** Bytes that must be the same in a row for a copy to be tried. */
const probeBytes = 8
/** Longest part between common head and tail that is searched for copies. */
const middleMax = 6000

/**
 * A delta from `base` to `target` that git would never make: seams at any offset, copies cut in two, bytes inserted
 * that the base has, copies from another place that happens to hold the same.
 */
export function randomDelta(base: Buffer, target: Buffer, random: Random): Buffer {
  const head = commonHead(base, target)
  const tail = commonTail(base, target, head)
  const steps = [
    ...torn(base, 0, head, random),
    ...middle(base, target.subarray(head, target.length - tail), random),
    ...torn(base, base.length - tail, tail, random),
  ]
  return encodeDelta(base.length, target.length, steps)
}

function commonHead(base: Buffer, target: Buffer): number {
  const most = Math.min(base.length, target.length)
  let at = 0
  while (at < most && base[at] === target[at]) at++
  return at
}

function commonTail(base: Buffer, target: Buffer, head: number): number {
  const most = Math.min(base.length, target.length) - head
  let length = 0
  while (length < most && base[base.length - 1 - length] === target[target.length - 1 - length]) {
    length++
  }
  return length
}

/** A copy in pieces, some of them inserts of the same bytes. */
function torn(base: Buffer, from: number, length: number, random: Random): DeltaStep[] {
  const steps: DeltaStep[] = []
  const tears = Math.floor(random() * 4)
  // Most of the tears near the ends, where the edit is.
  const cuts = Array.from({ length: tears }, () => {
    const near = Math.floor(random() * Math.min(length, 80))
    const place = random()
    if (place < 0.35) return near
    return place < 0.7 ? length - near : Math.floor(random() * length)
  })
  const ends = [...cuts.toSorted((left, right) => left - right), length]
  let at = 0
  for (const end of ends) {
    if (end > at) {
      const isInsert = end - at < 200 && random() < 0.5
      steps.push(isInsert ? insert(base, from + at, end - at) : copy(base, from + at, end - at))
    }
    at = Math.max(at, end)
    if (random() < 0.5 || at >= length) continue
    const inserted = Math.min(length - at, 1 + Math.floor(random() * 12))
    // Up to the next cut only: they come in order.
    const next = ends.find((other) => other > at)!
    const few = Math.min(inserted, next - at)
    steps.push(insert(base, from + at, few))
    at += few
  }
  return steps
}

function middle(base: Buffer, bytes: Buffer, random: Random): DeltaStep[] {
  if (bytes.length > middleMax) return [{ kind: 'insert', bytes }]
  const steps: DeltaStep[] = []
  for (let at = 0; at < bytes.length;) {
    const found = random() < 0.8 ? base.indexOf(bytes.subarray(at, at + probeBytes)) : -1
    let length = 0
    while (found >= 0 && at + length < bytes.length && base[found + length] === bytes[at + length])
      length++
    if (length >= probeBytes) {
      const taken = random() < 0.7 ? length : 1 + Math.floor(random() * length)
      steps.push(copy(base, found, taken))
      at += taken
    } else {
      const taken = Math.min(bytes.length - at, 1 + Math.floor(random() * 30))
      steps.push({ kind: 'insert', bytes: bytes.subarray(at, at + taken) })
      at += taken
    }
  }
  return steps
}

const copy = (_: Buffer, from: number, length: number): DeltaStep => ({
  kind: 'copy',
  from,
  length,
})

const insert = (base: Buffer, from: number, length: number): DeltaStep => ({
  kind: 'insert',
  bytes: base.subarray(from, from + length),
})
