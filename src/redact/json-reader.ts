import type { Span } from '../text/span.ts'

/**
 * What was read: an object or a list begins (`open`) or ends (`close`); a `key`; a `string` or another `scalar` as a
 * value; the outermost value is over (`end`); what follows is no JSON (`fault`), as where a record is cut off.
 */
export type JsonToken = 'open' | 'close' | 'key' | 'string' | 'scalar' | 'end' | 'fault'

/** An object or a list that is open. */
export interface JsonFrame {
  readonly isList: boolean
  /** Its first byte. */
  readonly start: number
  /** Between the quotes, of the member that is read now; undefined before the first one and in lists. */
  key: Span | undefined
  /** Members begun so far. */
  count: number
}

/**
 * Reads JSON token by token, without recursion, in time linear in the text. Takes a few things that are no JSON: what
 * matters is where things stand, not whether all is right.
 */
export class JsonReader {
  /** From the outside in. */
  readonly frames: JsonFrame[] = []
  /** Of the token; of a key or string what is between its quotes, escapes included. */
  start: number
  end: number
  readonly #text: string
  #at: number
  #wantsKey = false
  #isOver = false

  /**
   * @param text one character per byte, or decoded: offsets count its characters
   * @param from where the value starts, blanks aside
   */
  constructor(text: string, from: number) {
    this.#text = text
    this.#at = from
    this.start = from
    this.end = from
  }

  /** Offset behind all that was read. */
  get at(): number {
    return this.#at
  }

  next(): JsonToken {
    if (this.#isOver) return 'end'
    this.#skipBetween()
    const code = this.#text.charCodeAt(this.#at)
    this.start = this.#at
    this.end = this.#at + 1
    if (code === openBrace || code === openBracket) return this.#open(code === openBracket)
    if (code === closeBrace || code === closeBracket) return this.#close(code === closeBracket)
    if (code === quote) return this.#readString()
    return this.#readScalar()
  }

  #open(isList: boolean): JsonToken {
    if (this.#wantsKey) return this.#fail()
    this.#begin()
    this.frames.push({ isList, start: this.#at, key: undefined, count: 0 })
    this.#wantsKey = !isList
    this.#at++
    return 'open'
  }

  #close(isList: boolean): JsonToken {
    if (this.frames.pop()?.isList !== isList) return this.#fail()
    this.#at++
    this.#finish()
    return 'close'
  }

  #readString(): JsonToken {
    const end = stringEnd(this.#text, this.#at + 1)
    if (end < 0) return this.#fail()
    this.start = this.#at + 1
    this.end = end
    const isKey = this.#wantsKey
    if (!isKey) this.#begin()
    this.#at = end + 1
    if (!isKey) {
      this.#finish()
      return 'string'
    }
    const frame = this.frames.at(-1)!
    frame.key = { start: this.start, end }
    frame.count++
    this.#wantsKey = false
    return 'key'
  }

  #readScalar(): JsonToken {
    if (this.#wantsKey) return this.#fail()
    let end = this.#at
    while (end < this.#text.length && isScalar(this.#text.charCodeAt(end))) end++
    if (end === this.#at) return this.#fail()
    this.#begin()
    this.end = end
    this.#at = end
    this.#finish()
    return 'scalar'
  }

  #begin(): void {
    const frame = this.frames.at(-1)
    if (frame?.isList) frame.count++
  }

  /** A value is over: of an object a key follows, the outermost is the last. */
  #finish(): void {
    const frame = this.frames.at(-1)
    if (frame) this.#wantsKey = !frame.isList
    else this.#isOver = true
  }

  #fail(): JsonToken {
    this.#isOver = true
    return 'fault'
  }

  #skipBetween(): void {
    while (isBetween(this.#text.charCodeAt(this.#at))) this.#at++
  }
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** Blanks, commas and colons. */
function isBetween(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 0x2c || code === 0x3a
}

/** Letters, digits, `+`, `-`, `.`: of numbers and of `true`, `false`, `null`, `NaN`. */
function isScalar(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e
  )
}

/** @returns offset of the quote that ends the string whose content starts at `from`; -1 when there is none */
export function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at
    while (before > from && text.charCodeAt(before - 1) === backslash) before--
    if ((at - before) % 2 === 0) return at
  }
  return -1
}
