import { StanchError } from '../text/error.ts'
import { tableAddress, type LiteralTable } from './literal-layout.ts'

/** What `wasm/` exports. */
interface PrefilterExports {
  readonly memory: WebAssembly.Memory
  setFactor(factor: number): void
  initRegions(): void
  initClasses(): void
  findLiterals(
    start: number,
    from: number,
    end: number,
    output: number,
    outputMax: number,
    rankMin: number,
  ): number
  findRegions(start: number, end: number, output: number, outputMax: number): number
  countLineFeeds(start: number, end: number): number
  readonly knownCount: WebAssembly.Global
  setKnownTables(filter: number, filterBits: number, slots: number, slotBits: number): void
  addKnown(entries: number, count: number): void
  findKnown(start: number, from: number, end: number, output: number, outputMax: number): number
}

/** Kinds of regions, numbered as in `wasm/regions.ts`. */
export const regionKinds = {
  base64: 1,
  hex: 2,
  percent: 3,
  backslash: 4,
  entity: 5,
  quotedPrintable: 6,
  utf16: 7,
  gzipBase64: 8,
} as const

export type RegionKind = (typeof regionKinds)[keyof typeof regionKinds]

/** A run of bytes that may be encoded text; offsets are addresses in WASM memory. */
export interface Region {
  readonly kind: RegionKind
  readonly start: number
  readonly end: number
}

const pageBytes = 65_536
const hitsMax = 8192
const regionsMax = 65_536
const knownWindowsMax = Math.floor((hitsMax * 8) / 12)
const knownEntryBytes = 16
const knownPartBytes = hitsMax * 8
/** Readable bytes behind every window, since the passes load ahead. */
const slackBytes = 64

/**
 * The passes that see every byte, in WASM. Owns the memory the text stands in: {@link reserve} room, write the
 * text to {@link bytes}, then search it. One thread, one instance.
 */
export class Prefilter {
  /** Its code: further instances have a memory of their own. */
  readonly module: WebAssembly.Module
  readonly #wasm: PrefilterExports
  readonly #hitsAddress: number
  readonly #regionsAddress: number
  readonly #arenaAddress: number
  #reserved = 0
  #bytes: Uint8Array
  /** The whole memory too. */
  #words: Uint32Array

  constructor(module: WebAssembly.Module, table: LiteralTable) {
    this.module = module
    const instance = new WebAssembly.Instance(module, { env: { abort } })
    this.#wasm = instance.exports as unknown as PrefilterExports
    this.#hitsAddress = alignUp(tableAddress + table.length)
    this.#regionsAddress = this.#hitsAddress + hitsMax * 8 + 16
    this.#arenaAddress = this.#regionsAddress + regionsMax * 12
    this.#grow(this.#arenaAddress)
    this.#bytes = new Uint8Array(this.#wasm.memory.buffer)
    this.#words = new Uint32Array(this.#wasm.memory.buffer)
    this.#bytes.set(table, tableAddress)
    const [factor] = new Uint32Array(this.#bytes.buffer, tableAddress, 1)
    this.#wasm.setFactor(factor!)
    this.#wasm.initRegions()
    this.#wasm.initClasses()
  }

  /** The whole memory, addresses as offsets. A view: it is replaced when {@link reserve} grows the memory. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** @returns address of `length` writable bytes, to be given back by {@link release} in reverse order */
  reserve(length: number): number {
    const address = this.#arenaAddress + this.#reserved
    this.#reserved += alignUp(length + slackBytes)
    if (this.#grow(this.#arenaAddress + this.#reserved)) {
      this.#bytes = new Uint8Array(this.#wasm.memory.buffer)
      this.#words = new Uint32Array(this.#wasm.memory.buffer)
    }
    return address
  }

  release(length: number): void {
    this.#reserved -= alignUp(length + slackBytes)
  }

  /**
   * Calls `onHit` with the address and the number of each literal in `[start, end)` of which a condition holds, in no
   * order.
   *
   * @param rankMin conditions of a lower one are passed over
   */
  findLiterals(
    start: number,
    end: number,
    onHit: (address: number, literal: number) => void,
    rankMin = 0,
  ): void {
    for (let from = start; from < end;) {
      from = this.#wasm.findLiterals(start, from, end, this.#hitsAddress, hitsMax, rankMin)
      const first = this.#hitsAddress / 4
      const count = this.#words[first]!
      if (count === 0) continue
      const hits = this.#words.slice(first + 2, first + 2 + count * 2)
      for (let at = 0; at < hits.length; at += 2) onHit(hits[at]!, hits[at + 1]!)
    }
  }

  /** Regions of possibly encoded text in `[start, end)`, by their ends. `full` when some may be missing. */
  findRegions(start: number, end: number): { regions: Region[]; full: boolean } {
    const count = this.#wasm.findRegions(start, end, this.#regionsAddress, regionsMax)
    const regions: Region[] = []
    const words = this.#words
    for (let at = this.#regionsAddress / 4; regions.length < count; at += 3) {
      regions.push({ kind: words[at] as RegionKind, start: words[at + 1]!, end: words[at + 2]! })
    }
    return { regions, full: count === regionsMax }
  }

  /**
   * Makes the tables of known values, for good: before anything else is reserved, and once.
   *
   * @param entries as `wasm/known.ts` has them, 16 bytes each
   */
  setKnown(entries: Uint8Array): void {
    const { filterBits, slotBits } = knownTableBits(entries.length / knownEntryBytes)
    const filter = this.reserve(4 << filterBits)
    const slots = this.reserve(8 << slotBits)
    this.#wasm.setKnownTables(filter, filterBits, slots, slotBits)
    for (let at = 0; at < entries.length; at += knownPartBytes) {
      const part = entries.subarray(at, at + knownPartBytes)
      this.#bytes.set(part, this.#hitsAddress)
      this.#wasm.addKnown(this.#hitsAddress, part.length / knownEntryBytes)
    }
  }

  /** Calls `onWindow` with the address, the value's number and the place of each window of a known value, ascending. */
  findKnown(
    start: number,
    end: number,
    onWindow: (address: number, value: number, place: number) => void,
  ): void {
    for (let from = start; from < end;) {
      from = this.#wasm.findKnown(start, from, end, this.#hitsAddress, knownWindowsMax)
      const count = this.#wasm.knownCount.value as number
      if (count === 0) continue
      const found = new Uint32Array(this.#bytes.buffer, this.#hitsAddress, count * 3).slice()
      for (let at = 0; at < found.length; at += 3) {
        onWindow(found[at]!, found[at + 1]!, found[at + 2]!)
      }
    }
  }

  countLineFeeds(start: number, end: number): number {
    return this.#wasm.countLineFeeds(start, end)
  }

  /** @returns whether the memory is another one now */
  #grow(length: number): boolean {
    const memory = this.#wasm.memory
    const missing = length + slackBytes - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
    return missing > 0
  }
}

/** With these one place in 25 to 60 of random text is looked at twice; a larger filter would miss the caches. */
function knownTableBits(windows: number): { filterBits: number; slotBits: number } {
  const bitsOf = (perWindow: number) => Math.max(10, Math.ceil(Math.log2(windows * perWindow + 1)))
  return { filterBits: Math.min(filterBitsMax, bitsOf(3)), slotBits: bitsOf(2) }
}

/** 8 MiB. */
const filterBitsMax = 21

function alignUp(value: number): number {
  return (value + 15) & ~15
}

function abort(): never {
  throw new StanchError(
    'PREFILTER_ABORTED',
    'The prefilter stopped itself; this is a defect of Stanch.',
  )
}
