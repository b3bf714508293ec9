import type { PatternPlace } from '../rules/pattern-texts.ts'
import type { PatternNode } from '../rules/pattern-syntax.ts'
import { setHas, type ByteSet } from '../text/byte-set.ts'

/** States known at once; beyond them all are forgotten. */
const statesMax = 1000
/** So often they may be forgotten before the test is given up, since it costs more than it saves. */
const forgettingMax = 8

const accepted = 0
const dead = 1

/** A state of the NFA: a set to pass through, or a fork. State 0 is the end of the pattern. */
type Step = { readonly set: number; readonly next: number } | { readonly to: number[] }

/**
 * Tells whether a pattern can go on from a place in it: a cheap test before the regex is asked. Assertions (`\b`, `$`)
 * count as met, so it says yes too often, never too rarely.
 *
 * An automaton whose states are made when they are first met.
 */
export class PatternDfa {
  readonly #steps: readonly Step[]
  readonly #entries: readonly number[]
  /** Of each byte: bytes of one class stand in the same sets. */
  readonly #classOf: Uint8Array
  readonly #classes: number
  /** For each set, whether it holds each class. */
  readonly #holds: readonly Uint8Array[]
  #states: number[][] = []
  #stateOf = new Map<string, number>()
  /** `state * classes + class`: the next state, or -1 where it is not known yet. */
  #next = new Int16Array(0)
  #forgotten = 0
  #first = 0

  /** @param places where to start, of the same pattern object */
  constructor(pattern: PatternNode, places: readonly PatternPlace[]) {
    const { steps, sets, entries } = buildNfa(pattern, places)
    this.#steps = steps
    this.#entries = entries
    const { classOf, classes } = partition(sets)
    this.#classOf = classOf
    this.#classes = classes
    this.#holds = sets.map((set) => {
      const holds = new Uint8Array(classes)
      for (let byte = 0; byte < 256; byte++) if (setHas(set, byte)) holds[classOf[byte]!] = 1
      return holds
    })
    this.#forget()
  }

  /** Whether the rest of the pattern may match what starts at `at` and ends at `end` or before. */
  mayMatch(bytes: Uint8Array, at: number, end: number): boolean {
    return this.#run(bytes, at, end) === accepted
  }

  /** Whether it may match what starts with the bytes in `[at, end)`. */
  mayStart(bytes: Uint8Array, at: number, end: number): boolean {
    return this.#run(bytes, at, Math.min(end, bytes.length)) !== dead
  }

  #run(bytes: Uint8Array, at: number, end: number): number {
    if (this.#forgotten > forgettingMax) return accepted
    let state = this.#first
    for (let offset = at; offset < end; offset++) {
      if (state <= dead) return state
      const byteClass = this.#classOf[bytes[offset]!]!
      const next = this.#next[state * this.#classes + byteClass]!
      state = next >= 0 ? next : this.#step(state, byteClass)
    }
    return state
  }

  #step(state: number, byteClass: number): number {
    const targets: number[] = []
    for (const id of this.#states[state]!) {
      const step = this.#steps[id]!
      if ('set' in step && this.#holds[step.set]![byteClass] === 1) targets.push(step.next)
    }
    if (this.#states.length >= statesMax) {
      this.#forgotten++
      this.#forget()
      return this.#stateFor(targets)
    }
    const next = this.#stateFor(targets)
    this.#next[state * this.#classes + byteClass] = next
    return next
  }

  #forget(): void {
    this.#states = [[], []]
    this.#stateOf = new Map()
    this.#next = new Int16Array(16 * this.#classes).fill(-1)
    this.#first = this.#stateFor(this.#entries)
  }

  #grow(): void {
    const larger = new Int16Array(this.#next.length * 2).fill(-1)
    larger.set(this.#next)
    this.#next = larger
  }

  /** The state of all NFA states that are reached from `ids` without a byte. */
  #stateFor(ids: readonly number[]): number {
    const reached = new Set(ids)
    const passing: number[] = []
    for (const id of reached) {
      if (id === 0) return accepted
      const step = this.#steps[id]!
      if ('set' in step) passing.push(id)
      else for (const target of step.to) reached.add(target)
    }
    if (passing.length === 0) return dead
    passing.sort((left, right) => left - right)
    const key = passing.join()
    const known = this.#stateOf.get(key)
    if (known !== undefined) return known
    this.#states.push(passing)
    this.#stateOf.set(key, this.#states.length - 1)
    if (this.#states.length * this.#classes > this.#next.length) this.#grow()
    return this.#states.length - 1
  }
}

function buildNfa(pattern: PatternNode, places: readonly PatternPlace[]) {
  const steps: Step[] = [{ to: [] }]
  const sets: ByteSet[] = []
  const setNumbers = new Map<string, number>()
  const entries: number[] = []
  const isPlace = (node: PatternNode, from: number) =>
    places.some((place) => place.node === node && place.from === from)
  const add = (step: Step) => steps.push(step) - 1
  const fork = (to: number[]) => add({ to })

  /** @returns the state from which `node` leads to `next` */
  function build(node: PatternNode, next: number): number {
    const start = buildNode(node, next)
    if (isPlace(node, 0)) entries.push(start)
    return start
  }

  function buildNode(node: PatternNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next
      case 'set':
        return add({ set: numberOf(node.set), next })
      case 'group':
        return build(node.node, next)
      case 'choice':
        return fork(node.options.map((option) => build(option, next)))
      case 'concat':
        return node.parts.reduceRight((after, part, from) => {
          const start = build(part, after)
          if (from > 0 && isPlace(node, from)) entries.push(start)
          return start
        }, next)
      case 'repeat':
        return repeat(node, next)
    }
  }

  function repeat(
    { node, min, max }: Extract<PatternNode, { kind: 'repeat' }>,
    next: number,
  ): number {
    let start = next
    if (max === Infinity) {
      const loop = fork([next])
      const to = (steps[loop] as { to: number[] }).to
      to.push(build(node, loop))
      start = loop
    } else {
      for (let round = min; round < max; round++) start = fork([build(node, start), next])
    }
    for (let round = 0; round < min; round++) start = build(node, start)
    return start
  }

  function numberOf(set: ByteSet): number {
    const key = set.join()
    const known = setNumbers.get(key)
    if (known !== undefined) return known
    setNumbers.set(key, sets.length)
    return sets.push(set) - 1
  }

  build(pattern, 0)
  return { steps, sets, entries }
}

/** Numbers the classes of bytes that no set tells apart. */
function partition(sets: readonly ByteSet[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(256)
  let classes = 1
  for (const set of sets) {
    const inside = new Uint16Array(classes)
    const all = new Uint16Array(classes)
    for (let byte = 0; byte < 256; byte++) {
      all[classOf[byte]!]!++
      if (setHas(set, byte)) inside[classOf[byte]!]!++
    }
    const renamed = Array.from(inside, (count, old) =>
      count > 0 && count < all[old]! ? classes++ : old,
    )
    for (let byte = 0; byte < 256; byte++) {
      if (setHas(set, byte)) classOf[byte] = renamed[classOf[byte]!]!
    }
  }
  return { classOf, classes }
}
