import type { PlacedMatch } from '../engine/scanner.ts'
import { secretName } from '../redact/csv-table.ts'
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
import { notePair, pairRoleOf, type NamedPair } from './named-pairs.ts'
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
  /**
   * Columns whose cells say themselves who wrote them and when: what such a cell begins with, with groups named like parts
   * of the attribution.
   */
  readonly notes?: Readonly<Record<string, RegExp>>
  /** Rows before that of names; 0 by default. */
  readonly rowsBefore?: number
}

/** Reads a table, each row of which is a record. */
export class CsvExportReader implements ExportReader {
  readonly #listener: ExportListener
  readonly #columns: CsvColumns
  readonly #scanner: CsvScanner
  readonly #lines = new LineCounter()
  readonly #names: string[] = []
  /** Of each column, whether its cells say something beside what they hold. */
  readonly #isOfNote: boolean[] = []
  /** Of each column, which part of the attribution it is, if any, and its rank. */
  readonly #roles: (readonly [key: AttributionKey, rank: number][])[] = []
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
  #matches: PlacedMatch[] = []

  constructor(columns: CsvColumns, listener: ExportListener) {
    this.#columns = columns
    this.#listener = listener
    this.#scanner = new CsvScanner(columns.separator)
    this.#row = this.#openRow()
    this.#rowIndex = -1 - (columns.rowsBefore ?? 0)
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
    this.#placeUpTo(Infinity, this.#row)
    this.#endRow()
  }

  #keep(part: Uint8Array): void {
    this.#length += part.length
    if (part.length > 0 && this.#length <= fieldBytesMax) this.#parts.push(part)
  }

  /** @param end offset of what ends it */
  #endField(end: number): void {
    const scope = this.#cellScope()
    if (this.#length <= fieldBytesMax) this.#take(scope)
    this.#placeUpTo(end, scope)
    this.#column++
    this.#start = end + 1
    this.#parts = []
    this.#length = 0
    this.#line = undefined
  }

  /** Of a cell that says itself who wrote it, one of its own. */
  #cellScope(): OpenScope {
    const form = this.#rowIndex < 0 ? undefined : this.#columns.notes?.[this.#name]
    if (!form || this.#length === 0) return this.#row
    const head = textOfBytes(headOf(this.#parts, nameBytesMax)).replace(/^"/, '')
    const said = form.exec(head)?.groups
    if (!said) return this.#row
    const scope = new OpenScope({ fields: {} }, this.#row)
    for (const [key, text] of Object.entries(said)) {
      if (text !== undefined) scope.note(key as AttributionKey, 0, text)
    }
    // Who is named there is another one than the row's.
    if (said.user !== undefined) scope.note('userId', 0, said.user)
    return scope
  }

  #take(scope: OpenScope): void {
    const { hasPairs } = this.#scanner
    const isNamed = this.#length <= nameBytesMax
    const isOfNote = isNamed && (this.#rowIndex < 0 || this.#isOfNote[this.#column] === true)
    if (!hasPairs && !isOfNote) return
    const parts = this.#parts
    const raw = latin1Of(parts.length === 1 ? parts[0]! : concatBytes(parts))
    const [, before, , content] = /^((?:\xef\xbb\xbf)?("?))([^]*?)\2\r?$/.exec(raw)!
    const start = before!.length
    const text = withoutPairs(OffsetText.of(raw).part({ start, end: start + content!.length }))
    if (isNamed) this.#note(textOfBytes(bytesOfLatin1(text.text)))
    const pair = isOfNote && this.#rowIndex >= 0 ? this.#pairRole() : undefined
    if (!hasPairs && !pair) return
    const line = this.#line ?? this.#lines.lineAt(this.#start)
    const place = { base: this.#start, scope, path: this.#path(), ...line }
    if (hasPairs) this.#listener.onText(new JoinedText([{ text, ...place }]))
    if (!pair || content === '') return
    const value = { raw: content!, isString: true, place: { ...place, base: this.#start + start } }
    const piece = notePair(pair.of, pair.role, value)
    if (piece) this.#listener.onText(new JoinedText([piece]))
  }

  #pairRole(): { readonly of: NamedPair; readonly role: 'name' | 'value' } | undefined {
    const role = pairRoleOf(this.#name, undefined)
    if (role === 'name' || role === 'value') return { of: this.#pair, role }
    return secretName.test(this.#name) ? { of: { name: this.#name }, role: 'value' } : undefined
  }

  #note(text: string): void {
    if (this.#rowIndex >= 0) {
      if (text === '') return
      for (const [key, rank] of this.#roles[this.#column] ?? []) this.#row.note(key, rank, text)
    } else if (this.#rowIndex === -1) {
      const name = text.trim()
      this.#names[this.#column] = name
      this.#roles[this.#column] = Object.entries(this.#columns.fields).flatMap(([key, columns]) => {
        const rank = columns.split('|').indexOf(name)
        return rank < 0 ? [] : [[key as AttributionKey, rank] as const]
      })
      this.#isOfNote[this.#column] =
        this.#roles[this.#column]!.length > 0 || this.#pairRole() !== undefined
    }
  }

  /** Of matches that start before an offset the place is here. */
  #placeUpTo(offset: number, scope: OpenScope): void {
    let count = 0
    for (const match of this.#matches) {
      if (match.place.start >= offset) break
      const isOpaque = this.#columns.opaque?.includes(this.#name) ?? false
      this.#listener.onMatch(match, { scope, path: this.#path(), isOpaque })
      count++
    }
    this.#matches.splice(0, count)
  }

  #endRow(): void {
    this.#listener.onClosed(this.#row)
    this.#row = this.#openRow()
    this.#rowIndex++
    this.#column = 0
    this.#pair = {}
  }

  #openRow(): OpenScope {
    return new OpenScope({ isRecord: true, fields: this.#columns.fields }, undefined)
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

function headOf(parts: readonly Uint8Array[], length: number): Uint8Array {
  let [count, bytes] = [0, 0]
  while (count < parts.length && bytes < length) bytes += parts[count++]!.length
  return concatBytes(parts.slice(0, count)).subarray(0, length)
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
