import { tableAddress } from '../engine/literal-layout.ts'
import type { Prefilter } from '../engine/prefilter.ts'
import { StanchError } from '../text/error.ts'
import { textsInString } from './texts-in-string.ts'
import { unknownState, type SkimTable } from './skim-table.ts'

/** What `wasm/skim.ts` exports. */
interface SkimExports {
  readonly memory: WebAssembly.Memory
  setSkimTables(slots: number, slotMask: number, rows: number, symbols: number, flags: number, joins: number): void
  slotOf(start: number, length: number): number
  keyWord(start: number, length: number): bigint
  beginSkim(state: number, texts: number, notes: number, noteBytes: number): void
  skim(from: number, end: number, isLast: boolean, isSame: boolean): number
  results(): number
  countLineFeeds(start: number, end: number): number
} // prettier-ignore

const outcomes = { more: 0, over: 1, read: 2, unknown: 3, suspect: 4 } as const
/** Places of what is told. */
const told = { at: 0, textEnd: 1, noteEnd: 2, state: 3, symbol: 4, start: 3, end: 4 } as const

/** An object or a list that is passed over has at most so many bytes. */
export const skimBytesMax = 1 << 20
/** Input is given in parts. */
const partBytes = 1 << 18
/** Of a part so much may have to come again. */
const carryBytesMax = 1 << 14
/** Readable bytes behind the input. */
const slackBytes = 64

const slotCount = 4096
const slotsAddress = tableAddress
const keysAddress = slotsAddress + slotCount * 16
const joinsAddress = keysAddress + (1 << 17)
const flagsAddress = joinsAddress + (1 << 12)
const rowsAddress = flagsAddress + (1 << 14)
const rowBytesMax = 1 << 20
/** The chunk in which values begin is copied once, for all of them. */
const chunkAddress = rowsAddress + rowBytesMax
const inputAddress = chunkAddress + skimBytesMax + slackBytes
const notesAddress = inputAddress + carryBytesMax + partBytes + slackBytes
const noteBytesMax = 1 << 18
const textsAddress = notesAddress + noteBytesMax
/** Texts are to be searched when there are more bytes of them: they have room for those of one more value. */
export const textBytesMax = 1 << 16
const countAddress = textsAddress + textBytesMax + 2 * skimBytesMax + slackBytes
const memoryBytes = countAddress + partBytes + slackBytes

/** How far an object or a list was passed over. `read`: it cannot be. */
export interface SkimOutcome {
  readonly kind: 'more' | 'over' | 'read'
  /** Of `over`: how many of the bytes that were given last belong to it; negative where it ended before them. */
  readonly taken: number
}

const notSkimmed: SkimOutcome = { kind: 'read', taken: 0 }
const needsMore: SkimOutcome = { kind: 'more', taken: 0 }

interface CopiedChunk {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** Kinds of notes, with the state in the lower half. */
const noteOf = { object: 1 << 16, list: 2 << 16, end: 3 << 16 } as const

export interface NoteListener {
  onOpen(state: number, isList: boolean): void
  /** What was opened last is over. */
  onEnd(): void
  /** @param bytes in which it stands as in JSON, a string without its quotes; they will change */
  onValue(state: number, bytes: Uint8Array, start: number, end: number): void
}

/** Passes over objects and lists of JSON, in WASM. One at a time. */
export class JsonSkimmer {
  readonly #wasm: SkimExports
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #told: Uint32Array
  #table: SkimTable | undefined
  #states = 0
  #carry = 0
  #chunk: CopiedChunk | undefined
  /** Texts of what was passed over stand up to here. */
  #textEnd = textsAddress
  #textAdded = 0

  constructor({ module }: Prefilter) {
    const instance = new WebAssembly.Instance(module, { env: { abort } })
    this.#wasm = instance.exports as unknown as SkimExports
    const missing = memoryBytes - this.#wasm.memory.buffer.byteLength
    if (missing > 0) this.#wasm.memory.grow(Math.ceil(missing / 65_536))
    const { buffer } = this.#wasm.memory
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Uint32Array(buffer)
    this.#told = new Uint32Array(buffer, this.#wasm.results(), 5)
  }

  /** Begins with an object or a list. */
  begin(table: SkimTable, state: number): void {
    if (this.#table !== table) this.#use(table)
    while (this.#states <= state) this.#addState(table)
    this.#carry = 0
    this.#wasm.beginSkim(state, this.#textEnd, notesAddress, noteBytesMax)
  }

  /**
   * @param bytes of which the first `from` stand before its bracket
   * @param isStable they stay as they are as long as the skimmer is borrowed
   */
  skimFirst(bytes: Uint8Array, from: number, isStable: boolean): SkimOutcome {
    const { start, end } = this.#copied(bytes, from, isStable)
    const address = chunkAddress + from - start
    const endAddress = chunkAddress + end - start
    const kind = this.#run(address, endAddress, false)
    const at = this.#told[told.at]!
    if (kind === outcomes.over) return this.#end(at - address)
    if (kind !== outcomes.more) return notSkimmed
    const outcome = this.#carryOver(at, endAddress)
    if (outcome.kind === 'read' || end >= bytes.length) return outcome
    const later = this.skim(bytes.subarray(end, from + skimBytesMax))
    return { ...later, taken: later.taken + end - from }
  }

  /** @returns which of the bytes stand at {@link chunkAddress}: from `from` on, or more */
  #copied(bytes: Uint8Array, from: number, isStable: boolean): CopiedChunk {
    const known = this.#chunk
    if (isStable && known?.bytes === bytes && known.start <= from && from < known.end) return known
    const copied = bytes.subarray(from, from + skimBytesMax)
    this.#bytes.set(copied, chunkAddress)
    this.#bytes.fill(0, chunkAddress + copied.length, chunkAddress + copied.length + slackBytes)
    const chunk = { bytes, start: from, end: from + copied.length }
    this.#chunk = isStable ? chunk : undefined
    return chunk
  }

  /** @param bytes what follows what was given before */
  skim(bytes: Uint8Array, isLast = false): SkimOutcome {
    for (let from = 0; ; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes)
      const isLastPart = isLast && from + part.length === bytes.length
      const end = inputAddress + this.#carry + part.length
      this.#bytes.set(part, inputAddress + this.#carry)
      this.#bytes.fill(0, end, end + slackBytes)
      const kind = this.#run(inputAddress, end, isLastPart)
      const at = this.#told[told.at]!
      if (kind === outcomes.over) return this.#end(from + at - inputAddress - this.#carry)
      if (kind !== outcomes.more) return notSkimmed
      const outcome = this.#carryOver(at, end)
      if (outcome.kind === 'read' || from + partBytes >= bytes.length) return outcome
    }
  }

  #end(taken: number): SkimOutcome {
    this.#textAdded = this.#told[told.textEnd]! - this.#textEnd
    return { kind: 'over', taken }
  }

  #carryOver(at: number, end: number): SkimOutcome {
    this.#carry = end - at
    if (this.#carry > carryBytesMax) return notSkimmed
    this.#bytes.copyWithin(inputAddress, at, end)
    return needsMore
  }

  /** Bytes of text of what was passed over last; they are kept. */
  keepTexts(): number {
    this.#textEnd += this.#textAdded
    return this.#textAdded
  }

  /** Texts that were kept: a view. */
  texts(): Uint8Array {
    return this.#bytes.subarray(textsAddress, this.#textEnd)
  }

  dropTexts(): void {
    this.#textEnd = textsAddress
  }

  /** Forgets all of a file. */
  reset(): void {
    this.dropTexts()
    this.#chunk = undefined
  }

  /** Tells what was noted in what was passed over last, in its order. */
  readNotes(listener: NoteListener): void {
    const end = this.#told[told.noteEnd]!
    for (let at = notesAddress; at < end;) {
      const head = this.#words[at / 4]!
      const length = this.#words[at / 4 + 1]!
      const state = head & 0xffff
      const start = at + 8
      if (head >= noteOf.end) listener.onEnd()
      else if (head >= noteOf.object) listener.onOpen(state, head >= noteOf.list)
      else listener.onValue(state, this.#bytes, start, start + length)
      at = start + ((length + 7) & ~7)
    }
  }

  #run(start: number, end: number, isLast: boolean): number {
    for (let from = start, isSame = false; ; isSame = true) {
      const kind = this.#wasm.skim(from, end, isLast, isSame)
      if (kind === outcomes.unknown ? !this.#answer() : kind === outcomes.suspect && this.#speaks()) {
        return outcomes.read
      }
      if (kind !== outcomes.unknown && kind !== outcomes.suspect) return kind
      from = this.#told[told.at]!
    }
  }

  /** Whether the string at hand holds texts by the structure of its own. */
  #speaks(): boolean {
    const bytes = this.#bytes.subarray(this.#told[told.start], this.#told[told.end])
    return textsInString(bytes).length > 0
  }

  /** @returns false: it cannot be told */
  #answer(): boolean {
    const table = this.#table!
    const state = this.#told[told.state]!
    const symbol = this.#told[told.symbol]!
    const next = table.next(state, symbol)
    if (next === undefined) return false
    while (this.#states < table.stateCount) if (!this.#addState(table)) return false
    this.#rows(state, table.symbolCount)[symbol] = next
    return true
  }

  #use(table: SkimTable): void {
    this.#table = table
    this.#states = 0
    this.#bytes.fill(0, slotsAddress, keysAddress)
    let keyAt = keysAddress
    const view = new DataView(this.#bytes.buffer)
    for (const { bytes, symbol, pairClass } of table.keys) {
      this.#bytes.set(bytes, keyAt)
      let slot = this.#wasm.slotOf(keyAt, bytes.length) % slotCount
      while (view.getUint32(slotsAddress + slot * 16 + 8, true) !== 0) slot = (slot + 1) % slotCount
      const entry = slotsAddress + slot * 16
      view.setBigUint64(entry, this.#wasm.keyWord(keyAt, bytes.length), true)
      view.setUint32(entry + 8, keyAt, true)
      view.setUint16(entry + 12, bytes.length, true)
      view.setUint16(entry + 14, symbol | (pairClass << 12), true)
      keyAt += bytes.length + 8
    }
    table.joins.forEach(({ separator = '', skippedBytes = 0 }, number) => {
      this.#bytes[joinsAddress + number * 2] = separator === '' ? 0 : separator.charCodeAt(0)
      this.#bytes[joinsAddress + number * 2 + 1] = skippedBytes
    })
    this.#wasm.setSkimTables(
      slotsAddress, slotCount - 1, rowsAddress, table.symbolCount, flagsAddress, joinsAddress,
    ) // prettier-ignore
  }

  /** @returns false: there is no room */
  #addState(table: SkimTable): boolean {
    const state = this.#states
    if ((state + 1) * table.symbolCount * 2 > rowBytesMax) return false
    this.#rows(state, table.symbolCount).fill(unknownState)
    new Uint32Array(this.#bytes.buffer, flagsAddress + state * 4, 1)[0] = table.flagsOf(state)
    this.#states++
    return true
  }

  #rows(state: number, symbols: number): Uint16Array {
    return new Uint16Array(this.#bytes.buffer, rowsAddress + state * symbols * 2, symbols)
  }

  /** May be called at any time. */
  readonly countLineFeeds = (bytes: Uint8Array): number => {
    let count = 0
    for (let from = 0; from < bytes.length; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes)
      this.#bytes.set(part, countAddress)
      count += this.#wasm.countLineFeeds(countAddress, countAddress + part.length)
    }
    return count
  }
}

const skimmers = new WeakMap<Prefilter, JsonSkimmer>()
const lent = new WeakSet<JsonSkimmer>()

/** @returns that of this prefilter, to be given back by {@link returnSkimmer}; undefined when it is in use */
export function borrowSkimmer(prefilter: Prefilter): JsonSkimmer | undefined {
  let skimmer = skimmers.get(prefilter)
  if (!skimmer) skimmers.set(prefilter, (skimmer = new JsonSkimmer(prefilter)))
  if (lent.has(skimmer)) return undefined
  lent.add(skimmer)
  return skimmer
}

export function returnSkimmer(skimmer: JsonSkimmer): void {
  skimmer.reset()
  lent.delete(skimmer)
}

function abort(): never {
  throw new StanchError('SKIMMER_ABORTED', 'The reader of JSON stopped itself; this is a defect of Stanch.')
}
