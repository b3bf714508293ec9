import { closeSync, openSync, readSync } from 'node:fs'
import type { ObjectCatalogue } from './object-catalogue.ts'
import type { ObjectMemory } from './object-memory.ts'
import type { PackLayout } from './pack-layout.ts'

/** Bytes of an object or a delta, in the walk's memory. */
export interface Stored {
  readonly address: number
  readonly length: number
}

const blockBytes = 1 << 20
/** Compressed objects up to this size are read with their block, larger ones by themselves. */
const overlapBytes = 1 << 16
const slotCount = 16
const objectBytesMax = 1 << 30

const inflateReasons = [
  '',
  'compressed data damaged',
  'compressed data ends early',
  'inflates to another length than its header says',
  'checksum of the inflated data is wrong',
]

interface Slot {
  readonly address: number
  key: number
  used: number
}

/** Inflates what packs hold, reading them block by block. */
export class ObjectReader {
  readonly memory: ObjectMemory
  readonly #packs: readonly PackLayout[]
  readonly #descriptors = new Map<number, number>()
  readonly #slots: Slot[] = []
  #clock = 0

  constructor(memory: ObjectMemory, { packs }: ObjectCatalogue) {
    this.memory = memory
    this.#packs = packs
    for (let slot = 0; slot < slotCount; slot++) {
      this.#slots.push({ address: memory.take(blockBytes + overlapBytes), key: -1, used: 0 })
    }
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor)
    this.#descriptors.clear()
  }

  /** What a pack holds for an object: itself, or a delta; on top of the memory's stack. @throws what is wrong */
  inflate(pack: number, number: number): Stored {
    const layout = this.#packs[pack]!
    const { starts, headerBytes, sizes } = layout
    const offset = starts[number]! + headerBytes[number]!
    const compressed = starts[number + 1]! - offset
    const length = sizes[number]!
    if (length > objectBytesMax) throw new Error(`larger than ${objectBytesMax} bytes`)
    const address = this.memory.take(length)
    const top = this.memory.top
    const input = this.#load(pack, layout, offset, compressed)
    const used = this.memory.wasm.inflate(input, Math.max(0, compressed), address, length)
    this.memory.cut(top)
    if (used < 0) throw new Error(inflateReasons[-used] ?? inflateReasons[1])
    return { address, length }
  }

  /** What a delta makes of its base, on top of the stack. @throws what is wrong */
  apply(delta: Stored, base: Stored): Stored {
    const { wasm } = this.memory
    const sizes = wasm.deltaSizes(delta.address, delta.length)
    if (sizes < 0n) throw new Error('delta damaged')
    const length = Number(sizes >> 32n)
    if (length > objectBytesMax) throw new Error(`larger than ${objectBytesMax} bytes`)
    const address = this.memory.take(length)
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
  #slotFor(key: number, pack: number, layout: PackLayout, offset: number): Slot {
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
