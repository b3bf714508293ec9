import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { fragmentOf, type Fragment } from './fragment.ts'
import type { Piece } from './join-pieces.ts'
import type { LineEnds } from './line-ends.ts'
import {
  blockLinesMax,
  keyBlockHead,
  KeyBlockReader,
  readKeyBlock,
  strangersMax,
  type KeyBlockHead,
} from './key-block.ts'
import { isWrappedLine } from './wrapped-line.ts'

/**
 * How a record stands to a group: `open`: more is awaited; `closed`: it was the last; `apart`: it does not belong;
 * `unended`: it shows that the source leaves out line ends, so that its records are to be taken anew, one by one.
 */
export type Standing = 'open' | 'closed' | 'apart' | 'unended'

/** Records that are read together, since a secret may be spread over them. */
export interface OpenGroup {
  readonly records: readonly Uint8Array[]
  readonly bytes: number
  /** @returns `apart` leaves the group as it was */
  add(record: Uint8Array): Standing
  /** The texts that the records make up, as they are now. */
  joins(records: readonly Uint8Array[]): Join[]
  /** Of a key block that has no end: what reads on in it. */
  readonly unfinishedBlock?: KeyBlockReader | undefined
  /** Of lines without ends: the longest row of short pieces of one stream. */
  readonly unended?: number
}

export interface Join {
  readonly pieces: readonly Piece[]
  readonly separator: Uint8Array
  /** Of which stream; undefined: of the source's own lines. */
  readonly stream: string | undefined
}

const nothing = new Uint8Array(0)
const feed = bytesOfLatin1('\n')
const lineFeed = 10

/**
 * @param ends what is known of the source by now
 * @param lead what is out of the record's line already
 * @returns undefined for a record that stands for itself
 */
export function openGroup(record: Uint8Array, ends: LineEnds, lead = ''): OpenGroup | undefined {
  const fragment = fragmentOf(record)
  if (fragment && ends.goesOn(fragment)) return new StreamGroup(record, fragment, ends)
  const head = keyBlockHead(lead + latin1Of(record))
  if (head) return new BlockGroup(record, head, ends)
  return isWrappedLine(record, 0, record.length) ? new WrappedGroup(record, ends) : undefined
}

abstract class Group {
  readonly records: Uint8Array[] = []
  bytes = 0

  protected take(record: Uint8Array): void {
    this.records.push(record)
    this.bytes += record.length
  }
}

/** Parts of lines, and deltas, of any number of streams that run through each other. */
class StreamGroup extends Group implements OpenGroup {
  /** Streams of which more is to come, and how many short pieces in a row did not end their line. */
  readonly #open = new Map<string, number>()
  readonly #ends: LineEnds

  constructor(record: Uint8Array, fragment: Fragment, ends: LineEnds) {
    super()
    this.#ends = ends
    this.#note(record, fragment)
  }

  get unended(): number {
    return Math.max(0, ...this.#open.values())
  }

  add(record: Uint8Array): Standing {
    const fragment = fragmentOf(record)
    this.#note(record, fragment)
    const row = fragment?.part === 'unended' && this.#open.get(fragment.stream)
    if (row && this.#ends.judge(row)) return 'unended'
    return this.#open.size > 0 ? 'open' : 'closed'
  }

  joins(records: readonly Uint8Array[]): Join[] {
    const byStream = new Map<string, Piece[]>()
    records.forEach((record, at) => {
      const fragment = fragmentOf(record)
      if (!fragment) return
      const pieces = byStream.get(fragment.stream) ?? []
      pieces.push({ record: at, span: fragment.span, lineEnd: fragment.lineEnd })
      byStream.set(fragment.stream, pieces)
    })
    return Array.from(byStream, ([stream, pieces]) => ({ pieces, separator: nothing, stream }))
  }

  #note(record: Uint8Array, fragment: Fragment | undefined): void {
    this.take(record)
    if (!fragment) {
      if (endsDeltas(latin1Of(record))) this.#open.clear()
    } else if (this.#isOpen(record, fragment)) {
      const row = this.#open.get(fragment.stream) ?? 0
      this.#open.set(fragment.stream, fragment.part === 'unended' ? row + 1 : 0)
    } else this.#open.delete(fragment.stream)
  }

  /** A delta awaits more until its text ends a word. */
  #isOpen(record: Uint8Array, fragment: Fragment): boolean {
    const { part, span } = fragment
    if (part !== 'delta') return this.#ends.goesOn(fragment)
    const end = latin1Of(record, Math.max(span.start, span.end - 2), span.end)
    return !/(?:[ \t]|\\[nrt])$/.test(end)
  }
}

function endsDeltas(text: string): boolean {
  return /\[DONE\]|_stop"|"finish_reason"\s*:\s*"|\.completed"|\.done"/.test(text)
}

/** The lines of a private key. */
class BlockGroup extends Group implements OpenGroup {
  readonly #reader: KeyBlockReader
  #hasEnd = false
  #strangers = 0

  readonly #ends: LineEnds

  constructor(record: Uint8Array, head: KeyBlockHead, ends: LineEnds) {
    super()
    this.#ends = ends
    this.#reader = new KeyBlockReader(head)
    this.take(record)
  }

  get unfinishedBlock(): KeyBlockReader | undefined {
    return this.#hasEnd ? undefined : this.#reader
  }

  add(record: Uint8Array): Standing {
    const text = latin1Of(record)
    if (keyBlockHead(text)) return 'apart'
    const line = this.#reader.read(text)
    if (!line && openGroup(record, this.#ends)) return 'apart'
    this.#strangers = line ? 0 : this.#strangers + 1
    if (this.#strangers > strangersMax(this.#reader.head)) return 'apart'
    this.take(record)
    this.#hasEnd = line?.kind === 'end'
    return this.#hasEnd || this.records.length >= blockLinesMax ? 'closed' : 'open'
  }

  joins(records: readonly Uint8Array[]): Join[] {
    const lines = readKeyBlock(
      records.map((record) => latin1Of(record)),
      this.#reader.head,
    )
    const pieces = lines.flatMap((line, at): Piece[] =>
      line ? [{ record: at, span: line.span }] : [],
    )
    const isLines =
      pieces.length === records.length &&
      pieces.every(
        ({ record, span }) =>
          records[record]!.at(-1) === lineFeed && (record === 0 || span.start === 0),
      )
    if (!isLines) return [{ pieces, separator: feed, stream: undefined }]
    // The key goes with its line feeds.
    const whole = pieces.map(({ record, span }) => ({
      record,
      span: record === pieces.length - 1 ? span : { ...span, end: records[record]!.length },
    }))
    return [{ pieces: whole, separator: nothing, stream: undefined }]
  }
}

/** Lines of nothing but encoded text, and the line behind them. */
class WrappedGroup extends Group implements OpenGroup {
  readonly #ends: LineEnds

  constructor(record: Uint8Array, ends: LineEnds) {
    super()
    this.#ends = ends
    this.take(record)
  }

  add(record: Uint8Array): Standing {
    if (openGroup(record, this.#ends) && !isWrappedLine(record, 0, record.length)) return 'apart'
    this.take(record)
    return isWrappedLine(record, 0, record.length) ? 'open' : 'closed'
  }

  joins(records: readonly Uint8Array[]): Join[] {
    const isLines = records.slice(0, -1).every((record) => record.at(-1) === lineFeed)
    const pieces = records.map((record, at) => ({
      record: at,
      span: { start: 0, end: record.length },
    }))
    return [{ pieces, separator: isLines ? nothing : feed, stream: undefined }]
  }
}
