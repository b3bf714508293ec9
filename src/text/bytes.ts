/** Longest argument list that every JavaScript engine takes in one call. */
const argumentsMax = 8192

/**
 * The bytes `[start, end)` as a string of one character per byte, so that string offsets are byte offsets.
 * Windows are short; longer ranges are joined piece by piece.
 */
export function latin1Of(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= argumentsMax) return fromCharCodes(bytes.subarray(start, end))
  let text = ''
  for (let from = start; from < end; from += argumentsMax) {
    text += fromCharCodes(bytes.subarray(from, Math.min(end, from + argumentsMax)))
  }
  return text
}

function fromCharCodes(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[])
}

/** The inverse of {@link latin1Of}; characters above U+00FF are not expected. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** Whether `text` stands in the bytes; rare where its first character is. */
export function holdsText(bytes: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0)
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let offset = 1
    while (offset < text.length && bytes[at + offset] === text.charCodeAt(offset)) offset++
    if (offset === text.length) return true
  }
  return false
}

const encoder = new TextEncoder()

export function bytesOfUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
