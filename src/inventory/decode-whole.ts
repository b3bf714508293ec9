import { hexToBytes } from '@noble/hashes/utils.js'
import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'

/** Shorter texts decode to something by chance. */
const encodedMin = 16
const decodedMin = 8

/**
 * What a value is when the encoding that it has as a whole is undone: base64 (standard or URL, padded or not) or hex of
 * text; percent-encoding.
 *
 * @returns `undefined` when it is no encoding of text
 */
export function decodeWhole(value: Uint8Array): Uint8Array | undefined {
  const text = latin1Of(value).trim()
  if (text.length < encodedMin) return undefined
  const decoded = decodePercent(text) ?? decodeHex(text) ?? decodeBase64(text)
  return decoded && decoded.length >= decodedMin && isText(decoded) ? decoded : undefined
}

function decodePercent(text: string): Uint8Array | undefined {
  if (!/%[0-9A-Fa-f]{2}/.test(text) || /[\s%](?![0-9A-Fa-f]{2})/.test(text)) return undefined
  return bytesOfLatin1(
    text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    ),
  )
}

function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(text)) return undefined
  return hexToBytes(text)
}

function decodeBase64(text: string): Uint8Array | undefined {
  const plain = text
    .replaceAll(/[\r\n]+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined
  try {
    return bytesOfLatin1(atob(plain))
  } catch {
    return undefined
  }
}

/** Random bytes are none: a key that happens to be of base64's alphabet is not decoded. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every(
    (byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13,
  )
}
