import { tableAddress } from '../engine/literal-layout.ts'
import type { Prefilter } from '../engine/prefilter.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { inlineTagNames, namedEntities } from './html-pieces.ts'
import { unknownState, type SkimTable } from './skim-table.ts'

/** What `wasm/skim.ts` exports. */
interface SkimExports {
  readonly memory: WebAssembly.Memory
  setSkimTables(slots: number, slotMask: number, rows: number, symbols: number, flags: number, joins: number): void
  setMarkup(tags: number, tagCount: number, characters: number, characterCount: number): void
  slotOf(start: number, length: number): number
  keyWord(start: number, length: number): bigint
  beginSkim(state: number, texts: number, notes: number, noteBytes: number): void
  skim(from: number, end: number, isLast: boolean, isSame: boolean): number
  results(): number
  countLineFeeds(start: number, end: number): number
} // prettier-ignore

export const skimOutcomes = { more: 0, over: 1, read: 2, unknown: 3, suspect: 4 } as const
/** Places of what is told. */
export const told = {
  at: 0,
  textEnd: 1,
  noteEnd: 2,
  state: 3,
  symbol: 4,
  start: 3,
  end: 4,
  stateOfString: 5,
  isMarked: 6,
} as const

/** An object or a list that is passed over has at most so many bytes. */
export const skimBytesMax = 1 << 20
/** Input is given in parts. */
export const partBytes = 1 << 18
/** Of a part so much may have to come again. */
export const carryBytesMax = 1 << 14
/** Readable bytes behind the input. */
export const slackBytes = 64

const slotCount = 4096
const slotsAddress = tableAddress
const keysAddress = slotsAddress + slotCount * 16
const joinsAddress = keysAddress + (1 << 17)
const flagsAddress = joinsAddress + (1 << 12)
const markupAddress = flagsAddress + (1 << 14)
const rowsAddress = markupAddress + (1 << 11)
const rowBytesMax = 1 << 20
/** The chunk in which values begin is copied once, for all of them. */
export const chunkAddress = rowsAddress + rowBytesMax
export const inputAddress = chunkAddress + skimBytesMax + slackBytes
export const notesAddress = inputAddress + carryBytesMax + partBytes + slackBytes
export const noteBytesMax = 1 << 18
export const textsAddress = notesAddress + noteBytesMax
/** Texts are to be searched when there are more bytes of them: they have room for those of one more value. */
export const textBytesMax = 1 << 16
const countAddress = textsAddress + textBytesMax + 2 * skimBytesMax + slackBytes
const memoryBytes = countAddress + partBytes + slackBytes

/** The memory of a skimmer: tables of a layout, input, texts and notes. */
export class SkimMemory {
  readonly wasm: SkimExports
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  readonly told: Uint32Array
  /** In use. */
  table: SkimTable | undefined
  /** States of the table that are there. */
  #states = 0

  constructor({ module }: Prefilter) {
    const instance = new WebAssembly.Instance(module, { env: { abort } })
    this.wasm = instance.exports as unknown as SkimExports
    const missing = memoryBytes - this.wasm.memory.buffer.byteLength
    if (missing > 0) this.wasm.memory.grow(Math.ceil(missing / 65_536))
    const { buffer } = this.wasm.memory
    this.bytes = new Uint8Array(buffer)
    this.words = new Uint32Array(buffer)
    this.told = new Uint32Array(buffer, this.wasm.results(), 7)
    this.#copyMarkup()
  }

  /** @param state that has to be there */
  use(table: SkimTable, state: number): void {
    if (this.table !== table) this.#copyTable(table)
    while (this.#states <= state) this.#addState(table)
  }

  /**
   * Says where a symbol leads, as the module has asked.
   *
   * @returns false: it cannot be told
   */
  answer(): boolean {
    const table = this.table!
    const state = this.told[told.state]!
    const symbol = this.told[told.symbol]!
    const next = table.next(state, symbol)
    if (next === undefined) return false
    while (this.#states < table.stateCount) if (!this.#addState(table)) return false
    this.#rows(state, table.symbolCount)[symbol] = next
    return true
  }

  #copyMarkup(): void {
    const characters = Object.entries(namedEntities)
    const pairs: (readonly [letters: string, value: number])[] = [
      ...inlineTagNames.map((name) => [name, name.length] as const),
      ...characters.map(([name, said]) => [name, said.charCodeAt(0)] as const),
    ]
    pairs.forEach(([letters, value], index) => {
      const entry = markupAddress + index * 16
      this.bytes.set(bytesOfLatin1(letters.slice(0, 8)), entry)
      this.words[entry / 4 + 2] = value
    })
    const charactersAddress = markupAddress + inlineTagNames.length * 16
    this.wasm.setMarkup(markupAddress, inlineTagNames.length, charactersAddress, characters.length)
  }

  #copyTable(table: SkimTable): void {
    this.table = table
    this.#states = 0
    this.bytes.fill(0, slotsAddress, keysAddress)
    let keyAt = keysAddress
    const view = new DataView(this.bytes.buffer)
    for (const { bytes, symbol, pairClass } of table.keys) {
      this.bytes.set(bytes, keyAt)
      let slot = this.wasm.slotOf(keyAt, bytes.length) % slotCount
      while (view.getUint32(slotsAddress + slot * 16 + 8, true) !== 0) slot = (slot + 1) % slotCount
      const entry = slotsAddress + slot * 16
      view.setBigUint64(entry, this.wasm.keyWord(keyAt, bytes.length), true)
      view.setUint32(entry + 8, keyAt, true)
      view.setUint16(entry + 12, bytes.length, true)
      view.setUint16(entry + 14, symbol | (pairClass << 12), true)
      keyAt += bytes.length + 8
    }
    table.joins.forEach(({ separator = '', skippedBytes = 0, isHtml = false }, number) => {
      const code = separator === '' ? 0 : separator.charCodeAt(0)
      this.bytes.set([code, skippedBytes, isHtml ? 1 : 0], joinsAddress + number * 4)
    })
    this.wasm.setSkimTables(
      slotsAddress, slotCount - 1, rowsAddress, table.symbolCount, flagsAddress, joinsAddress,
    ) // prettier-ignore
  }

  /** @returns false: there is no room */
  #addState(table: SkimTable): boolean {
    const state = this.#states
    if ((state + 1) * table.symbolCount * 2 > rowBytesMax) return false
    this.#rows(state, table.symbolCount).fill(unknownState)
    new Uint32Array(this.bytes.buffer, flagsAddress + state * 4, 1)[0] = table.flagsOf(state)
    this.#states++
    return true
  }

  #rows(state: number, symbols: number): Uint16Array {
    return new Uint16Array(this.bytes.buffer, rowsAddress + state * symbols * 2, symbols)
  }

  /** May be called at any time. */
  readonly countLineFeeds = (bytes: Uint8Array): number => {
    let count = 0
    for (let from = 0; from < bytes.length; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes)
      this.bytes.set(part, countAddress)
      count += this.wasm.countLineFeeds(countAddress, countAddress + part.length)
    }
    return count
  }
}

function abort(): never {
  throw new StanchError(
    'SKIMMER_ABORTED',
    'The reader of JSON stopped itself; this is a defect of Stanch.',
  )
}
