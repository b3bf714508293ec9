import { bytesOfUtf8 } from '../text/bytes.ts'

/**
 * What may stand in a segment as it is; `:` may not, since it would make a scheme of a first
 * segment.
 */
const plain = /[A-Za-z0-9\-._~!$&'()*+,;=@/]/

/**
 * A path as a URI reference (RFC 3986), in ASCII: relative to the working directory, or a `file:`
 * address when the path is absolute. A `%` is always taken for itself.
 */
export function uriOfPath(path: string): string {
  if (path.startsWith('/')) return `file://${encodePath(path)}`
  const drive = /^([A-Za-z]):(?=\/)/.exec(path)
  if (drive) return `file:///${drive[1]}:${encodePath(path.slice(2))}`
  return encodePath(path)
}

/** Percent-encodes the UTF-8 bytes of everything that is special in a URI's path; `/` stays. */
export function encodePath(path: string): string {
  let encoded = ''
  for (const byte of bytesOfUtf8(path)) {
    const char = String.fromCharCode(byte)
    encoded += plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

const uriChars = "(?:[A-Za-z0-9\\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*"
const webAddress = new RegExp(
  `^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?]${uriChars})?(?:#${uriChars})?$`,
)

/** The address itself when it is a valid one in ASCII that a reader may click, else undefined. */
export function webAddressOf(reference: string | undefined): string | undefined {
  return reference !== undefined && webAddress.test(reference) ? reference : undefined
}
