import type { Prefilter } from '../engine/prefilter.ts'
import { holdsText } from '../text/bytes.ts'
import { decodeJsonString } from '../text/json-string.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { FileReference } from './layout.ts'
import { textsInString } from './texts-in-string.ts'
import { carryBytesMax, chunkAddress, inputAddress, noteBytesMax, notesAddress, partBytes, skimBytesMax, SkimMemory, skimOutcomes, slackBytes, textsAddress, told } from './skim-memory.ts' // prettier-ignore
import type { SkimTable } from './skim-table.ts'

/** How far an object or a list was passed over. `read`: it cannot be. */
export interface SkimOutcome {
  readonly kind: 'more' | 'over' | 'read'
  /** Of `over`: how many of the bytes that were given last belong to it; negative where it ended before them. */
  readonly taken: number
}

/** In which a value begins. */
export interface FirstBytes {
  readonly bytes: Uint8Array
  /** Place of its bracket. */
  readonly from: number
  /** They stay as they are until the file is over. */
  readonly isStable: boolean
  /** Tells them from others of the file. */
  readonly version: number
}

export type FileTest = (reference: FileReference, text: string) => boolean

export const notSkimmed: SkimOutcome = { kind: 'read', taken: 0 }
const needsMore: SkimOutcome = { kind: 'more', taken: 0 }

interface CopiedChunk {
  readonly version: number
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
  readonly #memory: SkimMemory
  #namesFile: FileTest = () => false
  #carry = 0
  #chunk: CopiedChunk | undefined
  /** Texts of what was passed over stand up to here. */
  #textEnd = textsAddress
  #textAdded = 0

  constructor(prefilter: Prefilter) {
    this.#memory = new SkimMemory(prefilter)
  }

  /**
   * Begins with an object or a list.
   *
   * @param namesFile whether a text at such a place names a file that is there
   */
  begin(table: SkimTable, state: number, namesFile: FileTest): void {
    this.#namesFile = namesFile
    this.#memory.use(table, state)
    this.#carry = 0
    this.#memory.wasm.beginSkim(state, this.#textEnd, notesAddress, noteBytesMax)
  }

  /** Of the value that was begun. */
  skimFirst(first: FirstBytes): SkimOutcome {
    const { bytes, from } = first
    const { start, end } = this.#copied(first)
    const address = chunkAddress + from - start
    const endAddress = chunkAddress + end - start
    const kind = this.#run(address, endAddress, false)
    const at = this.#memory.told[told.at]!
    if (kind === skimOutcomes.over) return this.#end(at - address)
    if (kind !== skimOutcomes.more) return notSkimmed
    const outcome = this.#carryOver(at, endAddress)
    if (outcome.kind === 'read' || end >= bytes.length) return outcome
    const later = this.skim(bytes.subarray(end, from + skimBytesMax))
    return { ...later, taken: later.taken + end - from }
  }

  /** @returns which of the bytes stand at {@link chunkAddress}: from `from` on, or more */
  #copied({ bytes, from, version }: FirstBytes): CopiedChunk {
    const known = this.#chunk
    if (known?.version === version && known.start <= from && from < known.end) return known
    const copied = bytes.subarray(from, from + skimBytesMax)
    const end = chunkAddress + copied.length
    this.#memory.bytes.set(copied, chunkAddress)
    this.#memory.bytes.fill(0, end, end + slackBytes)
    return (this.#chunk = { version, start: from, end: from + copied.length })
  }

  /** @param bytes what follows what was given before */
  skim(bytes: Uint8Array, isLast = false): SkimOutcome {
    for (let from = 0; ; from += partBytes) {
      const part = bytes.subarray(from, from + partBytes)
      const isLastPart = isLast && from + part.length === bytes.length
      const end = inputAddress + this.#carry + part.length
      this.#memory.bytes.set(part, inputAddress + this.#carry)
      this.#memory.bytes.fill(0, end, end + slackBytes)
      const kind = this.#run(inputAddress, end, isLastPart)
      const at = this.#memory.told[told.at]!
      if (kind === skimOutcomes.over) return this.#end(from + at - inputAddress - this.#carry)
      if (kind !== skimOutcomes.more) return notSkimmed
      const outcome = this.#carryOver(at, end)
      if (outcome.kind === 'read' || from + partBytes >= bytes.length) return outcome
    }
  }

  #end(taken: number): SkimOutcome {
    this.#textAdded = this.#memory.told[told.textEnd]! - this.#textEnd
    return { kind: 'over', taken }
  }

  #carryOver(at: number, end: number): SkimOutcome {
    this.#carry = end - at
    if (this.#carry > carryBytesMax) return notSkimmed
    this.#memory.bytes.copyWithin(inputAddress, at, end)
    return needsMore
  }

  /** Bytes of text of what was passed over last; they are kept. */
  keepTexts(): number {
    this.#textEnd += this.#textAdded
    return this.#textAdded
  }

  /** Texts that were kept: a view. */
  texts(): Uint8Array {
    return this.#memory.bytes.subarray(textsAddress, this.#textEnd)
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
    const end = this.#memory.told[told.noteEnd]!
    for (let at = notesAddress; at < end;) {
      const head = this.#memory.words[at / 4]!
      const length = this.#memory.words[at / 4 + 1]!
      const state = head & 0xffff
      const start = at + 8
      if (head >= noteOf.end) listener.onEnd()
      else if (head >= noteOf.object) listener.onOpen(state, head >= noteOf.list)
      else listener.onValue(state, this.#memory.bytes, start, start + length)
      at = start + ((length + 7) & ~7)
    }
  }

  #run(start: number, end: number, isLast: boolean): number {
    for (let from = start, isSame = false; ; isSame = true) {
      const kind = this.#memory.wasm.skim(from, end, isLast, isSame)
      if (
        kind === skimOutcomes.unknown
          ? !this.#memory.answer()
          : kind === skimOutcomes.suspect && this.#speaks()
      ) {
        return skimOutcomes.read
      }
      if (kind !== skimOutcomes.unknown && kind !== skimOutcomes.suspect) return kind
      from = this.#memory.told[told.at]!
    }
  }

  /** Whether the string at hand holds texts by the structure of its own, or names a file. */
  #speaks(): boolean {
    const { told: said, bytes } = this.#memory
    const text = bytes.subarray(said[told.start], said[told.end])
    const { values } = this.#memory.table!.stateOf(said[told.stateOfString]!)
    const isName = values.some((role) => role.kind === 'file' && this.#mayName(role.file, text))
    return isName || (said[told.isMarked] === 1 && textsInString(text).length > 0)
  }

  #mayName(file: FileReference, text: Uint8Array): boolean {
    if (file.holds !== undefined && !holdsText(text, file.holds)) return false
    return this.#namesFile(file, textOf(text))
  }

  /** May be called at any time. */
  readonly countLineFeeds = (bytes: Uint8Array): number => this.#memory.countLineFeeds(bytes)
}

function textOf(bytes: Uint8Array): string {
  return textOfBytes(decodeJsonString(bytes))
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
