import { appendAll } from '../text/append-all.ts'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Origin } from '../engine/document.ts'
import type { Engine } from '../engine/engine.ts'
import { contextBytes } from '../engine/reach.ts'
import { Scanner, type PlacedMatch, type ScannerRange } from '../engine/scanner.ts'
import { isConfident, type Confidence } from '../rules/rule.ts'
import type { Problem, SkippedDocument } from '../report/scan-result.ts'
import { headLength, isBinary } from '../sources/classify.ts'
import type { FileToScan } from '../sources/source.ts'
import { reasonOfErrno } from '../sources/walk-reason.ts'
import type { ArchiveEvent } from '../sources/archives/archive-entries.ts'
import { latin1Of } from '../text/bytes.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import type { Limits } from './configuration.ts'
import { mayBeExport } from './may-be-export.ts'
import { toFoundSecret, type FoundSecret } from './found-secret.ts'

/** What came of one or more files. */
export interface Outcome {
  documents: number
  bytes: number
  readonly skipped: SkippedDocument[]
  readonly problems: Problem[]
  readonly found: FoundSecret[]
  /** Files too large for one thread: nothing was scanned of them yet. */
  readonly large: LargeFile[]
  /** Files that may be archives, met before {@link DocumentScanner.loadArchives}: not scanned yet. */
  readonly packed: FileToScan[]
  /** Documents that may be exports, of chats or of agents' transcripts: not scanned yet. */
  readonly exports: PossibleExport[]
}

export interface PossibleExport {
  /** The document, or the archive that it is in. */
  readonly file: FileToScan
  /** Of the document. */
  readonly path: string
}

export interface LargeFile {
  readonly file: FileToScan
  readonly size: number
}

/** A part of a document: what starts in `[from, to)`. */
export interface DocumentRange {
  readonly from: number
  readonly to: number
  /** Where the document starts in its file: somebody may have read standard input up to there. */
  readonly base: number
}

/** What came of a part of a large file. Lines and columns count from the part's start. */
export interface RangeOutcome {
  readonly found: FoundSecret[]
  readonly bytes: number
  /** Line feeds in the part, and the offset of the last; -1 when there is none. */
  readonly lineFeeds: { readonly count: number; readonly last: number }
  readonly problem: string | undefined
}

/** A document that is being read: fill {@link room}, then {@link advance}. */
export interface DocumentStream {
  room(): Uint8Array
  advance(length: number): void
  readonly bytes: number
  end(): Outcome
}

export interface DocumentScannerOptions {
  readonly key: FingerprintKey
  readonly minConfidence: Confidence
  readonly limits: Limits
  /** From this size on a file is left to {@link DocumentScanner.scanRange}; `Infinity`: never. */
  readonly largeBytes: number
  /** What may be an export is put aside. */
  readonly findsExports?: boolean
}

const limitedReason = 'holds more encoded text than is decoded (limit against decoding bombs)'

/** Reads files and scans them, one after another; synchronous, so it belongs in a worker or a short run. */
export class DocumentScanner {
  readonly #engine: Engine
  readonly #options: DocumentScannerOptions
  #archives: typeof import('../sources/archives/open-archive.ts') | undefined

  constructor(engine: Engine, options: DocumentScannerOptions) {
    this.#engine = engine
    this.#options = options
  }

  get engine(): Engine {
    return this.#engine
  }

  /** Archives are rare and their reader is dear to load: until this was called they are put aside. */
  async loadArchives(): Promise<void> {
    this.#archives ??= await import('../sources/archives/open-archive.ts')
  }

  /** Scans one file into `outcome`. Whatever goes wrong with it becomes a problem. */
  scanFile(file: FileToScan, outcome: Outcome): void {
    let descriptor: number | undefined
    try {
      descriptor = openSync(file.path, 'r')
      this.#scanOpen(descriptor, file, outcome)
    } catch (error) {
      outcome.problems.push({ path: file.origin.path, reason: reasonOfErrno(error) })
    } finally {
      if (descriptor !== undefined) closeSync(descriptor)
    }
  }

  /** Scans a part of an open file, with the context around it. */
  scanRange(descriptor: number, origin: Origin, { from, to, base }: DocumentRange): RangeOutcome {
    const start = Math.max(0, from - contextBytes)
    const range: ScannerRange = { from: start, ownedFrom: from, ownedTo: to }
    const scanner = new Scanner(this.#engine, origin.path, range)
    const matches: PlacedMatch[] = []
    let problem: string | undefined
    let position = start
    try {
      for (;;) {
        const room = scanner.room()
        const wanted = Math.min(room.length, to + contextBytes - position)
        const length = wanted > 0 ? readSync(descriptor, room, 0, wanted, base + position) : 0
        if (length === 0) break
        position += length
        appendAll(matches, scanner.advance(length))
      }
    } catch (error) {
      problem = reasonOfErrno(error)
    }
    appendAll(matches, scanner.end())
    return {
      found: this.#toFound(matches, origin),
      bytes: Math.max(0, Math.min(position, to) - from),
      lineFeeds: scanner.lineFeeds(),
      problem: problem ?? (scanner.limited ? limitedReason : undefined),
    }
  }

  /**
   * Scans bytes that are at hand as {@link scanFile} scans a file. Wants {@link loadArchives} first.
   *
   * @returns whether they are text; archives and binaries are not
   */
  scanBytes(bytes: Uint8Array, origin: Origin, outcome: Outcome): boolean {
    const { limits } = this.#options
    const { path } = origin
    if (bytes.length > limits.fileBytes) {
      outcome.skipped.push({ path, reason: `larger than ${limits.fileBytes} bytes` })
      return false
    }
    const events =
      limits.archiveDepth > 0 ? this.#archives!.openBytes(bytes, path, limits) : undefined
    if (events) {
      this.#scanArchive(events, origin, outcome)
      return false
    }
    if (isBinary(bytes.subarray(0, headLength))) {
      outcome.skipped.push({ path, reason: 'binary' })
      return false
    }
    this.scanText(bytes, origin, outcome)
    return true
  }

  /** Scans bytes that are text. */
  scanText(bytes: Uint8Array, origin: Origin, outcome: Outcome): void {
    const { path } = origin
    const scanner = new Scanner(this.#engine, path)
    const matches = scanner.push(bytes)
    appendAll(matches, scanner.end())
    outcome.documents++
    outcome.bytes += bytes.length
    if (scanner.limited) outcome.problems.push({ path, reason: limitedReason })
    if (matches.length > 0) appendAll(outcome.found, this.#toFound(matches, origin))
  }

  /** A document whose bytes the caller brings, such as standard input. */
  openStream(origin: Origin): DocumentStream {
    const scanner = new Scanner(this.#engine, origin.path)
    const matches: PlacedMatch[] = []
    let bytes = 0
    return {
      room: () => scanner.room(),
      advance: (length) => {
        bytes += length
        appendAll(matches, scanner.advance(length))
      },
      get bytes() {
        return bytes
      },
      end: () => {
        appendAll(matches, scanner.end())
        const outcome = emptyOutcome()
        outcome.documents = 1
        outcome.bytes = bytes
        appendAll(outcome.found, this.#toFound(matches, origin))
        if (scanner.limited) outcome.problems.push({ path: origin.path, reason: limitedReason })
        return outcome
      },
    }
  }

  #scanOpen(descriptor: number, file: FileToScan, outcome: Outcome): void {
    const { path } = file.origin
    const stats = fstatSync(descriptor)
    if (stats.size > this.#options.limits.fileBytes) {
      outcome.skipped.push({ path, reason: `larger than ${this.#options.limits.fileBytes} bytes` })
      return
    }
    const scanner = new Scanner(this.#engine, path)
    let read = fill(descriptor, scanner.room(), stats.size)
    const head = scanner.room().subarray(0, read)
    if (this.#isLeft(descriptor, stats.size, head, file, outcome)) {
      scanner.discard()
      return
    }
    const matches: PlacedMatch[] = []
    let total = 0
    while (read > 0) {
      total += read
      appendAll(matches, scanner.advance(read))
      read = total === stats.size ? 0 : fill(descriptor, scanner.room(), stats.size - total)
    }
    outcome.bytes += total
    appendAll(matches, scanner.end())
    outcome.documents++
    if (scanner.limited) outcome.problems.push({ path, reason: limitedReason })
    if (matches.length > 0) appendAll(outcome.found, this.#toFound(matches, file.origin))
  }

  /** Whether the file is not for the scanner as it is: an archive, a binary, or too large. */
  #isLeft(
    descriptor: number,
    size: number,
    head: Uint8Array,
    file: FileToScan,
    outcome: Outcome,
  ): boolean {
    const { path } = file.origin
    const isBinaryFile = isBinary(head.subarray(0, headLength))
    if (this.#options.limits.archiveDepth > 0 && mayBePacked(head, isBinaryFile)) {
      if (!this.#archives) {
        outcome.packed.push(file)
        return true
      }
      const { openArchive } = this.#archives
      const events = openArchive(descriptor, size, path, this.#options.limits)
      if (events) {
        this.#scanArchive(events, file.origin, outcome, file)
        return true
      }
    }
    if (this.#options.findsExports && mayBeExport(head, path)) {
      outcome.exports.push({ file, path })
      return true
    }
    if (!file.named && isBinaryFile) {
      outcome.skipped.push({ path, reason: 'binary' })
      return true
    }
    if (size < this.#options.largeBytes) return false
    outcome.large.push({ file, size })
    return true
  }

  /** @param file what the archive is; undefined where exports are not asked for */
  #scanArchive(
    events: Iterable<ArchiveEvent>,
    origin: Origin,
    outcome: Outcome,
    file?: FileToScan,
  ): void {
    for (const event of events) {
      const { path } = event
      if (event.kind === 'entry') {
        this.#scanEntry(event.open(), { ...origin, path } as Origin, outcome, file)
      } else {
        const list = event.kind === 'skipped' ? outcome.skipped : outcome.problems
        list.push({ path, reason: event.reason })
      }
    }
  }

  #scanEntry(
    chunks: Iterable<Uint8Array>,
    origin: Origin,
    outcome: Outcome,
    file?: FileToScan,
  ): void {
    const scanner = new Scanner(this.#engine, origin.path)
    const matches: PlacedMatch[] = []
    let isFirst = true
    for (const chunk of chunks) {
      if (isFirst && file && this.#options.findsExports && mayBeExport(chunk, origin.path)) {
        outcome.exports.push({ file, path: origin.path })
        scanner.discard()
        return
      }
      if (isFirst && isBinary(chunk.subarray(0, headLength))) {
        outcome.skipped.push({ path: origin.path, reason: 'binary' })
        scanner.discard()
        return
      }
      isFirst = false
      outcome.bytes += chunk.length
      appendAll(matches, scanner.push(chunk))
    }
    appendAll(matches, scanner.end())
    outcome.documents++
    if (scanner.limited) outcome.problems.push({ path: origin.path, reason: limitedReason })
    appendAll(outcome.found, this.#toFound(matches, origin))
  }

  #toFound(matches: readonly PlacedMatch[], origin: Origin): FoundSecret[] {
    return matches
      .filter((match) => isConfident(match.confidence, this.#options.minConfidence))
      .map((match) => toFoundSecret(match, origin, this.#options.key))
  }
}

export function emptyOutcome(): Outcome {
  return {
    documents: 0,
    bytes: 0,
    skipped: [],
    problems: [],
    found: [],
    large: [],
    packed: [],
    exports: [],
  }
}

/**
 * Reads until the buffer is full, the file ends, or `expected` bytes are there, which saves the read that
 * would only say that the file has ended.
 */
function fill(descriptor: number, buffer: Uint8Array, expected: number): number {
  let filled = 0
  while (filled < buffer.length) {
    const length = readSync(descriptor, buffer, filled, buffer.length - filled, null)
    filled += length
    if (length === 0 || filled === expected) break
  }
  return filled
}

/** A tar header has control bytes enough to look binary, and so has everything that is compressed. */
function mayBePacked(head: Uint8Array, isBinaryFile: boolean): boolean {
  return isBinaryFile || (head.length > 262 && latin1Of(head, 257, 262) === 'ustar')
}
