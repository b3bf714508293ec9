import type { Span } from '../text/span.ts'
import { JsonReader, type JsonFrame } from './json-reader.ts'
import { NamedValues } from './named-values.ts'
import { OffsetText } from './offset-text.ts'

/**
 * A text that says plainly what the structure of a record says: `"DB_PASSWORD": "…"` for a value and a name that are two
 * members of an object.
 */
export interface DerivedText {
  /** One character per byte. */
  readonly text: string
  /**
   * Where a run of it stands in the record.
   *
   * @returns undefined for what is not in the record
   */
  readonly outer: (span: Span) => Span | undefined
}

/** A name and a value that make up a line of a derived text. */
export interface DerivedPair {
  readonly name: string
  readonly text: OffsetText
  /** Of the value in its text, without quotes. */
  readonly value: Span
  readonly isQuoted: boolean
}

/** So many lines part what does not belong together: no name has its value that far below. */
const gap = '\n'.repeat(6)

/** Puts a derived text together. */
export class DerivedTextBuilder {
  #text = ''
  readonly #pieces: Piece[] = []

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  addPair({ name, text, value, isQuoted }: DerivedPair): void {
    const quote = isQuoted ? '"' : ''
    this.#text += `${gap}"${name}": ${quote}`
    this.#add(text, value)
    this.#text += quote
  }

  /** A text whose escapes were undone, as a whole. */
  addText(text: OffsetText): void {
    this.#text += gap
    this.#add(text, { start: 0, end: text.text.length })
  }

  build(): DerivedText {
    const pieces = this.#pieces
    return { text: this.#text + gap, outer: (span) => outerSpan(pieces, span) }
  }

  #add(source: OffsetText, { start, end }: Span): void {
    this.#pieces.push({ at: this.#text.length, source, start, end })
    this.#text += source.text.slice(start, end)
  }
}

/** What of a derived text was taken from the record. */
interface Piece extends Span {
  /** Offset in the derived text. */
  readonly at: number
  /** The piece's span is one of this text. */
  readonly source: OffsetText
}

function outerSpan(pieces: readonly Piece[], span: Span): Span | undefined {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { at, start, end } = pieces[middle]!
    if (at + end - start <= span.start) low = middle + 1
    else high = middle
  }
  const piece = pieces[low]
  if (!piece) return undefined
  const { at, source, start, end } = piece
  const from = Math.max(span.start - at, 0)
  const to = Math.min(span.end - at, end - start)
  if (from >= to) return undefined
  return { start: source.outerOf(start + from), end: source.outerOf(start + to) }
}

/** As many backslashes as a quote has before it in JSON in JSON in JSON in JSON. */
const deepEscapes = '\\'.repeat(15)

/** Texts of which one stands in every record that {@link derivedTextOf} makes something of. */
export const derivedMarks: readonly string[] = [
  '"value"', '"value\\', '"Value"', '"Value\\', 'u0022value', 'u0022Value', deepEscapes,
] // prettier-ignore

const valueMark = /(?:"|u0022)[vV]alue[\\"]/

/** A member that names another one's value, and a name that a secret may have. Fast: no flag, and few starts. */
const secretName = new RegExp(
  String.raw`(?:[nN]ame|[kK]ey)Q(?:\s|\\+[nrt]){0,8}:(?:\s|\\+[nrt]){0,8}Q[^"\\]{0,60}?(?:`.replaceAll(
    'Q',
    String.raw`(?:\\*"|\\+u0022)`,
  ) +
    'pass pwd secret token key auth cred private cookie session signature salt dsn conn phrase jwt pin'
      .replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
      .replaceAll(' ', '|') +
    ')',
)

/**
 * What is hidden from a search of a record as it stands: pairs such as `{"value":"…","name":"DB_PASSWORD"}`, in any order,
 * with anything between, at any depth of JSON in strings; and texts that are escaped more often than a name and a value
 * are read through.
 *
 * @param record one character per byte
 * @returns undefined for most
 */
export function derivedTextOf(record: string): DerivedText | undefined {
  if (!mayDerive(record)) return undefined
  const builder = new DerivedTextBuilder()
  readText(OffsetText.of(record), 0, builder)
  return builder.isEmpty ? undefined : builder.build()
}

/** A cheap test: whether {@link derivedTextOf} may make something of a record. */
export function mayDerive(record: string): boolean {
  if (valueMark.test(record) && secretName.test(record)) return true
  return record.includes(deepEscapes)
}

/** Texts in texts that are looked into: a record of 16 MB has no more. */
const levelsMax = 22
/** Levels of escapes that a name and its value are read through. */
const levelsSeen = 3

function readText(text: OffsetText, level: number, builder: DerivedTextBuilder): void {
  if (level > 0 && level % levelsSeen === 0) builder.addText(text)
  if (level === levelsMax) return
  const below = (span: Span) => {
    const raw = text.text.slice(span.start, span.end)
    // Without escaped quotes a string holds no other one.
    if (raw.includes('\\"') || raw.includes('u0022'))
      readText(text.unescaped(span), level + 1, builder)
  }
  const values = new NamedValues(text.text)
  if (/^\s{0,64}[["]/.test(text.text)) values.at = readJson(text, 0, below, builder)
  for (let value = values.next(); value; value = values.next()) {
    if (value.kind === 'json') values.at = readJson(text, value.start, below, builder)
    else if (value.kind === 'quoted') below(value)
    else if (value.kind === 'literal') values.at = value.start
  }
}

/** @returns offset behind what was read */
function readJson(
  text: OffsetText,
  start: number,
  below: (span: Span) => void,
  builder: DerivedTextBuilder,
): number {
  const reader = new JsonReader(text.text, start)
  const members = new Map<JsonFrame, Members>()
  for (let token = reader.next(); token !== 'end' && token !== 'fault'; token = reader.next()) {
    if (token !== 'string' && token !== 'scalar') continue
    if (token === 'string') below(reader)
    noteMember(text, reader, token === 'string', members, builder)
  }
  return Math.max(reader.at, start + 1)
}

/** What is known of an object that may be a pair. */
interface Members {
  name?: string
  value?: Omit<DerivedPair, 'name'>
}

const nameKeys = /^(?:name|key)$/i
const valueKeys = /^value$/i
/** Wrappers of a value: OTLP, DynamoDB. */
const wrapperKeys = /^(?:stringValue|string_value|intValue|S|N)$/
const nameBytesMax = 80

function noteMember(
  text: OffsetText,
  { frames, start, end }: JsonReader,
  isQuoted: boolean,
  all: Map<JsonFrame, Members>,
  builder: DerivedTextBuilder,
): void {
  const inner = frames.at(-1)
  if (!inner?.key) return
  const isWrapped = wrapperKeys.test(keyOf(text, inner)) && frames.length > 1
  const frame = isWrapped ? frames.at(-2)! : inner
  if (!frame.key) return
  const key = keyOf(text, frame)
  const isName = isQuoted && !isWrapped && nameKeys.test(key) && end - start <= nameBytesMax
  if (!isName && !valueKeys.test(key)) return
  const members = all.get(frame) ?? {}
  all.set(frame, members)
  if (isName) members.name = text.text.slice(start, end).replaceAll(/[^\w.$-]/g, '_')
  else members.value = { text, value: { start, end }, isQuoted }
  const { name, value } = members
  if (name !== undefined && value) builder.addPair({ name, ...value })
}

function keyOf(text: OffsetText, { key }: JsonFrame): string {
  return key!.end - key!.start > 16 ? '' : text.text.slice(key!.start, key!.end)
}
