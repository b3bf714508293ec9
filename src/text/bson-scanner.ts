import { bytesOfLatin1, concatBytes, latin1Of } from './bytes.ts'
import type { JsonToken } from './json-token.ts'
import { textOfBytes } from './wide-text.ts'

/** Longer ones MongoDB does not keep; dumps may have some overhead. */
const documentBytesMax = 1 << 26
const depthMax = 200

/** A token of BSON, called as that of JSON which says the same. */
interface BsonToken {
  readonly kind: JsonToken
  /** In the document. */
  readonly start: number
  readonly end: number
  /** What a value that is no text says, as JSON would write it. */
  readonly said?: string
}

/** Where a length stands that counts what is between two offsets: 4 bytes, little-endian. */
export interface BsonLength {
  readonly at: number
  readonly start: number
  readonly end: number
}

/**
 * Reads documents one after the other, as `mongodump` writes them, token by token as `JsonScanner` does:
 * https://bsonspec.org/spec.html. An element of a list has no key. Memory: one document.
 */
export class BsonScanner {
  readonly isFirst = true
  readonly isLast = true
  /** Texts have none: they stand as they are. */
  readonly hasEscapes = false
  readonly expected = 'a document of BSON'
  #bytes: Uint8Array = new Uint8Array()
  /** Offset in the file of {@link #bytes}. */
  #base = 0
  #isFinal = false
  #isOver = false
  #tokens: BsonToken[] = []
  #next = 0
  #documentBytes = 0
  #token: BsonToken = { kind: 'wait', start: 0, end: 0 }

  push(chunk: Uint8Array): void {
    const kept = this.#bytes.subarray(this.#next < this.#tokens.length ? 0 : this.#documentBytes)
    if (this.#next >= this.#tokens.length) {
      this.#base += this.#documentBytes
      this.#documentBytes = 0
    }
    this.#bytes = kept.length === 0 ? chunk : concatBytes([kept, chunk])
  }

  finish(): void {
    this.#isFinal = true
  }

  next(): JsonToken {
    if (this.#next >= this.#tokens.length) {
      const state = this.#open()
      if (state !== 'open') return state
    }
    this.#token = this.#tokens[this.#next++]!
    return this.#token.kind
  }

  get start(): number {
    return this.#base + this.#token.start
  }

  get end(): number {
    return this.#base + this.#token.end
  }

  /** What a key or text says, one character per byte. */
  latin1(): string {
    return latin1Of(this.bytes())
  }

  bytes(): Uint8Array {
    const { start, end, said } = this.#token
    return said === undefined ? this.#bytes.subarray(start, end) : bytesOfLatin1(said)
  }

  decoded(): Uint8Array {
    return this.bytes()
  }

  text(): string {
    return textOfBytes(this.bytes())
  }

  /** What follows a fault cannot be told apart. */
  skipLine(): void {
    this.#isOver = true
  }

  #open(): 'open' | 'wait' | 'end' | 'fault' {
    if (this.#isOver) return this.#isFinal ? 'end' : 'wait'
    this.#bytes = this.#bytes.subarray(this.#documentBytes)
    this.#base += this.#documentBytes
    this.#documentBytes = 0
    this.#token = { kind: 'fault', start: 0, end: 0 }
    if (this.#bytes.length === 0 && this.#isFinal) return 'end'
    const length = this.#bytes.length < 4 ? undefined : int32At(this.#bytes, 0)
    if (length !== undefined && (length < 5 || length > documentBytesMax)) return 'fault'
    if (length === undefined || length > this.#bytes.length) return this.#isFinal ? 'fault' : 'wait'
    const document = readBson(this.#bytes.subarray(0, length))
    if (!document) return 'fault'
    this.#tokens = document.tokens
    this.#next = 0
    this.#documentBytes = length
    return 'open'
  }
}

/** Whether a file begins with a document of BSON that has at least one element. */
export function isBson(head: Uint8Array): boolean {
  if (head.length < 12) return false
  const length = int32At(head, 0)
  if (length < 12 || length > documentBytesMax) return false
  const nameEnd = head.subarray(0, 132).indexOf(0, 5)
  if (!isType(head[4]!) || nameEnd < 6) return false
  if (!/^[\w$.-]+$/.test(latin1Of(head, 5, nameEnd))) return false
  return length > head.length || readBson(head.subarray(0, length)) !== undefined
}

/**
 * @param bytes one document
 * @returns undefined when it is none
 */
export function readBson(
  bytes: Uint8Array,
): { tokens: BsonToken[]; lengths: BsonLength[] } | undefined {
  const reading = new Reading(bytes)
  const end = reading.container(0, false, 0)
  return end === bytes.length ? reading : undefined
}

class Reading {
  readonly tokens: BsonToken[] = []
  readonly lengths: BsonLength[] = []
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @returns the offset behind; NaN for a fault */
  container(start: number, isList: boolean, depth: number): number {
    const end = start + int32At(this.#bytes, start)
    if (!(end - start >= 5 && end <= this.#bytes.length) || depth > depthMax) return NaN
    this.lengths.push({ at: start, start, end })
    this.#add(isList ? '[' : '{', start, start)
    let at = start + 4
    while (at < end - 1) {
      const nameEnd = this.#bytes.indexOf(0, at + 1)
      if (nameEnd < 0 || nameEnd >= end) return NaN
      if (!isList) this.#add('key', at + 1, nameEnd)
      at = this.#value(this.#bytes[at]!, nameEnd + 1, depth)
      if (!(at <= end - 1)) return NaN
    }
    if (this.#bytes[at] !== 0) return NaN
    this.#add(isList ? ']' : '}', at, end)
    return end
  }

  #value(type: number, at: number, depth: number): number {
    const bytes = this.#bytes
    const plain = (length: number, said: string) => {
      this.#add('number', at, at + length, said)
      return at + length
    }
    switch (type) {
      case 0x01:
        return at + 8 > bytes.length ? NaN : plain(8, String(viewAt(bytes, at).getFloat64(0, true)))
      case 0x02:
      case 0x0d:
      case 0x0e:
        return this.#string(at)
      case 0x03:
      case 0x04:
        return this.container(at, type === 0x04, depth + 1)
      case 0x05:
        return this.#binary(at)
      case 0x07:
        return plain(12, hexOf(bytes.subarray(at, at + 12)))
      case 0x08:
        return plain(1, bytes[at] === 1 ? 'true' : 'false')
      case 0x09:
      case 0x11:
      case 0x12:
        return at + 8 > bytes.length
          ? NaN
          : plain(8, String(viewAt(bytes, at).getBigInt64(0, true)))
      case 0x10:
        return plain(4, String(int32At(bytes, at)))
      case 0x13:
        return plain(16, 'null')
      case 0x0b:
        return this.#cstring(this.#cstring(at, 'string'), 'word')
      case 0x0f:
        this.lengths.push({ at, start: at, end: at + int32At(bytes, at) })
        return this.container(this.#string(at + 4), false, depth + 1)
      case 0x0c:
        return this.#string(at) + 12
      default:
        return isType(type) ? plain(0, 'null') : NaN
    }
  }

  #string(at: number): number {
    const end = at + 4 + int32At(this.#bytes, at)
    if (!(end > at + 4 && end <= this.#bytes.length) || this.#bytes[end - 1] !== 0) return NaN
    this.lengths.push({ at, start: at + 4, end })
    this.#add('string', at + 4, end - 1)
    return end
  }

  #binary(at: number): number {
    const start = at + 5
    const end = start + int32At(this.#bytes, at)
    if (!(end >= start && end <= this.#bytes.length)) return NaN
    this.lengths.push({ at, start, end })
    this.#add('string', start, end)
    return end
  }

  #cstring(at: number, kind: JsonToken): number {
    const end = this.#bytes.indexOf(0, at)
    if (!(at >= 0) || end < 0) return NaN
    if (kind === 'string') this.#add(kind, at, end)
    return end + 1
  }

  #add(kind: JsonToken, start: number, end: number, said?: string): void {
    this.tokens.push({ kind, start, end, ...(said !== undefined && { said }) })
  }
}

function isType(type: number): boolean {
  return (type >= 0x01 && type <= 0x13) || type === 0x7f || type === 0xff
}

function int32At(bytes: Uint8Array, at: number): number {
  return at >= 0 && at + 4 <= bytes.length ? viewAt(bytes, at).getInt32(0, true) : NaN
}

function viewAt(bytes: Uint8Array, at: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
