import type { Span } from '../text/span.ts'
import { DerivedTextBuilder, type DerivedText } from './derived-text.ts'
import { OffsetText } from './offset-text.ts'

const separators = [',', '\t', ';', '|'] as const
const columnsMax = 1024
const nameBytesMax = 64

/** Names of what may be a secret; what each value is, the rules say. */
export const secretName =
  /pass|pwd|secret|token|key|auth|cred|private|cookie|session|signature|salt|dsn|conn|phrase|jwt|\bpin\b/i
const nameColumn = /^(?:name|key|variable|parameter|setting|property)$/i
const valueColumn = /^value$/i

/**
 * A table of comma-separated values whose first line names its columns: RFC 4180, also with tabs, semicolons or bars.
 * Knows for each line what its fields are called; a quoted field may hold line ends.
 */
export class CsvTable {
  readonly #names: readonly string[]
  readonly #separator: string
  readonly #isTrusted: boolean
  /** The quoted field that the line before has left open. */
  #open: number | undefined

  private constructor(names: readonly string[], separator: string, isTrusted: boolean) {
    this.#names = names
    this.#separator = separator
    this.#isTrusted = isTrusted
  }

  /**
   * @param line the first of a source, one character per byte, with or without its line end
   * @param isTrusted it is a header because somebody said so; else its fields must look like names, no two the same, one
   *   of them that of a secret
   * @returns undefined for a line that is no header
   */
  static open(line: string, isTrusted: boolean): CsvTable | undefined {
    const found = separators
      .map((separator) => ({ separator, fields: fieldsOf(line, separator, false).fields }))
      .toSorted((left, right) => right.fields.length - left.fields.length)[0]!
    const names = found.fields.map(({ start, end }) => line.slice(start, end).trim())
    if (names.length > columnsMax || (!isTrusted && !isHeader(names))) return undefined
    return new CsvTable(names, found.separator, isTrusted)
  }

  /**
   * What a line says, field by field: `"password": "…"`.
   *
   * @param line the one behind all that were passed
   * @returns undefined where nothing in it may be a secret because of its column
   */
  derivedOf(line: string): DerivedText | undefined {
    const { fields } = this.#read(line)
    const first = this.#open ?? 0
    const builder = new DerivedTextBuilder()
    const nameOf = (at: number) => this.#names[first + at] ?? ''
    const named = fields[this.#names.findIndex((name) => nameColumn.test(name)) - first]
    fields.forEach((field, at) => {
      const name =
        named && valueColumn.test(nameOf(at)) ? line.slice(named.start, named.end) : nameOf(at)
      if (!secretName.test(name) || field.end === field.start) return
      const text = literalOf(line, field)
      builder.addPair({
        name: name.slice(0, nameBytesMax).replaceAll(/[^\w.$-]/g, '_'),
        text,
        value: { start: 0, end: text.text.length },
        isQuoted: true,
      })
    })
    return builder.isEmpty ? undefined : builder.build()
  }

  /**
   * Goes on to the next line.
   *
   * @param line as it came
   * @returns false where it does not fit, and the table is over; one that is trusted never is
   */
  pass(line: string): boolean {
    if (/^\r?\n?$/.test(line) && this.#open === undefined) return true
    const { fields, isOpen } = this.#read(line)
    const count = (this.#open ?? 0) + fields.length
    const fits = isOpen ? count <= this.#names.length : count === this.#names.length
    this.#open = isOpen && fits ? count - 1 : undefined
    return fits || this.#isTrusted
  }

  #read(line: string): { fields: Span[]; isOpen: boolean } {
    return fieldsOf(line, this.#separator, this.#open !== undefined)
  }
}

function isHeader(names: readonly string[]): boolean {
  return (
    names.length > 1 &&
    names.every((name) => /^[A-Za-z_][\w.:/#-]{0,63}$/.test(name)) &&
    new Set(names.map((name) => name.toLowerCase())).size === names.length &&
    names.some((name) => secretName.test(name) || valueColumn.test(name))
  )
}

/**
 * The fields of a line, without their quotes.
 *
 * @param isInQuotes whether it begins inside of a quoted field
 * @returns `isOpen` when it ends inside of one
 */
function fieldsOf(
  line: string,
  separator: string,
  isInQuotes: boolean,
): { fields: Span[]; isOpen: boolean } {
  const length = line.length - /\r?\n?$/.exec(line.slice(-2))![0].length
  const fields: Span[] = []
  let at = 0
  let isQuoted = isInQuotes
  for (;;) {
    if (!isQuoted && line[at] === '"') {
      isQuoted = true
      at++
    }
    const end = isQuoted ? quotedEnd(line, at, length) : plainEnd(line, at, length, separator)
    fields.push({ start: at, end: Math.min(end, length) })
    if (isQuoted && end >= length) return { fields, isOpen: true }
    const next = isQuoted ? plainEnd(line, end + 1, length, separator) : end
    if (next >= length) return { fields, isOpen: false }
    at = next + 1
    isQuoted = false
  }
}

function plainEnd(line: string, from: number, length: number, separator: string): number {
  const end = line.indexOf(separator, from)
  return end < 0 ? length : Math.min(end, length)
}

/** @returns offset of the closing quote; `length` when there is none */
function quotedEnd(line: string, from: number, length: number): number {
  for (let at = line.indexOf('"', from); at >= 0 && at < length; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] !== '"') return at
  }
  return length
}

/** A field as a string of JSON, in which a quote is not two but escaped. */
function literalOf(line: string, { start, end }: Span): OffsetText {
  const raw = line.slice(start, end)
  if (!/["\\]/.test(raw)) return OffsetText.of(line).part({ start, end })
  const starts = new Uint32Array(2 * raw.length + 1)
  let text = ''
  for (let at = 0; at < raw.length; at++) {
    const isDoubled = raw[at] === '"' && raw[at + 1] === '"'
    const literal = /["\\]/.test(raw[at]!) ? `\\${raw[at]}` : raw[at]!
    starts.fill(start + at, text.length, text.length + literal.length)
    text += literal
    if (isDoubled) at++
  }
  starts[text.length] = end
  return OffsetText.mapped(text, starts.subarray(0, text.length + 1))
}
