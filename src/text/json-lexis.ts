import { hexValue } from './hex-value.ts'
import { bytesOfLatin1 } from './bytes.ts'

/** Bytes at which a search through a string stops: quote, backslash, control characters. */
const stringStops = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === 0x22 || byte === 0x5c ? 1 : 0,
)

/** Where the next quote, backslash or control character of a string is, or `end`. */
export function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && stringStops[bytes[at]!] === 0) at++
  return at
}

/** Bytes of numbers and words: letters, digits, `+`, `-`, `.`. */
export const scalarBytes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w+.-]/.test(String.fromCharCode(byte)) && byte !== 0x5f ? 1 : 0,
)

/**
 * Length of the escape whose backslash is at `at`, of both escapes of a surrogate pair.
 *
 * @returns 0: it is none (RFC 8259, section 7); -1: more bytes would tell
 */
export function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  const length = oneLength(bytes, at, end)
  if (length < 6 || !isHalf(bytes, at, 0xd800)) return length
  if (at + 6 === end) return -1
  const next = bytes[at + 6] === 0x5c ? oneLength(bytes, at + 6, end) : 0
  if (next < 0) return -1
  return next === 6 && isHalf(bytes, at + 6, 0xdc00) ? 12 : 6
}

function oneLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return -1
  const kind = bytes[at + 1]!
  if (kind !== 0x75) return plainEscapes[kind]! * 2
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (digit >= end) return -1
    if (hexValue(bytes[digit]!) < 0) return 0
  }
  return 6
}

/** Whether an escape is a half of a surrogate pair, of the high ones from U+D800 or the low ones from U+DC00. */
function isHalf(bytes: Uint8Array, at: number, first: 0xd800 | 0xdc00): boolean {
  const unit = hexUnit(bytes, at + 2)
  return unit >= first && unit < first + 0x400
}

/** `"\/bfnrt`. */
const plainEscapes = new Uint8Array(256)
for (const name of '"\\/bfnrt') plainEscapes[name.charCodeAt(0)] = 1

/** What four hex digits say; -1 where they are not four. */
export function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0
  for (let digit = at; digit < at + 4; digit++) {
    const value = digit < bytes.length ? hexValue(bytes[digit]!) : -1
    if (value < 0) return -1
    unit = unit * 16 + value
  }
  return unit
}

/** A digit or `-`. */
export function isNumberStart(byte: number): boolean {
  return byte === 0x2d || (byte >= 48 && byte <= 57)
}

function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let at = bytes[start] === 0x2d ? start + 1 : start
  const whole = at
  at = skipDigits(bytes, at, end)
  if (at === whole || (bytes[whole] === 0x30 && at > whole + 1)) return false
  if (at < end && bytes[at] === 0x2e) {
    const fraction = at + 1
    at = skipDigits(bytes, fraction, end)
    if (at === fraction) return false
  }
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    const sign = bytes[at + 1]
    const exponent = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
    at = skipDigits(bytes, exponent, end)
    if (at === exponent) return false
  }
  return at === end
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++
  return at
}

/** A number as in section 6 of RFC 8259, `true`, `false` or `null`. */
export function isJsonScalar(bytes: Uint8Array, start: number, end: number): boolean {
  if (isNumberStart(bytes[start]!)) return isNumber(bytes, start, end)
  return words.some((word) => isSame(bytes, start, end, word))
}

const words = ['true', 'false', 'null'].map(bytesOfLatin1)

/** Whether the bytes `[start, end)` are others. */
export function isSame(bytes: Uint8Array, start: number, end: number, other: Uint8Array): boolean {
  if (end - start !== other.length) return false
  for (let at = 0; at < other.length; at++) if (bytes[start + at] !== other[at]) return false
  return true
}

/**
 * Length of a byte order mark at the start of an input; 0: there is none; -1: more bytes would tell.
 */
export function markLength(bytes: Uint8Array, length: number): number {
  for (let at = 0; at < 3; at++) {
    if (at === length) return -1
    if (bytes[at] !== byteOrderMark[at]) return 0
  }
  return 3
}

const byteOrderMark = [0xef, 0xbb, 0xbf]
