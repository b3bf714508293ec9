import type { PlacedMatch } from '../engine/scanner.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { shownKey } from '../redact/shown-key.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { AttributionKey } from './attribution.ts'
import { CsvScanner } from './csv-scanner.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { JoinedText } from './joined-text.ts'
import type { Scope } from './layout.ts'
import { LineCounter, type LinePlace } from './line-counter.ts'
import { OpenScope } from './open-scope.ts'

/** Of a longer field quotes that are written twice stay so. */
const fieldBytesMax = 1 << 20
/** A longer field is no name or id. */
const nameBytesMax = 1024

/** How a table is to be read whose first row names its columns. */
export interface CsvColumns {
  readonly separator: string
  /** Column of each part of the attribution; of several, parted by `|`, the first that says something. */
  readonly fields: Scope['fields']
  /** Columns of what looks like secrets and is none. */
  readonly opaque?: readonly string[]
}

const record: Scope = { isRecord: true, fields: {} }

interface Said {
  readonly key: AttributionKey
  readonly rank: number
}

/** Reads a table, each row of which is a record. */
export class CsvExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #columns: CsvColumns
  readonly #scanner: CsvScanner
  readonly #lines = new LineCounter()
  readonly #names: string[] = []
  /** What each column says of its row. */
  #said: Said[][] = []
  #row = new OpenScope(record, undefined)
  /** Something stands in the row that is to be told. */
  #isAsked = false
  #noted: { readonly said: readonly Said[]; readonly parts: readonly Uint8Array[] }[] = []
  /** -1 in the row of names. */
  #rowIndex = -1
  #column = 0
  /** Of the field that is open. */
  #start = 0
  #parts: Uint8Array[] = []
  #length = 0
  #line: LinePlace | undefined
  #offset = 0
  #matches: PlacedMatch[] = []

  constructor(columns: CsvColumns, listener: ExportListener) {
    this.#columns = columns
    this.#listener = listener
    this.#scanner = new CsvScanner(columns.separator)
  }

  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void {
    this.#matches.push(...matches)
    this.#lines.push(bytes)
    let from = 0
    this.#scanner.push(bytes, (at, isRowEnd) => {
      this.#keep(bytes.subarray(from, at))
      this.#endField(this.#offset + at)
      if (isRowEnd) this.#endRow()
      from = at + 1
    })
    this.#keep(bytes.subarray(from))
    this.#offset += bytes.length
    // Later its line is counted no more.
    if (this.#length > 0) this.#line ??= this.#lines.lineAt(this.#start)
  }

  end(): void {
    if (this.#scanner.isQuoted) this.#listener.onProblem('ends within a quoted field')
    this.#endField(this.#offset)
    this.#placeUpTo(Infinity)
    this.#endRow()
  }

  #keep(part: Uint8Array): void {
    this.#length += part.length
    if (part.length > 0 && this.#length <= fieldBytesMax) this.#parts.push(part)
  }

  /** @param end offset of what ends it */
  #endField(end: number): void {
    const isName = this.#length <= nameBytesMax
    const said = this.#said[this.#column]
    if (this.#rowIndex < 0) {
      this.#names[this.#column] = isName ? textOf(contentOf(this.#parts)).trim() : ''
    } else if (isName && said?.length) this.#noted.push({ said, parts: this.#parts })
    if (this.#scanner.hasPairs && this.#length <= fieldBytesMax) this.#tell()
    this.#placeUpTo(end)
    this.#column++
    this.#start = end + 1
    this.#parts = []
    this.#length = 0
    this.#line = undefined
  }

  /** Says of the row what its fields say; most rows nobody asks about. */
  #noteFields(): void {
    for (const { said, parts } of this.#noted) {
      const text = textOf(contentOf(parts))
      if (text === '') continue
      for (const { key, rank } of said) this.#row.note(key, rank, text)
    }
  }

  #tell(): void {
    this.#isAsked = true
    const place = { base: this.#start, scope: this.#row, path: this.#path() }
    const line = this.#line ?? this.#lines.lineAt(this.#start)
    this.#listener.onText(new JoinedText([{ text: contentOf(this.#parts), ...place, ...line }]))
  }

  /** Of matches that start before an offset the place is here. */
  #placeUpTo(offset: number): void {
    let count = 0
    for (const match of this.#matches) {
      if (match.place.start >= offset) break
      this.#isAsked = true
      const isOpaque = this.#columns.opaque?.includes(this.#name) ?? false
      this.#listener.onMatch(match, { scope: this.#row, path: this.#path(), isOpaque })
      count++
    }
    if (count > 0) this.#matches.splice(0, count)
  }

  #endRow(): void {
    if (this.#rowIndex < 0) this.#said = this.#names.map((name) => saidBy(name, this.#columns))
    if (this.#isAsked) {
      this.#noteFields()
      this.#listener.onClosed(this.#row)
      this.#row = new OpenScope(record, undefined)
      this.#isAsked = false
    }
    this.#noted = []
    this.#rowIndex++
    this.#column = 0
  }

  get #name(): string {
    return this.#names[this.#column] ?? ''
  }

  #path(): string {
    if (this.#rowIndex < 0) return ''
    const name = this.#name
    return `[${this.#rowIndex}]${name === '' ? `[${this.#column}]` : `.${shownKey(name)}`}`
  }
}

function saidBy(name: string, { fields }: CsvColumns): Said[] {
  return Object.entries(fields).flatMap(([key, columns]) => {
    const rank = columns.split('|').indexOf(name)
    return rank < 0 ? [] : [{ key: key as AttributionKey, rank }]
  })
}

/** What a field says, without quotes around it and a mark before them. */
function contentOf(parts: readonly Uint8Array[]): OffsetText {
  const raw = latin1Of(parts.length === 1 ? parts[0]! : concatBytes(parts))
  const [, before, , content] = /^((?:\xef\xbb\xbf)?("?))([^]*?)\2\r?$/.exec(raw)!
  const start = before!.length
  return withoutPairs(OffsetText.of(raw).part({ start, end: start + content!.length }))
}

function textOf({ text }: OffsetText): string {
  return textOfBytes(bytesOfLatin1(text))
}

/** A quote in a quoted field is written twice. */
function withoutPairs(source: OffsetText): OffsetText {
  const { text } = source
  if (!text.includes('""')) return source
  const starts = new Uint32Array(text.length + 1)
  let plain = ''
  let length = 0
  for (let from = 0; from < text.length;) {
    const pair = text.indexOf('""', from)
    const end = pair < 0 ? text.length : pair + 1
    plain += text.slice(from, end)
    for (let at = from; at < end; at++) starts[length++] = source.outerOf(at)
    from = pair < 0 ? end : end + 1
  }
  starts[length] = source.outerOf(text.length)
  return OffsetText.mapped(plain, starts.subarray(0, length + 1))
}
