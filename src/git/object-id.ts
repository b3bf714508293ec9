/** Lower-case hexadecimal digits of an object's name. */
export type ObjectId = string

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function idOfBytes(bytes: Uint8Array, from: number, length: number): ObjectId {
  let id = ''
  for (let at = from; at < from + length; at++) id += digits[bytes[at]!]!
  return id
}

export function bytesOfId(id: ObjectId): Uint8Array {
  const bytes = new Uint8Array(id.length >> 1)
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(id.slice(at * 2, at * 2 + 2), 16)
  return bytes
}

/** Whether it is the name of nothing, which stands for a reference that is not there. */
export function isZeroId(id: ObjectId): boolean {
  return /^0+$/.test(id)
}
