import { hexValue } from '../text/hex-value.ts'
import { put, type OffsetMap } from './offset-map.ts'

/** One escape at `at`: how many bytes it takes and the bytes it stands for; `undefined` when it is none. */
type Escape = (
  input: Uint8Array,
  at: number,
  end: number,
) => { readonly length: number; readonly bytes: readonly number[] } | undefined

/** Escapes that all begin with one byte. */
interface Encoding {
  readonly mark: number
  readonly undo: Escape
}

/** Copies a region and undoes its escapes. */
export function decodeEscapes(
  { mark, undo }: Encoding,
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
): number {
  const within = input.subarray(0, end)
  let written = 0
  let undone = 0
  for (let at = start; at < end;) {
    const next = within.indexOf(mark, at)
    written = copy(input, at, next < 0 ? end : next, written, output, map)
    if (next < 0) break
    const found = undo(input, next, end)
    const length = found?.length ?? 1
    if (found) {
      undone++
      for (const decoded of found.bytes)
        written = put(decoded, next, next + length, written, output, map)
    } else {
      written = put(mark, next, next + 1, written, output, map)
    }
    at = next + length
  }
  return undone === 0 ? 0 : written
}

/** Fewer bytes are copied sooner one by one. */
const copiedAtOnceMin = 96

function copy(
  input: Uint8Array,
  start: number,
  end: number,
  written: number,
  output: Uint8Array,
  map: OffsetMap | undefined,
): number {
  let to = written
  if (!map) {
    if (end - start < copiedAtOnceMin) {
      for (let at = start; at < end; at++) output[to++] = input[at]!
      return to
    }
    output.set(input.subarray(start, end), written)
    return written + end - start
  }
  for (let at = start; at < end; at++) to = put(input[at]!, at, at + 1, to, output, map)
  return to
}

/** Of three bytes, for each byte that one can stand for: there are very many, and few that differ. */
const tripleEscapes = Array.from({ length: 256 }, (_, byte) => ({ length: 3, bytes: [byte] }))

/** RFC 3986, section 2.1. */
const percentEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x25 || at + 3 > end) return undefined
  return tripleEscapes[hexPair(input, at + 1)]
}

const plainEscapes: Readonly<Record<number, number>> = {
  0x22: 0x22, 0x27: 0x27, 0x2f: 0x2f, 0x5c: 0x5c, 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9,
} // prettier-ignore

/** JSON (RFC 8259, section 7) and what C, JavaScript and Python add: `\xXX`, `\u{…}`, `\UXXXXXXXX`. */
const backslashEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x5c || at + 2 > end) return undefined
  const kind = input[at + 1]!
  const plain = plainEscapes[kind]
  if (plain !== undefined) return { length: 2, bytes: [plain] }
  if (kind === 0x78) {
    const byte = at + 4 <= end ? hexPair(input, at + 2) : -1
    return byte < 0 ? undefined : { length: 4, bytes: [byte] }
  }
  if (kind === 0x75 && input[at + 2] === 0x7b) return bracedEscape(input, at, end)
  if (kind === 0x75) return pairEscape(input, at, end) ?? numberEscape(input, at, end, 4)
  return kind === 0x55 ? numberEscape(input, at, end, 8) : undefined
}

function numberEscape(input: Uint8Array, at: number, end: number, digits: number) {
  if (at + 2 + digits > end) return undefined
  const code = hexNumber(input, at + 2, at + 2 + digits)
  return code < 0 ? undefined : { length: 2 + digits, bytes: utf8Of(code) }
}

/** A character past U+FFFF, as JSON writes it: two escapes. */
function pairEscape(input: Uint8Array, at: number, end: number) {
  if (at + 12 > end || input[at + 6] !== 0x5c || input[at + 7] !== 0x75) return undefined
  const high = hexNumber(input, at + 2, at + 6) - 0xd800
  const low = hexNumber(input, at + 8, at + 12) - 0xdc00
  if (high < 0 || high > 0x3ff || low < 0 || low > 0x3ff) return undefined
  const code = 0x10000 + (high << 10) + low
  return { length: 12, bytes: utf8Of(code) }
}

function bracedEscape(input: Uint8Array, at: number, end: number) {
  const close = input.subarray(at, Math.min(end, at + 12)).indexOf(0x7d)
  const code = close < 4 ? -1 : hexNumber(input, at + 3, at + close)
  return code < 0 ? undefined : { length: close + 1, bytes: utf8Of(code) }
}

const namedEntities: Readonly<Record<string, number>> = {
  amp: 38, lt: 60, gt: 62, quot: 34, apos: 39, nbsp: 32, equals: 61, colon: 58, sol: 47, plus: 43,
  commat: 64, num: 35, dollar: 36, percnt: 37, lowbar: 95, period: 46, semi: 59, excl: 33, ast: 42,
} // prettier-ignore

/** By the bytes of the name, as {@link nameNumber} has them. */
const entityEscapes = new Map(
  Object.entries(namedEntities).map(([name, code]) => {
    const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0))
    return [nameNumber(bytes, 0, name.length), { length: name.length + 2, bytes: utf8Of(code) }]
  }),
)

/** A name of at most six bytes as a number. */
function nameNumber(input: Uint8Array, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) number = number * 256 + input[at]!
  return number
}

/** HTML character references: https://html.spec.whatwg.org/multipage/named-characters.html */
export const entityEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x26) return undefined
  const limit = Math.min(end, at + 12)
  let close = at + 1
  while (close < limit && input[close] !== 0x3b) close++
  if (close >= limit || close < at + 3) return undefined
  if (input[at + 1] !== 0x23) {
    return close > at + 7 ? undefined : entityEscapes.get(nameNumber(input, at + 1, close))
  }
  const isHex = (input[at + 2]! | 0x20) === 0x78
  const code = isHex ? hexCode(input, at + 3, close) : decimalCode(input, at + 2, close)
  return code < 0 ? undefined : { length: close + 1 - at, bytes: utf8Of(code) }
}

function hexCode(input: Uint8Array, start: number, end: number): number {
  return start === end || end - start > 6 ? -1 : hexNumber(input, start, end)
}

function decimalCode(input: Uint8Array, start: number, end: number): number {
  if (start === end || end - start > 7) return -1
  let code = 0
  for (let at = start; at < end; at++) {
    const digit = input[at]! - 0x30
    if (digit < 0 || digit > 9) return -1
    code = code * 10 + digit
  }
  return code
}

const softBreak = { length: 2, bytes: [] }
const softBreakCrLf = { length: 3, bytes: [] }

/** RFC 2045, section 6.7. */
const quotedPrintableEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x3d) return undefined
  if (input[at + 1] === 10) return softBreak
  if (input[at + 1] === 13 && input[at + 2] === 10) return softBreakCrLf
  return at + 3 <= end ? tripleEscapes[hexPair(input, at + 1)] : undefined
}

/** The byte that two hex digits make, -1 when they are none. */
export function hexPair(input: Uint8Array, at: number): number {
  return hexNumber(input, at, at + 2)
}

function hexNumber(input: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = hexValue(input[at]!)
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** Lone surrogates and what is no code point become `?`: no secret holds one. */
function utf8Of(code: number): number[] {
  if (code < 0x80) return [code]
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)]
  if (code >= 0xd800 && code <= 0xdfff) return [0x3f]
  const last = [0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]
  if (code < 0x10000) return [0xe0 | (code >> 12), ...last]
  return code < 0x110000 ? [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), ...last] : [0x3f]
}

export const escapes = {
  percent: { mark: 0x25, undo: percentEscape },
  backslash: { mark: 0x5c, undo: backslashEscape },
  entity: { mark: 0x26, undo: entityEscape },
  quotedPrintable: { mark: 0x3d, undo: quotedPrintableEscape },
} as const
