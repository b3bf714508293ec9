/** Shorter texts are made sooner character by character. */
const decodedMin = 24
/** One byte above 0x7f in so many makes them dear; few enough for an argument list of every JavaScript engine. */
const pieceBytes = 1024
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()
// oxlint-disable-next-line no-control-regex
const highCharacter = /[^\x00-\x7f]/

/**
 * The bytes `[start, end)` as a string of one character per byte, so that string offsets are byte offsets. ASCII, which
 * most text is, is what a decoder of UTF-8 makes of it, some times as fast.
 */
export function latin1Of(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start < decodedMin) return fromCharCodes(bytes.subarray(start, end))
  let text = ''
  for (let from = start; from < end; from += pieceBytes) {
    const piece = bytes.subarray(from, Math.min(end, from + pieceBytes))
    text += isAscii(piece) ? decoder.decode(piece) : fromCharCodes(piece)
  }
  return text
}

function isAscii(bytes: Uint8Array): boolean {
  const { length } = bytes
  let at = 0
  for (; at + 8 <= length; at += 8) {
    const high = bytes[at]! | bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]! | bytes[at + 4]! | bytes[at + 5]! | bytes[at + 6]! | bytes[at + 7]! // prettier-ignore
    if (high > 0x7f) return false
  }
  for (; at < length; at++) if (bytes[at]! > 0x7f) return false
  return true
}

function fromCharCodes(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[])
}

/** The inverse of {@link latin1Of}; characters above U+00FF are not expected. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  writeLatin1(text, bytes)
  return bytes
}

/** {@link bytesOfLatin1} to a place that has room for it. */
export function writeLatin1(text: string, target: Uint8Array): void {
  for (let from = 0; from < text.length; from += pieceBytes) {
    const piece = text.slice(from, from + pieceBytes)
    if (piece.length >= decodedMin && !highCharacter.test(piece)) {
      encoder.encodeInto(piece, target.subarray(from))
    } else for (let at = 0; at < piece.length; at++) target[from + at] = piece.charCodeAt(at)
  }
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
