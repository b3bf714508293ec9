import { bytesOfUtf8, concatBytes } from '../../src/text/bytes.ts'

export type BsonValue =
  string | number | Date | Uint8Array | null | BsonValue[] | { [key: string]: BsonValue }

/** A document as `mongodump` writes it: https://bsonspec.org/spec.html */
export function bsonOf(value: { [key: string]: BsonValue } | BsonValue[]): Uint8Array {
  const elements = Object.entries(value).map(([key, member]) => {
    const [type, bytes] = elementOf(member)
    return concatBytes([Uint8Array.of(type), bytesOfUtf8(`${key}\0`), bytes])
  })
  const body = concatBytes(elements)
  return concatBytes([int32(body.length + 5), body, Uint8Array.of(0)])
}

function elementOf(value: BsonValue): [number, Uint8Array] {
  if (value === null) return [0x0a, new Uint8Array()]
  if (typeof value === 'number') return [0x10, int32(value)]
  if (value instanceof Date) return [0x09, int64(value.getTime())]
  if (value instanceof Uint8Array)
    return [0x05, concatBytes([int32(value.length), Uint8Array.of(0), value])]
  if (typeof value !== 'string') return [Array.isArray(value) ? 4 : 3, bsonOf(value)]
  const text = bytesOfUtf8(`${value}\0`)
  return [0x02, concatBytes([int32(text.length), text])]
}

function int32(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer)
}

function int64(value: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)
}
