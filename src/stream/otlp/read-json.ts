import { applyEdits, type Edit } from '../../redact/find-masks.ts'
import { tokenMark } from '../../redact/token.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../../text/bytes.ts'
import { StanchError } from '../../text/error.ts'
import { hexValue } from '../../text/hex-value.ts'
import { JsonScanner } from '../../text/json-scanner.ts'
import { decodeJsonString, encodeJsonString } from '../../text/json-string.ts'
import type { JsonToken } from '../../text/json-token.ts'
import type { ExportMessage, Leaf, LeafName } from './export-message.ts'
import { LeafCollector } from './leaf-collector.ts'
import { numberBytesMin } from './render-leaf.ts'
import type { Field, FieldKind, Message } from './schema.ts'

const backslash = 0x5c

/** Objects and lists in each other. */
const depthMax = 300

/** What a number may be written as in a string. */
const scalarForm = /^(?:-?[0-9.]+(?:e[-+]?[0-9]+)?|NaN|-?Infinity)$/i
const scalarBytesMax = 36

/**
 * Reads an export request in JSON. Fields that are unknown are looked at as well: their text can be masked like any.
 *
 * @throws StanchError `OTLP_JSON`
 */
export function readJson(request: Message, bytes: Uint8Array): ExportMessage {
  const reader = new ExportJsonReader(bytes)
  reader.read(request)
  return {
    records: reader.collector.records,
    textOf: (leaf) => textOf(bytes, leaf),
    encodedOf: ({ kind }, text) => (kind === 'bytes' ? base64Of(withoutTokens(text)) : undefined),
    editOf,
    write: (edits) => applyEdits(bytes, edits),
  }
}

/** What a value is known by. */
interface Place {
  readonly field: Field | undefined
  readonly name: LeafName | undefined
  /** Where the property starts whose value it is; `undefined` in a list. */
  readonly keyStart: number | undefined
  /** The message that the field belongs to is a log record's body. */
  readonly isBody: boolean
}

class ExportJsonReader {
  readonly collector = new LeafCollector()
  readonly #bytes: Uint8Array
  readonly #json: JsonScanner

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#json = JsonScanner.of(bytes, { isStrict: true, depthMax })
  }

  read(request: Message): void {
    if (this.#next() !== '{') throw this.#malformed('a JSON object')
    this.#message(request, undefined, false)
    if (this.#next() !== 'end') throw this.#malformed('the end of the request')
  }

  #next(): JsonToken {
    const token = this.#json.next()
    if (token === 'fault') throw this.#malformed(this.#json.expected)
    return token
  }

  #malformed(expected: string): StanchError {
    return new StanchError(
      'OTLP_JSON',
      `Expected an OTLP message in JSON: ${expected} is missing at byte ${this.#json.start}.`,
    )
  }

  /** Reads what is in the braces of which the first was read. */
  #members(onProperty: (from: number, to: number) => void): void {
    for (let token = this.#next(); token !== '}'; token = this.#next()) {
      onProperty(this.#json.start, this.#json.end)
    }
  }

  #message(message: Message, outer: LeafName | undefined, isBody: boolean): void {
    const name = message.name === 'KeyValue' ? newName(outer) : outer
    this.collector.enter(message, () => {
      this.#members((from, to) => {
        const field = this.#fieldOf(message, from, to)
        if (field === undefined) return this.#unknownProperty(outer, from, to)
        const isOfBody =
          field.kind === 'message' ? message.name === 'LogRecord' && field.name === 'body' : isBody
        this.#value({ field, name, keyStart: from - 1, isBody: isOfBody })
      })
    })
  }

  #fieldOf(message: Message, from: number, to: number): Field | undefined {
    const bytes = this.#bytes
    const field = message.byName.find(bytes, from, to)
    if (field || !bytes.subarray(from, to).includes(backslash)) return field
    const name = decodeJsonString(bytes.subarray(from, to))
    return message.byName.find(name, 0, name.length)
  }

  #unknownProperty(outer: LeafName | undefined, from: number, to: number): void {
    const name = newName(outer)
    this.#key(name, from, to)
    this.#value({ field: undefined, name, keyStart: undefined, isBody: false })
  }

  #key(name: LeafName, from: number, to: number): void {
    name.key = this.collector.add('key', name, { start: from, end: to, from, to })
  }

  #value(place: Place, token = this.#next()): void {
    const { start, end } = this.#json
    if (token === '{') return this.#object(place)
    if (token === '[') return this.#list({ ...place, keyStart: undefined })
    if (token === 'string') return this.#string(place, start, end)
    if (token === 'number') return this.#number(place, start, end)
  }

  #list(place: Place): void {
    for (let token = this.#next(); token !== ']'; token = this.#next()) this.#value(place, token)
  }

  #object({ field, name, isBody }: Place): void {
    if (field?.message) return this.#message(field.message, name, isBody)
    this.#members((from, to) => this.#unknownProperty(name, from, to))
  }

  #string(place: Place, from: number, to: number): void {
    const { field, name } = place
    const plain = { start: from, end: to, from, to }
    const kind = field?.kind ?? 'text'
    if (kind === 'key') return this.#key(name!, from, to)
    if (kind === 'bytes' && isBase64(this.#bytes, from, to)) {
      this.collector.add('bytes', name, plain)
    } else if (isMember(place) && this.#is('scalar', from, to)) {
      this.#addNumber(place, from, to, to + 1)
    } else if (!this.#is(kind, from, to)) {
      const leaf = this.collector.add('text', name, plain)
      if (place.isBody) this.collector.setBody(leaf)
    }
  }

  #number(place: Place, from: number, to: number): void {
    if (place.field?.kind !== 'scalar') this.#addNumber(place, from, to, to)
  }

  /** With its key in `AnyValue`: another member takes its place. */
  #addNumber(place: Place, from: number, to: number, valueEnd: number): void {
    if (to - from < numberBytesMin) return
    const start = isMember(place) ? place.keyStart! : from
    this.collector.add('number', place.name, { start, end: valueEnd, from, to })
  }

  /** Whether a string is what a field that is no text holds. */
  #is(kind: FieldKind, from: number, to: number): boolean {
    const bytes = this.#bytes
    if (kind === 'trace-id') return from === to || (to - from === 32 && isHex(bytes, from, to))
    if (kind === 'span-id') return from === to || (to - from === 16 && isHex(bytes, from, to))
    return (
      kind === 'scalar' && to - from <= scalarBytesMax && scalarForm.test(latin1Of(bytes, from, to))
    )
  }
}

/** Whether another member of `AnyValue` can take its place. */
function isMember({ field, keyStart }: Place): boolean {
  return (field?.kind === 'integer' || field?.kind === 'double') && keyStart !== undefined
}

function newName(outer: LeafName | undefined): LeafName {
  return { key: undefined, outer }
}

function isHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (hexValue(bytes[at]!) < 0) return false
  return true
}

function isBase64(bytes: Uint8Array, from: number, to: number): boolean {
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(latin1Of(decodeJsonString(bytes.subarray(from, to))))
}

function base64Of(bytes: Uint8Array): Uint8Array {
  return bytesOfLatin1(Buffer.from(bytes).toString('base64'))
}

/** Tokens would be found in base64, where they are not known for what they are. */
function withoutTokens(text: Uint8Array): Uint8Array {
  if (!Buffer.from(text).includes(tokenMark)) return text
  const filled = latin1Of(text).replaceAll(/\[stanch:[a-z0-9:-]{1,110}\]/g, ({ length }) =>
    '~'.repeat(length),
  )
  return bytesOfLatin1(filled)
}

function textOf(bytes: Uint8Array, { kind, from, to }: Leaf): Uint8Array {
  const text = decodeJsonString(bytes.subarray(from, to))
  return kind === 'bytes' ? Buffer.from(latin1Of(text), 'base64') : text
}

function editOf({ kind, start, end, from }: Leaf, text: Uint8Array): Edit {
  const span = { start, end }
  if (kind === 'bytes') return { span, text: base64Of(text) }
  const escaped = encodeJsonString(text)
  if (kind !== 'number') return { span, text: escaped }
  const key = start < from - 1 ? '"stringValue":"' : '"'
  return { span, text: concatBytes([bytesOfLatin1(key), escaped, bytesOfLatin1('"')]) }
}
