import { reasonOf } from '../text/error.ts'
import type { ObjectCatalogue } from './object-catalogue.ts'
import type { ObjectReader, Stored } from './object-reader.ts'
import type { DeltaOf, ObjectVisitor } from './object-visitor.ts'
import { none, type PackLayout } from './pack-layout.ts'

/** Inflated bases that are kept while their deltas are visited, at most; deeper ones start anew. */
const keptBytesMax = 192 << 20

/** An object whose deltas are being visited. */
interface Frame<Known> extends Stored {
  readonly known: Known
  /** Top of the stack below it. */
  readonly below: number
  /** Whether the visitor was shown it. */
  readonly isVisited: boolean
  /** The delta to visit next, or {@link none}. */
  next: number
}

/** A walk over one object of a pack and all that are deltas of it. */
export class FamilyWalk<Known> {
  readonly #reader: ObjectReader
  readonly #layout: PackLayout
  readonly #pack: number
  readonly #first: number
  readonly #visitor: ObjectVisitor<Known>
  readonly #only: ReadonlySet<number> | undefined
  /** Numbers in the pack of what is read, when not all are. */
  readonly #needed: ReadonlySet<number> | undefined
  /** Deltas that wait until the memory of their bases' bases is free. */
  readonly #deferred: number[] = []

  constructor(
    reader: ObjectReader,
    catalogue: ObjectCatalogue,
    pack: number,
    visitor: ObjectVisitor<Known>,
    only: ReadonlySet<number> | undefined,
  ) {
    this.#reader = reader
    this.#layout = catalogue.packs[pack]!
    this.#pack = pack
    this.#first = catalogue.packFirsts[pack]!
    this.#visitor = visitor
    this.#only = only
    this.#needed = only && this.#withBases(only)
  }

  run(root: number): void {
    this.#runFrom(root)
    for (let number = this.#deferred.pop(); number !== undefined; number = this.#deferred.pop()) {
      this.#runFrom(number)
    }
  }

  /** Any object of the family as the first: a delta is put together from its root without keeping what is between. */
  #runFrom(number: number): void {
    const { memory } = this.#reader
    const below = memory.top
    const frames: Frame<Known>[] = []
    try {
      frames.push(this.#visit(number, this.#putTogether(number), below))
    } catch (error) {
      this.#damaged(number, reasonOf(error))
    }
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const child = frame.next
      if (child === none) {
        memory.cut(frame.below)
        frames.pop()
        continue
      }
      frame.next = this.#layout.nextSibling[child]!
      if (this.#needed && !this.#needed.has(child)) continue
      if (memory.top - below > keptBytesMax) {
        this.#deferred.push(child)
        continue
      }
      const top = memory.top
      try {
        frames.push(this.#visitDelta(child, frame, top))
      } catch (error) {
        memory.cut(top)
        this.#damaged(child, reasonOf(error))
      }
    }
    memory.cut(below)
  }

  #visitDelta(number: number, base: Frame<Known>, below: number): Frame<Known> {
    const delta = this.#reader.inflate(this.#pack, number)
    const result = this.#reader.apply(delta, base)
    if (!base.isVisited) return this.#visit(number, result, below)
    return this.#visit(number, result, below, {
      ...delta,
      base: base.known,
      baseLength: base.length,
    })
  }

  #visit(
    number: number,
    { address, length }: Stored,
    below: number,
    delta?: DeltaOf<Known>,
  ): Frame<Known> {
    const object = this.#first + number
    const next = this.#layout.firstChild[number]!
    if (this.#only && !this.#only.has(object)) {
      return { address, length, below, next, isVisited: false, known: undefined as Known }
    }
    const bytes = this.#reader.memory.bytes.subarray(address, address + length)
    const known = this.#visitor.visit(object, bytes, address, delta)
    return { address, length, below, next, isVisited: true, known }
  }

  #putTogether(number: number): Stored {
    const { memory } = this.#reader
    const { bases } = this.#layout
    const chain = [number]
    while (bases[chain.at(-1)!] !== none) chain.push(bases[chain.at(-1)!]!)
    let result = this.#reader.inflate(this.#pack, chain.pop()!)
    for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
      const delta = this.#reader.inflate(this.#pack, link)
      const made = this.#reader.apply(delta, result)
      // The base is of no more use: what was made takes its place.
      memory.bytes.copyWithin(result.address, made.address, made.address + made.length)
      memory.cut(result.address)
      result = { address: memory.take(made.length), length: made.length }
    }
    return result
  }

  /** The object and all its deltas are lost. */
  #damaged(number: number, reason: string): void {
    const { firstChild, nextSibling } = this.#layout
    const lost = [number]
    for (let at = 0; at < lost.length; at++) {
      const object = this.#first + lost[at]!
      if (!this.#only || this.#only.has(object)) {
        const why = at === 0 ? reason : `stored as a delta of a damaged object: ${reason}`
        this.#visitor.damaged(object, why)
      }
      for (let child = firstChild[lost[at]!]!; child !== none; child = nextSibling[child]!) {
        lost.push(child)
      }
    }
  }

  #withBases(objects: ReadonlySet<number>): ReadonlySet<number> {
    const needed = new Set<number>()
    for (const object of objects) {
      let number = object - this.#first
      if (number < 0 || number >= this.#layout.count) continue
      while (number !== none && !needed.has(number)) {
        needed.add(number)
        number = this.#layout.bases[number]!
      }
    }
    return needed
  }
}
