import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { fragmentOf, type Fragment } from './fragment.ts'
import type { Piece } from './join-pieces.ts'
import {
  blockLinesMax,
  keyBlockHead,
  KeyBlockReader,
  readKeyBlock,
  strangersMax,
  type KeyBlockHead,
} from './key-block.ts'
import { isWrappedLine } from './wrapped-line.ts'

/** How a record stands to a group: `open`: more is awaited; `closed`: it was the last; `apart`: it does not belong. */
export type Standing = 'open' | 'closed' | 'apart'

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
 * @param lead what is out of the record's line already
 * @returns undefined for a record that stands for itself
 */
export function openGroup(record: Uint8Array, lead = ''): OpenGroup | undefined {
  const fragment = fragmentOf(record)
  if (fragment && fragment.part !== 'last') return new StreamGroup(record, fragment)
  const head = keyBlockHead(lead + latin1Of(record))
  if (head) return new BlockGroup(record, head)
  return isWrappedLine(record, 0, record.length) ? new WrappedGroup(record) : undefined
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
  /** Streams of which more is to come. */
  readonly #open = new Set<string>()

  constructor(record: Uint8Array, fragment: Fragment) {
    super()
    this.#note(record, fragment)
  }

  add(record: Uint8Array): Standing {
    this.#note(record, fragmentOf(record))
    return this.#open.size > 0 ? 'open' : 'closed'
  }

  joins(records: readonly Uint8Array[]): Join[] {
    const byStream = new Map<string, Piece[]>()
    records.forEach((record, at) => {
      const fragment = fragmentOf(record)
      if (!fragment) return
      const pieces = byStream.get(fragment.stream) ?? []
      pieces.push({ record: at, span: fragment.span })
      byStream.set(fragment.stream, pieces)
    })
    return Array.from(byStream, ([stream, pieces]) => ({ pieces, separator: nothing, stream }))
  }

  #note(record: Uint8Array, fragment: Fragment | undefined): void {
    this.take(record)
    if (!fragment) {
      if (endsDeltas(latin1Of(record))) this.#open.clear()
    } else if (isOpen(record, fragment)) this.#open.add(fragment.stream)
    else this.#open.delete(fragment.stream)
  }
}

/** A delta awaits more until its text ends a word. */
function isOpen(record: Uint8Array, { part, span }: Fragment): boolean {
  if (part !== 'delta') return part === 'more'
  return !/(?:[ \t]|\\[nrt])$/.test(latin1Of(record, Math.max(span.start, span.end - 2), span.end))
}

function endsDeltas(text: string): boolean {
  return /\[DONE\]|_stop"|"finish_reason"\s*:\s*"|\.completed"|\.done"/.test(text)
}

/** The lines of a private key. */
class BlockGroup extends Group implements OpenGroup {
  readonly #reader: KeyBlockReader
  #hasEnd = false
  #strangers = 0

  constructor(record: Uint8Array, head: KeyBlockHead) {
    super()
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
    if (!line && openGroup(record)) return 'apart'
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
  constructor(record: Uint8Array) {
    super()
    this.take(record)
  }

  add(record: Uint8Array): Standing {
    if (openGroup(record) && !isWrappedLine(record, 0, record.length)) return 'apart'
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
