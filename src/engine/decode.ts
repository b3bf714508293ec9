import { decodeEscapes, escapes, hexPair } from './decode-escapes.ts'
import type { Decoding } from './finding.ts'
import { put, type OffsetMap } from './offset-map.ts'
import { regionKinds, type RegionKind } from './prefilter.ts'

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
  [regionKinds.percent]: (...args) => decodeEscapes(escapes.percent, ...args),
  [regionKinds.backslash]: (...args) => decodeEscapes(escapes.backslash, ...args),
  [regionKinds.entity]: (...args) => decodeEscapes(escapes.entity, ...args),
  [regionKinds.quotedPrintable]: (...args) => decodeEscapes(escapes.quotedPrintable, ...args),
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
