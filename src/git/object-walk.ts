import { closeSync, openSync, readSync } from 'node:fs'
import { reasonOf, StanchError } from '../text/error.ts'
import { looseReasonOf, readLooseObject } from './loose-objects.ts'
import { locateObject, type ObjectCatalogue } from './object-catalogue.ts'
import type { ObjectMemory } from './object-memory.ts'
import { none, type PackLayout } from './pack-layout.ts'

/** Told of each object of a walk. */
export interface ObjectVisitor {
  /**
   * @param bytes in the walk's memory, valid during the call
   * @param address of the bytes in that memory
   * @param windows pairs of start and end: where the object can differ from its base, with the context asked for;
   *   `undefined` when there is no base, or nothing is known of it
   * @returns whether the object holds nothing of interest, so that a delta of it need be searched only in its windows
   */
  visit(object: number, bytes: Uint8Array, address: number, windows?: Uint32Array): boolean
  /** An object that cannot be read; what is stored as its delta cannot be either, and is named one by one. */
  damaged(object: number, reason: string): void
}

export interface WalkOptions {
  /** Bytes on both sides of a change that a delta's windows take in; `undefined`: no windows are made. */
  readonly context: number | undefined
  /** Only these, and what they are deltas of, are read; only these are visited. */
  readonly only?: ReadonlySet<number> | undefined
}

const blockBytes = 1 << 20
/** Compressed objects up to this size are read with their block, larger ones by themselves. */
const overlapBytes = 1 << 16
const slotCount = 16
/** Inflated bases that are kept while their deltas are visited, at most; deeper ones start anew. */
const keptBytesMax = 192 << 20
const windowsMax = 16_384

/**
 * Puts objects together, each once: a base is inflated, then its deltas are applied one after the other, depth
 * first, while it is still there. One thread, one walk.
 */
export class ObjectWalk {
  readonly memory: ObjectMemory
  readonly #catalogue: ObjectCatalogue
  readonly #descriptors = new Map<number, number>()
  readonly #slots: { address: number; key: number; used: number }[] = []
  readonly #windows: number
  #clock = 0

  constructor(memory: ObjectMemory, catalogue: ObjectCatalogue) {
    this.memory = memory
    this.#catalogue = catalogue
    this.#windows = memory.take(windowsMax * 8)
    for (let slot = 0; slot < slotCount; slot++) {
      this.#slots.push({ address: memory.take(blockBytes + overlapBytes), key: -1, used: 0 })
    }
  }

  /** Visits an object that is no delta, and all that are deltas of it, of any depth. */
  walkFamily(root: number, visitor: ObjectVisitor, options: WalkOptions): void {
    const { pack, number } = locateObject(this.#catalogue, root)
    if (pack < 0) this.#visitLoose(root, number, visitor)
    else new FamilyWalk(this, this.#catalogue, pack, visitor, options).run(number)
  }

  /** The bytes of any one object, in memory of their own. @throws when it cannot be read */
  read(object: number): Uint8Array {
    let bytes: Uint8Array | undefined
    let trouble: string | undefined
    const { pack, number } = locateObject(this.#catalogue, object)
    let root = number
    if (pack >= 0) {
      const { bases } = this.#catalogue.packs[pack]!
      for (let depth = 0; bases[root] !== none && depth < 10_000; depth++) root = bases[root]!
    }
    this.walkFamily(
      object - number + root,
      {
        visit: (_, found) => {
          bytes = found.slice()
          return false
        },
        damaged: (_, reason) => (trouble = reason),
      },
      { context: undefined, only: new Set([object]) },
    )
    if (bytes === undefined) throw new StanchError('OBJECT_DAMAGED', trouble ?? 'cannot be read')
    return bytes
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor)
    this.#descriptors.clear()
  }

  /** Inflates what a pack holds for an object: itself, or a delta. @returns its address @throws what is wrong */
  inflate(pack: number, number: number): number {
    const layout = this.#catalogue.packs[pack]!
    const { starts, headerBytes, sizes } = layout
    const offset = starts[number]! + headerBytes[number]!
    const length = starts[number + 1]! - offset
    const size = sizes[number]!
    if (size > objectBytesMax) throw new Error(`larger than ${objectBytesMax} bytes`)
    const output = this.memory.take(size)
    const top = this.memory.top
    const input = this.#load(pack, layout, offset, length)
    const used = this.memory.wasm.inflate(input, Math.max(0, length), output, size)
    this.memory.cut(top)
    if (used < 0) throw new Error(inflateReasons[-used] ?? 'compressed data damaged')
    return output
  }

  /** @returns where the changes of the delta at hand are, or `undefined` when they are too many */
  windowsOf(
    delta: { address: number; length: number },
    baseLength: number,
    resultLength: number,
    context: number,
  ): Uint32Array | undefined {
    const { wasm } = this.memory
    const count = wasm.changedWindows(
      delta.address,
      delta.length,
      baseLength,
      resultLength,
      context,
      this.#windows,
      windowsMax,
    )
    if (count < 0) return undefined
    return new Uint32Array(this.memory.bytes.buffer, this.#windows, count * 2).slice()
  }

  #visitLoose(object: number, number: number, visitor: ObjectVisitor): void {
    const top = this.memory.top
    try {
      const { bytes } = readLooseObject(this.#catalogue.loose.paths[number]!)
      const address = this.memory.take(bytes.length)
      this.memory.bytes.set(bytes, address)
      visitor.visit(object, this.memory.bytes.subarray(address, address + bytes.length), address)
    } catch (error) {
      visitor.damaged(object, looseReasonOf(error))
    }
    this.memory.cut(top)
  }

  /** @returns address of `length` bytes of a pack; on top of the stack if they are many */
  #load(pack: number, layout: PackLayout, offset: number, length: number): number {
    if (length > overlapBytes) {
      const address = this.memory.take(length)
      this.#fill(pack, layout, offset, length, address)
      return address
    }
    const block = Math.floor(offset / blockBytes)
    const key = block * 4096 + pack
    const last = this.#slots[0]!
    const slot = last.key === key ? last : this.#slotFor(key, pack, layout, block * blockBytes)
    return slot.address + (offset - block * blockBytes)
  }

  /** The slot comes first in the list, so that the next look finds it at once. */
  #slotFor(
    key: number,
    pack: number,
    layout: PackLayout,
    offset: number,
  ): { address: number; key: number } {
    this.#clock++
    const slots = this.#slots
    let at = slots.findIndex((slot) => slot.key === key)
    if (at < 0) {
      at = 0
      for (let other = 1; other < slots.length; other++) {
        if (slots[other]!.used < slots[at]!.used) at = other
      }
      slots[at]!.key = -1
      this.#fill(pack, layout, offset, blockBytes + overlapBytes, slots[at]!.address)
      slots[at]!.key = key
    }
    const slot = slots[at]!
    slot.used = this.#clock
    slots[at] = slots[0]!
    slots[0] = slot
    return slot
  }

  #fill(pack: number, { path }: PackLayout, offset: number, length: number, to: number): void {
    let descriptor = this.#descriptors.get(pack)
    if (descriptor === undefined) {
      descriptor = openSync(path, 'r')
      this.#descriptors.set(pack, descriptor)
    }
    const { bytes } = this.memory
    for (let done = 0; done < length;) {
      const read = readSync(descriptor, bytes, to + done, length - done, offset + done)
      if (read === 0) {
        bytes.fill(0, to + done, to + length)
        return
      }
      done += read
    }
  }
}

const objectBytesMax = 1 << 30

const inflateReasons = [
  '',
  'compressed data damaged',
  'compressed data ends early',
  'inflates to another length than its header says',
  'checksum of the inflated data is wrong',
]

interface Frame {
  readonly number: number
  readonly address: number
  readonly length: number
  /** What {@link ObjectVisitor.visit} said of it. */
  readonly isQuiet: boolean
  /** Top of the stack below it. */
  readonly below: number
  /** The delta to visit next, or {@link none}. */
  next: number
}

class FamilyWalk {
  readonly #walk: ObjectWalk
  readonly #layout: PackLayout
  readonly #pack: number
  readonly #first: number
  readonly #visitor: ObjectVisitor
  readonly #context: number | undefined
  readonly #only: ReadonlySet<number> | undefined
  /** Numbers in the pack of what is read, when not all are. */
  readonly #needed: ReadonlySet<number> | undefined
  /** Deltas that wait until the memory of their bases' bases is free. */
  readonly #deferred: number[] = []

  constructor(
    walk: ObjectWalk,
    catalogue: ObjectCatalogue,
    pack: number,
    visitor: ObjectVisitor,
    options: WalkOptions,
  ) {
    this.#walk = walk
    this.#layout = catalogue.packs[pack]!
    this.#pack = pack
    this.#first = catalogue.packFirsts[pack]!
    this.#visitor = visitor
    this.#context = options.context
    this.#only = options.only
    this.#needed = options.only && this.#withBases(options.only)
  }

  run(root: number): void {
    const top = this.#walk.memory.top
    this.#runFrom(root)
    for (let number = this.#deferred.pop(); number !== undefined; number = this.#deferred.pop()) {
      this.#runFrom(number)
    }
    this.#walk.memory.cut(top)
  }

  /** Any object of the family as the first: a delta is put together from its root without keeping what is between. */
  #runFrom(number: number): void {
    const { memory } = this.#walk
    const below = memory.top
    const frames: Frame[] = []
    try {
      const { address, length } = this.#putTogether(number)
      frames.push(this.#visit(number, address, length, below, undefined))
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

  #visitDelta(number: number, base: Frame, below: number): Frame {
    const delta = {
      address: this.#walk.inflate(this.#pack, number),
      length: this.#layout.sizes[number]!,
    }
    const result = this.#apply(delta, base)
    const windows =
      this.#context !== undefined && base.isQuiet
        ? this.#walk.windowsOf(delta, base.length, result.length, this.#context)
        : undefined
    return this.#visit(number, result.address, result.length, below, windows)
  }

  #visit(
    number: number,
    address: number,
    length: number,
    below: number,
    windows: Uint32Array | undefined,
  ): Frame {
    const object = this.#first + number
    let isQuiet = false
    if (!this.#only || this.#only.has(object)) {
      const bytes = this.#walk.memory.bytes.subarray(address, address + length)
      isQuiet = this.#visitor.visit(object, bytes, address, windows)
    }
    const next = this.#layout.firstChild[number]!
    return { number, address, length, isQuiet, below, next }
  }

  #putTogether(number: number): { address: number; length: number } {
    const { memory } = this.#walk
    const { bases, sizes } = this.#layout
    const chain = [number]
    while (bases[chain.at(-1)!] !== none) chain.push(bases[chain.at(-1)!]!)
    const root = chain.pop()!
    let result = { address: this.#walk.inflate(this.#pack, root), length: sizes[root]! }
    for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
      const address = this.#walk.inflate(this.#pack, link)
      const made = this.#apply({ address, length: sizes[link]! }, result)
      // The base is of no more use: what was made takes its place.
      memory.bytes.copyWithin(result.address, made.address, made.address + made.length)
      memory.cut(result.address)
      result = { address: memory.take(made.length), length: made.length }
    }
    return result
  }

  #apply(
    delta: { address: number; length: number },
    base: { address: number; length: number },
  ): { address: number; length: number } {
    const { memory } = this.#walk
    const { wasm } = memory
    const sizes = wasm.deltaSizes(delta.address, delta.length)
    if (sizes < 0n) throw new Error('delta damaged')
    const length = Number(sizes >> 32n)
    if (length > objectBytesMax) throw new Error(`larger than ${objectBytesMax} bytes`)
    const address = memory.take(length)
    const status = wasm.applyDelta(
      base.address,
      base.length,
      delta.address,
      delta.length,
      address,
      length,
    )
    if (status < 0) throw new Error('delta damaged, or for another base')
    return { address, length }
  }

  /** The object and all its deltas are lost. */
  #damaged(number: number, reason: string): void {
    const lost = [number]
    for (let at = 0; at < lost.length; at++) {
      const object = this.#first + lost[at]!
      if (!this.#only || this.#only.has(object)) {
        this.#visitor.damaged(
          object,
          at === 0 ? reason : `stored as a delta of a damaged object: ${reason}`,
        )
      }
      const { firstChild, nextSibling } = this.#layout
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
