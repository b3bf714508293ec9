/** Shortest full line of wrapped base64 or hex. */
const wrapMin = 60
const wrapMax = 160

/** Whether a line is nothing but encoded text, which may go on in the next one. */
export function isWrappedLine(bytes: Uint8Array, start: number, end: number): boolean {
  let to = end
  if (to > start && bytes[to - 1] === 10) to--
  if (to > start && bytes[to - 1] === 13) to--
  let from = start
  while (from < to && (bytes[from] === 32 || bytes[from] === 9)) from++
  if (to - from < wrapMin || to - from > wrapMax) return false
  for (let at = from; at < to; at++) if (!isEncodedByte(bytes[at]!)) return false
  return true
}

function isEncodedByte(byte: number): boolean {
  const lower = byte | 32
  return (
    (lower >= 97 && lower <= 122) ||
    (byte >= 48 && byte <= 57) ||
    byte === 43 ||
    byte === 47 ||
    byte === 45 ||
    byte === 95
  )
}
