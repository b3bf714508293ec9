import type { PlacedMatch } from '../engine/scanner.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { shownKey } from '../redact/shown-key.ts'
import { concatBytes, latin1Of } from '../text/bytes.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { AttributionKey } from './attribution.ts'
import { csvColumnOf, noColumn, type CsvColumn } from './csv-column.ts'
import { CsvScanner, passRows } from './csv-scanner.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { JoinedText } from './joined-text.ts'
import type { Scope } from './layout.ts'
import { LineCounter, type LinePlace } from './line-counter.ts'
import { notePair, type NamedPair } from './named-pairs.ts'
import { OpenScope } from './open-scope.ts'

/** Of a longer field quotes that are written twice stay so. */
const fieldBytesMax = 1 << 20
/** A longer field is no name or id. */
const nameBytesMax = 1024

const lineFeed = 10

/** How a table is to be read whose first row names its columns. */
export interface CsvColumns {
  readonly separator: string
  /** Column of each part of the attribution; of several, parted by `|`, the first that says something. */
  readonly fields: Scope['fields']
  /** Columns of what looks like secrets and is none. */
  readonly opaque?: readonly string[]
  /**
   * Columns whose cells say themselves who wrote them and when: what such a cell begins with, with groups named like parts
   * of the attribution.
   */
  readonly notes?: Readonly<Record<string, RegExp>>
  /** Rows before that of names; 0 by default. */
  readonly rowsBefore?: number
}

/**
 * Reads a table, each row of which is a record. Rows in which nothing was found, and whose bytes show all that they say,
 * are only counted.
 */
export class CsvExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #options: CsvColumns
  readonly #scanner: CsvScanner
  readonly #lines = new LineCounter()
  readonly #columns: CsvColumn[] = []
  /** Some cells say only with the name of their column, or with another cell, what they are. */
  #hasPairs = false
  #row: OpenScope
  /** A name and a value that are two cells of the row. */
  #pair: NamedPair = {}
  /** -1 in the row of names. */
  #rowIndex: number
  #column = 0
  /** Of the field that is open. */
  #start = 0
  #parts: Uint8Array[] = []
  #length = 0
  #line: LinePlace | undefined
  #offset = 0
  #matches: readonly PlacedMatch[] = []
  #nextMatch = 0

  constructor(options: CsvColumns, listener: ExportListener) {
    this.#options = options
    this.#listener = listener
    this.#scanner = new CsvScanner(options.separator)
    this.#row = this.#openRow()
    this.#rowIndex = -1 - (options.rowsBefore ?? 0)
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches = this.#matches.slice(this.#nextMatch).concat(matches)
    this.#nextMatch = 0
    this.#lines.push(bytes)
    let from = 0
    while (from < bytes.length) {
      if (this.#mayPass) from = this.#passRows(bytes, from)
      from = this.#readRow(bytes, from)
    }
    this.#offset += bytes.length
    // Later its line is counted no more.
    if (this.#length > 0) this.#line ??= this.#lines.lineAt(this.#start)
  }

  end(): void {
    if (this.#scanner.isQuoted) this.#listener.onProblem('ends within a quoted field')
    this.#endField(none, 0, 0)
    this.#placeUpTo(Infinity, this.#row)
    this.#endRow()
  }

  /** A row of values begins. */
  get #mayPass(): boolean {
    const isAtStart = this.#column === 0 && this.#length === 0
    return isAtStart && this.#start > 0 && this.#rowIndex >= 0 && !this.#hasPairs
  }

  #passRows(bytes: Uint8Array, from: number): number {
    const match = this.#matches[this.#nextMatch]
    const to = Math.min(bytes.length, match ? match.place.start - this.#offset : Infinity)
    const { count, end } = passRows(bytes, from, to, this.#options.separator)
    this.#rowIndex += count
    this.#start = this.#offset + end
    return end
  }

  /** @returns where the next row begins, or the length of the bytes */
  #readRow(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length;) {
      const end = this.#scanner.endOfField(bytes, at)
      if (end < 0) {
        this.#keep(bytes.subarray(at))
        break
      }
      this.#endField(bytes, at, end)
      at = end + 1
      if (bytes[end] !== lineFeed) continue
      this.#endRow()
      return at
    }
    return bytes.length
  }

  /** The field goes on in the next chunk. */
  #keep(part: Uint8Array): void {
    this.#length += part.length
    if (this.#length <= fieldBytesMax) this.#parts.push(part)
  }

  /** @param from where its last bytes begin, up to `to`, where its end stands */
  #endField(bytes: Uint8Array, from: number, to: number): void {
    const end = this.#offset + to
    const length = this.#length + to - from
    if (length > 0) {
      const column = this.#columnHere
      const isFound = (this.#matches[this.#nextMatch]?.place.start ?? Infinity) < end
      if (isFound || this.#isOfNote(column, length)) {
        const field = this.#fieldOf(bytes.subarray(from, to))
        const scope = this.#cellScope(column, field)
        if (length <= fieldBytesMax) this.#take(column, scope, field)
        this.#placeUpTo(end, scope)
      }
    }
    this.#column++
    this.#start = end + 1
    if (this.#length > 0) {
      this.#parts = []
      this.#length = 0
      this.#line = undefined
    }
  }

  /** Its bytes do not show all that it says. */
  #isOfNote({ roles, pair }: CsvColumn, length: number): boolean {
    if (this.#scanner.hasPairs) return true
    return length <= nameBytesMax && (pair !== undefined || roles.length > 0 || this.#rowIndex < 0)
  }

  /** Of one that is too long only a part. */
  #fieldOf(last: Uint8Array): Uint8Array {
    return this.#parts.length === 0 ? last : concatBytes([...this.#parts, last])
  }

  get #columnHere(): CsvColumn {
    return (this.#rowIndex < 0 ? undefined : this.#columns[this.#column]) ?? noColumn
  }

  /** Of a cell that says itself who wrote it, one of its own. */
  #cellScope({ note }: CsvColumn, field: Uint8Array): OpenScope {
    if (!note) return this.#row
    const head = textOfBytes(field.subarray(0, nameBytesMax)).replace(/^"/, '')
    const said = note.exec(head)?.groups
    if (!said) return this.#row
    const scope = new OpenScope({ fields: {} }, this.#row)
    for (const [key, text] of Object.entries(said)) {
      if (text !== undefined) scope.note(key as AttributionKey, 0, text)
    }
    // Who is named there is another one than the row's.
    if (said.user !== undefined) scope.note('userId', 0, said.user)
    return scope
  }

  #take({ name, roles, pair }: CsvColumn, scope: OpenScope, field: Uint8Array): void {
    const { hasPairs } = this.#scanner
    const isNamed = field.length <= nameBytesMax
    const isPair = isNamed && pair !== undefined
    const content = contentOf(field)
    if (isNamed && (roles.length > 0 || this.#rowIndex === -1)) {
      const said = textOfBytes(content)
      this.#note(roles, hasPairs ? said.replaceAll('""', '"') : said)
    }
    if ((!hasPairs && !isPair) || content.length === 0) return
    const base = this.#start + content.byteOffset - field.byteOffset
    const line = this.#line ?? this.#lines.lineAt(this.#start)
    const place = { base, scope, path: this.#path(), ...line }
    const raw = latin1Of(content)
    if (hasPairs) {
      const text = withoutPairs(OffsetText.of(raw))
      this.#listener.onText(new JoinedText([{ text, ...place }]))
    }
    if (!isPair) return
    const of = pair === 'secret' ? { name } : this.#pair
    const piece = notePair(of, pair === 'name' ? 'name' : 'value', { raw, isString: true, place })
    if (piece) this.#listener.onText(new JoinedText([piece]))
  }

  #note(roles: CsvColumn['roles'], text: string): void {
    if (this.#rowIndex >= 0) {
      if (text === '') return
      for (const [key, rank] of roles) this.#row.note(key, rank, text)
      return
    }
    const column = csvColumnOf(text.trim(), this.#options)
    this.#columns[this.#column] = column
    if (column.pair === 'value' || column.pair === 'secret') this.#hasPairs = true
  }

  /** Of matches that start before an offset the place is here. */
  #placeUpTo(offset: number, scope: OpenScope): void {
    for (; this.#nextMatch < this.#matches.length; this.#nextMatch++) {
      const match = this.#matches[this.#nextMatch]!
      if (match.place.start >= offset) return
      const { isOpaque } = this.#columnHere
      this.#listener.onMatch(match, { scope, path: this.#path(), isOpaque })
    }
  }

  #endRow(): void {
    this.#listener.onClosed(this.#row)
    this.#row = this.#openRow()
    this.#rowIndex++
    this.#column = 0
    this.#pair = {}
  }

  #openRow(): OpenScope {
    return new OpenScope({ isRecord: true, fields: this.#options.fields }, undefined)
  }

  #path(): string {
    if (this.#rowIndex < 0) return ''
    const { name } = this.#columnHere
    return `[${this.#rowIndex}]${name === '' ? `[${this.#column}]` : `.${shownKey(name)}`}`
  }
}

const none = new Uint8Array(0)
const quote = 0x22
const carriageReturn = 13

/** What stands in a field, without a mark of the byte order, its quotes, and what is of its line end. */
function contentOf(field: Uint8Array): Uint8Array {
  const isMarked = field[0] === 0xef && field[1] === 0xbb && field[2] === 0xbf
  const start = isMarked ? 3 : 0
  const end = field.length - (field[field.length - 1] === carriageReturn ? 1 : 0)
  const isQuoted = end - start >= 2 && field[start] === quote && field[end - 1] === quote
  return isQuoted ? field.subarray(start + 1, end - 1) : field.subarray(start, end)
}

/** A quote in a quoted field is written twice. */
function withoutPairs(source: OffsetText): OffsetText {
  return OffsetText.lazy(source.text.replaceAll('""', '"'), () => {
    const { text } = source
    const starts: number[] = []
    for (let at = 0; at < text.length; at += text.startsWith('""', at) ? 2 : 1) starts.push(at)
    starts.push(text.length)
    return Uint32Array.from(starts, (at) => source.outerOf(at))
  })
}
