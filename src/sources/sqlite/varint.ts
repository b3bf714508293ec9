/** Bytes of a variable-length integer, 1 to 9: https://www.sqlite.org/fileformat2.html#varint */
export function varintLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length < 9; length++) {
    if (bytes[at + length - 1]! < 0x80) return length
  }
  return 9
}

/** Its value as a number, which is exact up to 2^53; what is negative is huge. NaN behind the end. */
export function varintAt(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let count = 0; count < 8; count++) {
    const byte = bytes[at + count]
    if (byte === undefined) return NaN
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return value
  }
  return value * 256 + (bytes[at + 8] ?? NaN)
}

/** Its value as the signed number of 64 bits that a row id is. */
export function rowidAt(bytes: Uint8Array, at: number): bigint {
  let value = 0n
  for (let count = 0; count < 8; count++) {
    const byte = bytes[at + count] ?? 0
    value = (value << 7n) | BigInt(byte & 0x7f)
    if (byte < 0x80) return value
  }
  return BigInt.asIntN(64, (value << 8n) | BigInt(bytes[at + 8] ?? 0))
}
