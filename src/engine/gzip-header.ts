/** Bytes before the compressed data: RFC 1952, section 2.3. */
export function gzipHeaderLength(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0
  let length = 10
  if (flags & 4) length += 2 + (bytes[length] ?? 0) + 256 * (bytes[length + 1] ?? 0)
  for (const text of [8, 16]) if (flags & text) length = bytes.indexOf(0, length) + 1
  return flags & 2 ? length + 2 : length
}
