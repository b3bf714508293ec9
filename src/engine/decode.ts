import type { Decoding } from './finding.ts'
import { regionKinds, type RegionKind } from './prefilter.ts'

/** For each decoded byte the range of input bytes it came from. */
export interface OffsetMap {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/**
 * Undoes one encoding.
 *
 * @param input the memory that holds the region `[start, end)`
 * @param output written from 0; never more bytes than the region has
 * @param map filled when given
 * @returns how many bytes were written; 0 when nothing was encoded
 */
type Decoder = (
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
) => number

export const decoders: Readonly<Record<Exclude<RegionKind, 8>, Decoder>> = {
  [regionKinds.base64]: decodeBase64,
  [regionKinds.hex]: decodeHex,
  [regionKinds.percent]: (...args) => decodeEscapes(percentEscape, ...args),
  [regionKinds.backslash]: (...args) => decodeEscapes(backslashEscape, ...args),
  [regionKinds.entity]: (...args) => decodeEscapes(entityEscape, ...args),
  [regionKinds.quotedPrintable]: (...args) => decodeEscapes(quotedPrintableEscape, ...args),
  [regionKinds.utf16]: decodeUtf16,
}

export const decodingNames: Readonly<Record<RegionKind, Decoding>> = {
  [regionKinds.base64]: 'base64',
  [regionKinds.hex]: 'hex',
  [regionKinds.percent]: 'percent',
  [regionKinds.backslash]: 'escape',
  [regionKinds.entity]: 'html',
  [regionKinds.quotedPrintable]: 'quoted-printable',
  [regionKinds.utf16]: 'utf-16',
  [regionKinds.gzipBase64]: 'gzip',
}

export function makeOffsetMap(length: number): OffsetMap {
  return { starts: new Uint32Array(length), ends: new Uint32Array(length) }
}

const sextets = new Uint8Array(256).fill(255)
for (const [at, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  sextets[character.charCodeAt(0)] = at
}
sextets[0x2d] = 62
sextets[0x5f] = 63

/** Of either alphabet; 255 for other bytes. */
export function sextetOf(byte: number): number {
  return sextets[byte]!
}

export function isBase64Byte(byte: number): boolean {
  return sextets[byte] !== 255
}

/** Whether `\n` or `\r` is written at `at`, in two characters. */
export function isWrittenBreak(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x5c && (bytes[at + 1] === 0x6e || bytes[at + 1] === 0x72)
}

/** Standard and URL alphabet alike; what is neither (line ends, quotes of a wrapped text) is passed over. */
function decodeBase64(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
): number {
  let written = 0
  let bits = 0
  let bitCount = 0
  let previous = start
  for (let at = start; at < end; at++) {
    const sextet = sextets[input[at]!]!
    if (sextet === 255) {
      if (input[at] === 0x3d) bitCount = 0
      // A line end that is written \n: its letter is none of the text's.
      else if (isWrittenBreak(input, at)) at++
      continue
    }
    bits = ((bits << 6) | sextet) & 0xffffff
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      written = put(bits >>> bitCount, previous, at + 1, written, output, map)
    }
    previous = at
  }
  return written
}

function decodeHex(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
): number {
  let written = 0
  for (let at = start; at + 2 <= end; at += 2) {
    written = put(hexPair(input, at), at, at + 2, written, output, map)
  }
  return written
}

/** Text of 16-bit units below U+0100, either byte order, as UTF-8. */
function decodeUtf16(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
): number {
  const low = input[start] === 0 ? 1 : 0
  let written = 0
  for (let at = start; at + 2 <= end; at += 2) {
    const unit = input[at + low]!
    for (const byte of unit < 0x80 ? [unit] : [0xc0 | (unit >> 6), 0x80 | (unit & 63)]) {
      written = put(byte, at, at + 2, written, output, map)
    }
  }
  return written
}

/** One escape at `at`: how many bytes it takes and the bytes it stands for; `undefined` when it is none. */
type Escape = (
  input: Uint8Array,
  at: number,
  end: number,
) => { readonly length: number; readonly bytes: readonly number[] } | undefined

/** Copies a region and undoes its escapes. */
function decodeEscapes(
  escape: Escape,
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  map?: OffsetMap,
): number {
  let written = 0
  let undone = 0
  for (let at = start; at < end;) {
    const byte = input[at]!
    const isMark = byte === 0x25 || byte === 0x5c || byte === 0x26 || byte === 0x3d
    const found = isMark ? escape(input, at, end) : undefined
    const length = found?.length ?? 1
    if (found) {
      undone++
      for (const decoded of found.bytes)
        written = put(decoded, at, at + length, written, output, map)
    } else {
      written = put(byte, at, at + 1, written, output, map)
    }
    at += length
  }
  return undone === 0 ? 0 : written
}

/** Writes the low byte of `byte` and notes that it came from `[start, end)`; returns how many are written then. */
function put(
  byte: number,
  start: number,
  end: number,
  written: number,
  output: Uint8Array,
  map: OffsetMap | undefined,
): number {
  if (map) {
    map.starts[written] = start
    map.ends[written] = end
  }
  output[written] = byte
  return written + 1
}

/** RFC 3986, section 2.1. */
const percentEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x25 || at + 3 > end) return undefined
  const byte = hexPair(input, at + 1)
  return byte < 0 ? undefined : { length: 3, bytes: [byte] }
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

/** HTML character references: https://html.spec.whatwg.org/multipage/named-characters.html */
export const entityEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x26) return undefined
  const close = input.subarray(at, Math.min(end, at + 12)).indexOf(0x3b)
  if (close < 3) return undefined
  const name = String.fromCharCode(...input.subarray(at + 1, at + close))
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
  const code = number
    ? Number.parseInt(number[1] ?? number[2]!, number[1] ? 16 : 10)
    : namedEntities[name]
  return code === undefined ? undefined : { length: close + 1, bytes: utf8Of(code) }
}

/** RFC 2045, section 6.7. */
const quotedPrintableEscape: Escape = (input, at, end) => {
  if (input[at] !== 0x3d) return undefined
  if (input[at + 1] === 10) return { length: 2, bytes: [] }
  if (input[at + 1] === 13 && input[at + 2] === 10) return { length: 3, bytes: [] }
  const byte = at + 3 <= end ? hexPair(input, at + 1) : -1
  return byte < 0 ? undefined : { length: 3, bytes: [byte] }
}

/** The byte that two hex digits make, -1 when they are none. */
function hexPair(input: Uint8Array, at: number): number {
  return hexNumber(input, at, at + 2)
}

function hexNumber(input: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = hexDigit(input[at]!)
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
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
