import type { CarriedParts } from './carried-parts.ts'
import type { Role } from './compile-layout.ts'
import {
  notSkimmed,
  type FileTest,
  type FirstBytes,
  type JsonSkimmer,
  type SkimOutcome,
} from './json-skimmer.ts'
import { skimBytesMax, textBytesMax } from './skim-memory.ts'
import type { Frame } from './open-frame.ts'
import { NotedScopes } from './noted-scopes.ts'
import type { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'
import type { SkimTable } from './skim-table.ts'

/** What passes over JSON, and who searches the texts that were put together meanwhile. */
export interface Skimming {
  readonly skimmer: JsonSkimmer
  /** @returns offsets at which something was found that counts, any order */
  readonly findIn: (texts: Uint8Array) => readonly number[]
  readonly namesFile: FileTest
}

/** An object or a list that begins, and what it stands in. */
export interface ValueHead {
  /** Of its bracket in the file. */
  readonly start: number
  readonly isList: boolean
  readonly state: PathState<Role>
  readonly frames: readonly Frame[]
  readonly parentScope: OpenScope | undefined
}

/** A value that was passed over, but may hold something in a text that was put together. */
export interface PassedValue {
  /** Offset in the file. */
  readonly start: number
  /** All of it. */
  readonly chunks: readonly Uint8Array[]
  /** Around it, as they were. */
  readonly frames: readonly Frame[]
  /** As it was before the value. */
  readonly carried: CarriedParts
}

/** Values wait for their texts to be searched until there are so many, or so many bytes were read behind the first. */
const waitingMax = 4096
const waitingBytesMax = 1 << 21

/** Passes over objects and lists of a file of which nothing has to be made. */
export class PassedValues {
  readonly #skimming: Skimming
  readonly #table: SkimTable
  readonly #carried: CarriedParts
  /** Of a value that was begun whose end is not there yet. */
  head: ValueHead | undefined
  /** What was given of the value. */
  #first: FirstBytes = { bytes: new Uint8Array(0), from: 0, isStable: true, version: 0 }
  #chunks: Uint8Array[] = []
  /** Bytes of the value that were given. */
  #length = 0
  #waiting: WaitingValue[] = []
  #textEnd = 0
  #around: Around | undefined
  readonly #noted: NotedScopes

  constructor(skimming: Skimming, table: SkimTable, carried: CarriedParts) {
    this.#skimming = skimming
    this.#table = table
    this.#carried = carried
    this.#noted = new NotedScopes(skimming.skimmer, table, carried)
  }

  get isOpen(): boolean {
    return this.head !== undefined
  }

  /** Offset of the first byte that is still needed; Infinity: of none. */
  get start(): number {
    return this.#waiting[0]?.start ?? this.head?.start ?? Infinity
  }

  /** The texts of values that wait have to be searched. */
  isFull(offset: number): boolean {
    const [first] = this.#waiting
    if (!first) return false
    const isLong = this.#textEnd > textBytesMax || this.#waiting.length > waitingMax
    return isLong || offset - first.start > waitingBytesMax
  }

  /** @param limit offset from which on something was found */
  begin(head: ValueHead, first: FirstBytes, limit: number): SkimOutcome {
    const { skimmer, namesFile } = this.#skimming
    this.head = head
    this.#first = first
    if (this.#chunks.length > 0) this.#chunks = []
    this.#length = first.bytes.length - first.from
    skimmer.begin(this.#table, head.state.number, namesFile)
    return this.#judge(skimmer.skimFirst(first), limit)
  }

  /** @param chunk what follows, not altered */
  goOn(chunk: Uint8Array, limit: number, isLast = false): SkimOutcome {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > skimBytesMax) return this.#judge(notSkimmed, limit)
    const outcome = this.#skimming.skimmer.skim(chunk, isLast)
    const isCutOff = isLast && outcome.kind === 'more'
    return this.#judge(isCutOff ? notSkimmed : outcome, limit)
  }

  /** What was given of the value that was begun last, behind the first bytes. */
  get chunks(): readonly Uint8Array[] {
    return this.#chunks
  }

  /** @returns values that have to be read after all, in their order */
  settle(): PassedValue[] {
    if (this.#waiting.length === 0) return []
    const { skimmer, findIn } = this.#skimming
    const found = findIn(skimmer.texts()).toSorted((left, right) => left - right)
    const waiting = this.#waiting
    this.#waiting = []
    this.#textEnd = 0
    skimmer.dropTexts()
    let next = 0
    const hit = waiting.filter(({ textEnd }) => {
      const isHit = next < found.length && found[next]! < textEnd
      while (next < found.length && found[next]! < textEnd) next++
      return isHit
    })
    return hit.map(toPassed)
  }

  #judge(outcome: SkimOutcome, limit: number): SkimOutcome {
    const { start } = this.head!
    const isOver = outcome.kind === 'over'
    const end = start + (isOver ? this.#lengthTo(outcome.taken) : this.#length)
    if (outcome.kind === 'read' || limit < end || (!isOver && this.#length > skimBytesMax)) {
      this.head = undefined
      return notSkimmed
    }
    if (isOver) this.#pass(outcome.taken)
    return outcome
  }

  /** @param taken of what was given last */
  #lengthTo(taken: number): number {
    const last = this.#chunks.at(-1)
    return last ? this.#length - last.length + taken : taken
  }

  #pass(taken: number): void {
    const head = this.head!
    this.head = undefined
    const textBytes = this.#skimming.skimmer.keepTexts()
    if (textBytes > 0) {
      this.#textEnd += textBytes
      this.#wait(head, this.#lengthTo(taken))
    }
    if (this.#table.isNoting) this.#noted.learn(head.parentScope)
  }

  #wait({ start, frames }: ValueHead, length: number): void {
    const innermost = frames.at(-1)
    // Of all that is open only the innermost one changes while it is open.
    if (!this.#around || this.#around.innermost !== innermost) {
      this.#around = { innermost, outer: frames.slice(0, -1).map((frame) => ({ ...frame })) }
    }
    this.#waiting.push({
      start,
      length,
      first: firstOf(this.#first, length),
      chunks: this.#chunks,
      around: this.#around,
      key: innermost?.key ?? '',
      index: innermost?.index ?? -1,
      carried: this.#table.isNoting ? this.#carried.fork() : this.#carried,
      textEnd: this.#textEnd,
    })
  }
}

/** A value of which texts wait to be searched. */
interface WaitingValue {
  readonly start: number
  readonly length: number
  /** Of its bytes those that stood together where it begins. */
  readonly first: Uint8Array
  readonly chunks: readonly Uint8Array[]
  readonly around: Around
  /** Of the value in the innermost frame. */
  readonly key: string
  readonly index: number
  readonly carried: CarriedParts
  /** Texts up to here are its own, and those of the values before. */
  readonly textEnd: number
}

/** What is around values, as it is all the time. */
interface Around {
  readonly innermost: Frame | undefined
  readonly outer: readonly Frame[]
}

function firstOf({ bytes, from, isStable }: FirstBytes, length: number): Uint8Array {
  const first = bytes.subarray(from, from + length)
  return isStable ? first : first.slice()
}

function toPassed(value: WaitingValue): PassedValue {
  const { start, length, first, chunks, around, key, index, carried } = value
  const { innermost, outer } = around
  const all: Uint8Array[] = []
  let left = length
  for (const chunk of [first, ...chunks]) {
    if (left > 0) all.push(chunk.subarray(0, left))
    left -= chunk.length
  }
  const frames = innermost ? [...outer, { ...innermost, key, index }] : []
  return { start, chunks: all, frames, carried }
}
