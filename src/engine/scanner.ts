import { appendAll } from '../text/append-all.ts'
import { concatBytes } from '../text/bytes.ts'
import type { Candidate, Match } from './candidate.ts'
import { documentKindOf, fileNameOf } from './document-kind.ts'
import type { Engine } from './engine.ts'
import type { Place } from './finding.ts'
import { contextBytes } from './reach.ts'
import { resolveMatches } from './resolve.ts'

/** A match at its place in the document. */
export interface PlacedMatch extends Match {
  readonly place: Place
  readonly componentPlaces: readonly Place[]
  /** Bytes of the line the secret starts on, for inline markers; at most {@link lineBytesMax}. */
  readonly lineText: Uint8Array
}

/** Bytes of new text in each window. */
const blockBytes = 1 << 20
const windowBytes = blockBytes + 2 * contextBytes

const lineBytesMax = 4096

/** A part of a document that one scanner answers for; the text around it is context only. */
export interface ScannerRange {
  /** Offset of the first byte that will be pushed. */
  readonly from: number
  /** Matches that start before this belong to another scanner. */
  readonly ownedFrom: number
  /** Matches that start at or after this belong to another scanner. */
  readonly ownedTo: number
}

const wholeDocument: ScannerRange = { from: 0, ownedFrom: 0, ownedTo: Infinity }

/**
 * Finds the secrets of one document, given in chunks of any size.
 *
 * The document is looked at in windows at fixed offsets, whatever the chunks: that is why chunking cannot
 * change what is found. Only one scanner of an engine may be in use at a time, from its first `push` to `end`.
 */
export class Scanner {
  readonly #engine: Engine
  readonly #document: {
    readonly kind: ReturnType<typeof documentKindOf>
    readonly fileName: string
    readonly path: string
  }
  readonly #range: ScannerRange
  readonly #address: number
  /** Document offset of the window's first byte. */
  #base: number
  #filled = 0
  #ownedFrom: number
  /** Line feeds between the range's start and {@link #base}; negative while the window starts before it. */
  #linesBefore = 0
  /** Line feeds in the window before an offset. */
  #counted = { offset: 0, count: 0 }
  #started = false
  /** Offset of the last line feed before the window, -1 when there is none. */
  #lastLineFeed = -1
  /** Some encoded text was left undecoded since it expands too much. */
  limited = false

  /**
   * @param path says what kind of document it is
   */
  constructor(engine: Engine, path: string, range = wholeDocument) {
    this.#engine = engine
    this.#document = { kind: documentKindOf(path), fileName: fileNameOf(path), path }
    this.#range = range
    this.#base = range.from
    this.#ownedFrom = range.ownedFrom
    this.#address = engine.prefilter.reserve(windowBytes)
  }

  /** Where to write the next bytes, for readers that fill a buffer; then call {@link advance}. Never empty. */
  room(): Uint8Array {
    const start = this.#address + this.#filled
    return this.#engine.prefilter.bytes.subarray(start, this.#address + windowBytes)
  }

  /** Takes the first `length` bytes of {@link room}; returns what is certain now, ascending. */
  advance(length: number): PlacedMatch[] {
    this.#filled += length
    if (this.#filled < windowBytes) return []
    return this.#scanWindow(this.#ownedFrom + this.#blockLength())
  }

  push(chunk: Uint8Array): PlacedMatch[] {
    const matches: PlacedMatch[] = []
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + this.room().length)
      this.room().set(part)
      at += part.length
      const found = this.advance(part.length)
      if (found.length > 0) appendAll(matches, found)
    }
    return matches
  }

  /** The rest of the matches. Releases the scanner's memory. */
  end(): PlacedMatch[] {
    const matches = this.#scanWindow(Infinity)
    this.#engine.prefilter.release(windowBytes)
    return matches
  }

  /** Gives up the document; instead of {@link end}. */
  discard(): void {
    this.#engine.prefilter.release(windowBytes)
  }

  /** Matches that start before this offset have been told. */
  get answeredTo(): number {
    return this.#ownedFrom
  }

  /** Line feeds from the range's start to the end of all pushed text that it owns, and the last one's offset. */
  lineFeeds(): { readonly count: number; readonly last: number } {
    return { count: this.#linesBefore, last: this.#lastLineFeed }
  }

  /** New bytes that this window can answer for: all but the context behind them. */
  #blockLength(): number {
    return this.#base + windowBytes - contextBytes - this.#ownedFrom
  }

  #scanWindow(ownedTo: number): PlacedMatch[] {
    this.#startLines()
    const { candidates, limited } = this.#engine.scan(this.#address, this.#filled, this.#document)
    if (limited) this.limited = true
    const matches = candidates.length === 0 ? [] : this.#place(candidates, ownedTo)
    this.#slide(Math.min(ownedTo, this.#base + this.#filled, this.#range.ownedTo), ownedTo)
    return matches
  }

  /** Lines are counted from the start of the range, not of the window. */
  #startLines(): void {
    if (this.#started) return
    this.#started = true
    const before = this.#range.ownedFrom - this.#base
    if (before > 0) {
      this.#linesBefore = -this.#countLineFeeds(0, Math.min(before, this.#filled))
    }
  }

  /** Keeps the context before `ownedTo` and counts the lines that leave. */
  #slide(answered: number, ownedTo: number): void {
    const leave =
      ownedTo === Infinity
        ? Math.max(0, answered - this.#base)
        : ownedTo - contextBytes - this.#base
    this.#linesBefore += this.#countLineFeeds(0, leave)
    const bytes = this.#engine.prefilter.bytes
    const last = bytes.subarray(this.#address, this.#address + leave).lastIndexOf(10)
    if (last >= 0 && this.#base + last >= this.#range.ownedFrom)
      this.#lastLineFeed = this.#base + last
    bytes.copyWithin(this.#address, this.#address + leave, this.#address + this.#filled)
    this.#base += leave
    this.#filled -= leave
    if (ownedTo !== Infinity) this.#ownedFrom = ownedTo
  }

  #place(candidates: readonly Candidate[], ownedTo: number): PlacedMatch[] {
    const from = this.#ownedFrom - this.#base
    const to = Math.min(ownedTo, this.#range.ownedTo) - this.#base
    this.#counted = { offset: 0, count: 0 }
    return resolveMatches(candidates, (offset) => this.#lineFeedsUpTo(offset))
      .filter((match) => match.span.start >= from && match.span.start < to)
      .map((match) => ({
        ...match,
        place: this.#placeOf(match),
        componentPlaces: match.components.map((component) => this.#placeOf(component)),
        lineText: this.#lineText(match.span.start),
      }))
  }

  #placeOf({ span }: Candidate): Place {
    const start = this.#positionOf(span.start)
    const end = this.#positionOf(span.end)
    return {
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      start: this.#base + span.start,
      end: this.#base + span.end,
    }
  }

  #positionOf(offset: number): { line: number; column: number } {
    const line = this.#linesBefore + this.#lineFeedsUpTo(offset) + 1
    const text = this.#engine.prefilter.bytes.subarray(this.#address, this.#address + offset)
    const inWindow = text.lastIndexOf(10)
    const lineFeed = inWindow >= 0 ? this.#base + inWindow : this.#lastLineFeed
    return { line, column: this.#base + offset - lineFeed }
  }

  /** Counts from the place asked for before: places come in order, and there may be many. */
  #lineFeedsUpTo(offset: number): number {
    const { offset: before, count } = this.#counted
    const between = this.#countLineFeeds(Math.min(before, offset), Math.max(before, offset))
    this.#counted = { offset, count: offset < before ? count - between : count + between }
    return this.#counted.count
  }

  #countLineFeeds(from: number, to: number): number {
    return this.#engine.prefilter.countLineFeeds(this.#address + from, this.#address + to)
  }

  #lineText(offset: number): Uint8Array {
    const bytes = this.#engine.prefilter.bytes
    const at = this.#address + offset
    const before = bytes.subarray(Math.max(this.#address, at - lineBytesMax), at)
    const behind = bytes.subarray(at, Math.min(this.#address + this.#filled, at + lineBytesMax))
    const end = behind.indexOf(10)
    return concatBytes([
      before.subarray(before.lastIndexOf(10) + 1),
      end < 0 ? behind : behind.subarray(0, end),
    ])
  }
}
