/** Lower-case hexadecimal digits of an object's name. */
export type ObjectId = string

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function idOfBytes(bytes: Uint8Array, from: number, length: number): ObjectId {
  let id = ''
  for (let at = from; at < from + length; at++) id += digits[bytes[at]!]!
  return id
}

/** By character code: the value of a hexadecimal digit. */
const values = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? 0 : value
})

export function bytesOfId(id: ObjectId): Uint8Array {
  const bytes = new Uint8Array(id.length >> 1)
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = values[id.charCodeAt(at * 2)]! * 16 + values[id.charCodeAt(at * 2 + 1)]!
  }
  return bytes
}

/** Whether it is the name of nothing, which stands for a reference that is not there. */
export function isZeroId(id: ObjectId): boolean {
  return /^0+$/.test(id)
}
