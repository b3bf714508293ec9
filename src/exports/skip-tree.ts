import { scalarBytes, skipPlain } from '../text/json-lexis.ts'

const lineFeed = 0x0a
const quote = 0x22
const backslash = 0x5c

/** Bytes by which a value begins, but for scalars. */
const kindOpen = 1
const kindClose = 2
const kindPart = 3
const kindSpace = 4
const kindQuote = 5
const kindScalar = 6

const kinds = Uint8Array.from(scalarBytes, (isScalar) => (isScalar ? kindScalar : 0))
for (const [texts, kind] of [
  ['{[', kindOpen],
  ['}]', kindClose],
  [',:', kindPart],
  [' \n\r\t', kindSpace],
  ['"', kindQuote],
] as const) {
  for (const text of texts) kinds[text.charCodeAt(0)] = kind
}

/**
 * Passes by what is left of an object or a list of JSON. Of what is wrong in it only some is seen: what stands between
 * strings and is of no JSON, as comments are; two values without a comma between them, as where a line is cut off; and a
 * comma behind a last element.
 *
 * @param from behind its bracket
 * @returns behind its other bracket, or at what is wrong; the end of the bytes if it is not there
 */
export function skipTree(bytes: Uint8Array, from: number): { at: number; isFault: boolean } {
  const { length } = bytes
  let depth = 1
  let isAfterValue = false
  let isAfterPart = false
  let at = from
  while (at < length) {
    const kind = kinds[bytes[at]!]!
    if (kind === kindSpace) at++
    else if (kind === kindPart) {
      isAfterValue = false
      isAfterPart = true
      at++
    } else if (kind === kindClose) {
      if (isAfterPart) return { at, isFault: true }
      at++
      if (--depth === 0) return { at, isFault: false }
      isAfterValue = true
    } else if (kind === 0 || isAfterValue) return { at, isFault: true }
    else if (kind === kindOpen) {
      isAfterPart = false
      depth++
      at++
    } else {
      isAfterPart = false
      isAfterValue = true
      if (kind === kindQuote) {
        at = endOfString(bytes, at + 1)
        if (bytes[at] === lineFeed) return { at, isFault: true }
        at++
      } else while (at < length && scalarBytes[bytes[at]!] === 1) at++
    }
  }
  return { at: length, isFault: false }
}

/**
 * @param start of a string of JSON, behind its quote
 * @returns where its other quote stands, or the line feed that cuts it off, or the end of the bytes
 */
export function endOfString(bytes: Uint8Array, start: number): number {
  const { length } = bytes
  for (let at = start; ; at++) {
    at = skipPlain(bytes, at, length)
    if (at >= length) return length
    const byte = bytes[at]!
    if (byte === quote || byte === lineFeed) return at
    if (byte === backslash && at + 1 < length && bytes[at + 1] !== lineFeed) at++
  }
}
