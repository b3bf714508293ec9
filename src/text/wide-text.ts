import { bytesOfUtf8, concatBytes, latin1Of } from './bytes.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** With `u` a pair is one character, so that only halves without their other half are left. */
const loneHalf = /[\uD800-\uDFFF]/u

/**
 * A string as UTF-8. A half of a surrogate pair, which a string can hold and UTF-8 cannot, becomes the three bytes
 * that it would have as a character, so that {@link textOfBytes} gives it back.
 */
export function bytesOfText(text: string): Uint8Array {
  if (!loneHalf.test(text)) return bytesOfUtf8(text)
  const parts = text.split(/([\uD800-\uDFFF])/u)
  return concatBytes(
    parts.map((part) => (loneHalf.test(part) ? bytesOfHalf(part) : bytesOfUtf8(part))),
  )
}

/** Bytes for which a decoder is slower than a look at each. */
const shortMax = 40

/** The inverse of {@link bytesOfText}. */
export function textOfBytes(bytes: Uint8Array): string {
  if (bytes.length <= shortMax && bytes.every((byte) => byte < 0x80)) return latin1Of(bytes)
  let text = ''
  let from = 0
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    if (bytes[at + 1]! < 0xa0 || bytes[at + 1] === undefined) continue
    text += decoder.decode(bytes.subarray(from, at))
    text += String.fromCharCode(0xd000 | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f))
    from = at + 3
  }
  return text + decoder.decode(bytes.subarray(from))
}

function bytesOfHalf(half: string): Uint8Array {
  const code = half.charCodeAt(0)
  return Uint8Array.of(0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
}
