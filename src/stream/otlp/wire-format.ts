import { StanchError } from '../../text/error.ts'

/** Kinds of fields on the wire that a proto3 message can have. */
export const wireType = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const

/** A tag and a length have 32 bits, a value has 64. */
const shortVarintBytesMax = 5
const varintBytesMax = 10

/** Reads protobuf's wire format, strictly: what some reader could take otherwise is refused. */
export class WireReader {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** @throws StanchError `OTLP_PROTOBUF` */
  tag(end: number): { readonly number: number; readonly type: number } {
    const tag = this.short(end)
    const number = tag >>> 3
    if (number === 0) throw malformed('field 0', this.at)
    return { number, type: tag & 7 }
  }

  /** An unsigned number of up to 32 bits. */
  short(end: number): number {
    const { bytes } = this
    let value = 0
    for (let count = 0; count < shortVarintBytesMax; count++) {
      if (this.at >= end) throw malformed('a cut-off number', this.at)
      const byte = bytes[this.at++]!
      if (count === shortVarintBytesMax - 1 && byte > 15) break
      value += (byte & 127) * 2 ** (7 * count)
      if (byte < 128) return value
    }
    throw malformed('a tag or length of more than 32 bits', this.at)
  }

  skipVarint(end: number): void {
    for (let count = 1; count <= varintBytesMax; count++) {
      if (this.at >= end) break
      const byte = this.bytes[this.at++]!
      if (byte >= 128) continue
      if (count === varintBytesMax && byte > 1) break
      return
    }
    throw malformed('a number that is cut off or has more than 64 bits', this.at)
  }

  /** @returns where the field's content starts; {@link at} is where it ends */
  skip(type: number, end: number): number {
    let start = this.at
    if (type === wireType.varint) this.skipVarint(end)
    else if (type === wireType.length) {
      const length = this.short(end)
      start = this.at
      this.at += length
    } else if (type === wireType.fixed64) this.at += 8
    else if (type === wireType.fixed32) this.at += 4
    else throw malformed('a group, or an unknown wire type', this.at)
    if (this.at > end) throw malformed('a field that ends behind its message', start)
    return start
  }
}

/** Encodes a length or tag: below 2^32. */
export function varintOf(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

/** The number that a varint of up to 64 bits stands for, as a signed one. */
export function int64Of(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n
  for (let at = end - 1; at >= start; at--) value = (value << 7n) | BigInt(bytes[at]! & 127)
  return BigInt.asIntN(64, value)
}

export function malformed(what: string, at: number): StanchError {
  return new StanchError(
    'OTLP_PROTOBUF',
    `Expected an OTLP message in protobuf, got ${what} at byte ${at}.`,
  )
}
