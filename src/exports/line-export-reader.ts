import type { PlacedMatch } from '../engine/scanner.ts'
import { concatBytes } from '../text/bytes.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { Attribution, AttributionKey } from './attribution.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import type { FileReference, Scope } from './layout.ts'
import { OpenScope } from './open-scope.ts'

const lineFeed = 10
/** Of a line, so much is looked at. */
const headBytesMax = 1024

/** What a line says that begins a record; undefined for one that goes on with the record before. */
export type ReadLine = (head: string) => Attribution | undefined

const record: Scope = { isRecord: true, fields: {} }

/** Reads text whose records begin with a line of their own form, and may go on over further lines. */
export class LineExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #readLine: ReadLine
  readonly #files: FileReference | undefined
  #scope = new OpenScope(record, undefined)
  /** All before is read. */
  #offset = 0
  /** Of the line that is not yet over. */
  #head: Uint8Array[] = []
  #headLength = 0
  #matches: PlacedMatch[] = []

  /**
   * @param readLine told the first {@link headBytesMax} bytes of each line, without its end
   * @param files how a line names a file
   */
  constructor(readLine: ReadLine, listener: ExportListener, files?: Omit<FileReference, 'at'>) {
    this.#readLine = readLine
    this.#files = files && { ...files, at: '' }
    this.#listener = listener
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches.push(...matches)
    let from = 0
    for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
      this.#keepHead(bytes.subarray(from, to))
      this.#endLine(this.#offset + to + 1)
      from = to + 1
    }
    this.#keepHead(bytes.subarray(from))
    this.#offset += bytes.length
  }

  end(): void {
    this.#endLine(Infinity)
    this.#listener.onClosed(this.#scope)
  }

  #keepHead(part: Uint8Array): void {
    if (this.#headLength >= headBytesMax) return
    const kept = part.subarray(0, headBytesMax - this.#headLength)
    this.#head.push(kept)
    this.#headLength += kept.length
  }

  /** @param end offset behind the line and its end */
  #endLine(end: number): void {
    const head = textOfBytes(concatBytes(this.#head))
    const said = this.#readLine(head)
    this.#head = []
    this.#headLength = 0
    if (said) {
      this.#listener.onClosed(this.#scope)
      this.#scope = new OpenScope(record, undefined)
      for (const [key, text] of Object.entries(said)) {
        this.#scope.note(key as AttributionKey, 0, text)
      }
    }
    if (this.#files) this.#listener.onFileNamed?.(this.#files, head, this.#scope)
    let count = 0
    for (const match of this.#matches) {
      if (match.place.start >= end) break
      this.#listener.onMatch(match, { scope: this.#scope, path: '', isOpaque: false })
      count++
    }
    if (count > 0) this.#matches.splice(0, count)
  }
}
