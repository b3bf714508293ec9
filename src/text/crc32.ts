const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 (ISO 3309, as in zip and PNG) of the text's low bytes, as an unsigned integer. */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (let at = 0; at < text.length; at++) {
    crc = table[(crc ^ text.charCodeAt(at)) & 255]! ^ (crc >>> 8)
  }
  return ~crc >>> 0
}
