import { applyEdits, type Edit } from '../../redact/find-masks.ts'
import { bytesOfLatin1, concatBytes } from '../../text/bytes.ts'
import type { ExportMessage, Leaf, LeafName } from './export-message.ts'
import { LeafCollector, type LeafPlace } from './leaf-collector.ts'
import type { Field, Message } from './schema.ts'
import { int64Of, malformed, varintOf, WireReader, wireType } from './wire-format.ts'
import { lengthEdits } from './write-lengths.ts'

/** Messages in messages: what other readers of protobuf take, too. */
const depthMax = 100

/** So deep is an unknown field taken for a message, if it reads like one. */
const unknownDepthMax = 8

/** Tag of `AnyValue.string_value`. */
const stringValueTag = 0x0a

const idBytes: Readonly<Record<string, number>> = { 'trace-id': 16, 'span-id': 8 }

/**
 * Reads an export request in protobuf. Only what has a length is looked at; all else is copied as it is.
 *
 * @throws StanchError `OTLP_PROTOBUF`
 */
export function readProtobuf(request: Message, bytes: Uint8Array): ExportMessage {
  const reader = new ProtobufReader(bytes)
  reader.message(request, bytes.length, { name: undefined, depth: 1, isBody: false })
  return {
    records: reader.collector.records,
    textOf: (leaf) => textOf(bytes, leaf),
    encodedOf: () => undefined,
    editOf,
    write: (edits) => applyEdits(bytes, withLengths(bytes, edits)),
  }
}

/** Where a message stands. */
interface Place {
  readonly name: LeafName | undefined
  readonly depth: number
  /** The value that a log record's body is. */
  readonly isBody: boolean
}

class ProtobufReader {
  readonly collector = new LeafCollector()
  readonly #wire: WireReader

  constructor(bytes: Uint8Array) {
    this.#wire = new WireReader(bytes, 0)
  }

  /** Reads from where the wire stands. */
  message(message: Message, end: number, place: Place): void {
    if (place.depth > depthMax) {
      throw malformed(`messages nested more than ${depthMax} deep`, this.#wire.at)
    }
    const isPair = message.name === 'KeyValue'
    const inner = isPair ? { ...place, name: nameBelow(place.name) } : place
    this.collector.enter(message, () => {
      while (this.#wire.at < end) this.#field(message, end, inner)
    })
  }

  #field(message: Message, end: number, place: Place): void {
    const start = this.#wire.at
    const { number, type } = this.#wire.tag(end)
    const field = message.byNumber.get(number)
    const from = this.#wire.skip(type, end)
    const to = this.#wire.at
    if (type !== wireType.length) {
      if (field && isNumber(field, type)) {
        this.collector.add('number', place.name, { start, end: to, from, to })
      }
    } else if (field?.kind === 'message') {
      this.#wire.at = from
      const isBody = message.name === 'LogRecord' && field.name === 'body'
      this.message(field.message!, to, { name: place.name, depth: place.depth + 1, isBody })
    } else this.#text(field, { start, from, to }, place)
  }

  #text(
    field: Field | undefined,
    { start, from, to }: { start: number; from: number; to: number },
    { name, isBody }: Place,
  ): void {
    const kind = field?.kind
    if (kind === 'text' || kind === 'bytes' || kind === 'key') {
      const leaf = this.collector.add(kind, name, { start: from, end: to, from, to })
      if (isBody) this.collector.setBody(leaf)
      if (kind === 'key') name!.key = leaf
    } else if (kind === undefined || !isId(kind, to - from))
      this.#unknown({ start, end: to, from, to })
  }

  /** All that could be a text in what may be text, bytes or a message. */
  #unknown(field: LeafPlace, depth = 1): void {
    if (field.from === field.to) return
    this.collector.add('opaque', undefined, field)
    if (depth === unknownDepthMax) return
    for (const [from, to] of partsOf(this.#wire.bytes, field.from, field.to)) {
      this.#unknown({ ...field, from, to }, depth + 1)
    }
  }
}

function nameBelow(outer: LeafName | undefined): LeafName {
  return { key: undefined, outer }
}

function isNumber({ kind }: Field, type: number): boolean {
  return (
    (kind === 'integer' && type === wireType.varint) ||
    (kind === 'double' && type === wireType.fixed64)
  )
}

function isId(kind: string, length: number): boolean {
  return length === 0 || idBytes[kind] === length
}

/** The fields with a length, if the bytes read as a message. */
function partsOf(bytes: Uint8Array, start: number, end: number): (readonly [number, number])[] {
  const wire = new WireReader(bytes, start)
  const parts: (readonly [number, number])[] = []
  try {
    while (wire.at < end) {
      const { type } = wire.tag(end)
      const from = wire.skip(type, end)
      if (type === wireType.length) parts.push([from, wire.at])
    }
    return parts
  } catch {
    return []
  }
}

function textOf(bytes: Uint8Array, { kind, start, from, to }: Leaf): Uint8Array {
  if (kind !== 'number') return bytes.subarray(from, to)
  if ((bytes[start]! & 7) === wireType.varint) {
    return bytesOfLatin1(int64Of(bytes, from, to).toString())
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, 8)
  return bytesOfLatin1(String(view.getFloat64(0, true)))
}

function editOf({ kind, start, end }: Leaf, text: Uint8Array): Edit {
  const span = { start, end }
  if (kind === 'opaque') return { span, text: new Uint8Array(0) }
  if (kind !== 'number') return { span, text }
  return {
    span,
    text: concatBytes([Uint8Array.of(stringValueTag), varintOf(text.length), text]),
  }
}

function withLengths(bytes: Uint8Array, edits: readonly Edit[]): Edit[] {
  return [...edits, ...lengthEdits(bytes, edits)].sort(
    (left, right) => left.span.start - right.span.start,
  )
}
