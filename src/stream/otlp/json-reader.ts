import { StanchError } from '../../text/error.ts'

/** Objects and lists in each other. */
const depthMax = 300

export type JsonKind = 'object' | 'list' | 'string' | 'number' | 'word'

/** Reads JSON strictly, as bytes, from one value to the next; nothing is built. */
export class JsonReader {
  readonly bytes: Uint8Array
  at = 0
  #depth = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** What the next value is, after white space. */
  kind(): JsonKind {
    this.space()
    const byte = this.bytes[this.at]
    if (byte === 0x7b) return 'object'
    if (byte === 0x5b) return 'list'
    if (byte === 0x22) return 'string'
    if (byte === 0x2d || isDigit(byte)) return 'number'
    return 'word'
  }

  /** @param onProperty is given the key without its quotes, and must read the value */
  object(onProperty: (from: number, to: number) => void): void {
    this.#open(0x7b)
    if (!this.#close(0x7d)) {
      do {
        this.space()
        const [from, to] = this.string()
        this.space()
        this.#expect(0x3a, 'a colon')
        onProperty(from, to)
      } while (this.#comma())
      if (!this.#close(0x7d)) throw this.malformed('a comma or }')
    }
    this.#depth--
  }

  /** @param onItem must read it */
  list(onItem: () => void): void {
    this.#open(0x5b)
    if (!this.#close(0x5d)) {
      do onItem()
      while (this.#comma())
      if (!this.#close(0x5d)) throw this.malformed('a comma or ]')
    }
    this.#depth--
  }

  /** @returns where the string's content starts and ends, quotes not included */
  string(): readonly [from: number, to: number] {
    this.#expect(0x22, 'a string')
    const { bytes } = this
    const from = this.at
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at]!
      if (byte === 0x22) return [from, this.at++]
      if (byte < 0x20) break
      if (byte === 0x5c) this.#escape()
    }
    throw this.malformed('the end of a string')
  }

  /** @returns where the number starts and ends */
  number(): readonly [from: number, to: number] {
    const from = this.at
    if (this.bytes[this.at] === 0x2d) this.at++
    const isZero = this.bytes[this.at] === 0x30
    const digits = this.#digits()
    if (isZero && digits > 1) throw this.malformed('a number without leading zeros')
    if (this.bytes[this.at] === 0x2e) {
      this.at++
      this.#digits()
    }
    if ((this.bytes[this.at]! | 0x20) === 0x65) {
      this.at++
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at++
      this.#digits()
    }
    return [from, this.at]
  }

  /** `true`, `false` or `null`. */
  word(): void {
    for (const word of ['true', 'false', 'null']) {
      let length = 0
      while (length < word.length && this.bytes[this.at + length] === word.charCodeAt(length)) {
        length++
      }
      if (length < word.length) continue
      this.at += length
      return
    }
    throw this.malformed('a value')
  }

  space(): void {
    for (;;) {
      const byte = this.bytes[this.at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
      this.at++
    }
  }

  /** @throws StanchError `OTLP_JSON` unless all was read */
  end(): void {
    this.space()
    if (this.at < this.bytes.length) throw this.malformed('the end of the request')
  }

  malformed(expected: string): StanchError {
    return new StanchError(
      'OTLP_JSON',
      `Expected an OTLP message in JSON: ${expected} is missing at byte ${this.at}.`,
    )
  }

  #open(bracket: number): void {
    if (++this.#depth > depthMax) throw this.malformed(`the end of ${depthMax} brackets`)
    this.#expect(bracket, 'a bracket')
  }

  #close(bracket: number): boolean {
    this.space()
    if (this.bytes[this.at] !== bracket) return false
    this.at++
    return true
  }

  #comma(): boolean {
    this.space()
    if (this.bytes[this.at] !== 0x2c) return false
    this.at++
    return true
  }

  #expect(byte: number, what: string): void {
    if (this.bytes[this.at] !== byte) throw this.malformed(what)
    this.at++
  }

  /** From the backslash to the last byte of the escape. */
  #escape(): void {
    const byte = this.bytes[++this.at]
    if (byte === undefined || !'"\\/bfnrtu'.includes(String.fromCharCode(byte))) {
      throw this.malformed('an escape')
    }
    if (byte !== 0x75) return
    for (let count = 0; count < 4; count++) {
      if (!isHexDigit(this.bytes[++this.at])) throw this.malformed('an escape of four hex digits')
    }
  }

  #digits(): number {
    const start = this.at
    while (isDigit(this.bytes[this.at])) this.at++
    if (this.at === start) throw this.malformed('a digit')
    return this.at - start
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

export function isHexDigit(byte: number | undefined): boolean {
  const lower = byte === undefined ? 0 : byte | 0x20
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66)
}
