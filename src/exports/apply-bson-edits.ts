import { readBson, type BsonLength } from '../text/bson-scanner.ts'
import { concatBytes } from '../text/bytes.ts'
import { countFirst } from '../text/count-first.ts'
import { applyEdits } from './apply-edits.ts'
import type { FileEdit } from './plan-edits.ts'

/**
 * As {@link applyEdits}, of a dump of BSON: what counts the bytes of a text, or of what is around it, counts them anew.
 * What follows a document that is none is copied with its edits. Memory: one document.
 *
 * @param edits ascending, disjoint
 */
export function* applyBsonEdits(
  chunks: Iterable<Uint8Array>,
  edits: readonly FileEdit[],
): Generator<Uint8Array, void, undefined> {
  let rest: Uint8Array = new Uint8Array()
  let base = 0
  let isBroken = false
  for (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : concatBytes([rest, chunk])
    for (;;) {
      const length = isBroken ? rest.length : documentBytes(rest)
      if (length === 0 || length > rest.length) break
      const bytes = rest.subarray(0, length)
      const document = isBroken ? undefined : readBson(bytes)
      if (!document) isBroken = true
      const taken = document ? length : rest.length
      const within = editsIn(edits, base, base + taken)
      const counted = document ? recounted(bytes, document.lengths, within) : rest
      yield* applyEdits([counted], within)
      rest = rest.subarray(taken)
      base += taken
    }
  }
  yield* applyEdits([rest], editsIn(edits, base, base + rest.length))
}

/** @returns 0 when it is not known yet */
function documentBytes(bytes: Uint8Array): number {
  if (bytes.length < 4) return 0
  return Math.max(1, new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true))
}

function editsIn(edits: readonly FileEdit[], start: number, end: number): FileEdit[] {
  const first = countFirst(edits, ({ span }) => span.start < start)
  const behind = countFirst(edits, ({ span }) => span.start < end)
  return edits.slice(first, behind).map(({ span, ...edit }) => ({
    ...edit,
    span: { start: span.start - start, end: span.end - start },
  }))
}

function recounted(
  bytes: Uint8Array,
  lengths: readonly BsonLength[],
  edits: readonly FileEdit[],
): Uint8Array {
  if (edits.length === 0) return bytes
  const counted = Uint8Array.from(bytes)
  const view = new DataView(counted.buffer)
  for (const { at, start, end } of lengths) {
    let change = 0
    for (const { span, text, isWide } of edits) {
      if (span.start < start || span.end > end) continue
      change += text.length * (isWide ? 2 : 1) - (span.end - span.start)
    }
    if (change !== 0) view.setInt32(at, view.getInt32(at, true) + change, true)
  }
  return counted
}
