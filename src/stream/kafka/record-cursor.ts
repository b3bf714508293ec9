import { StanchError } from '../../text/error.ts'

/** Reads the numbers and runs of bytes that records are made of; what it gives are views, not copies. */
export class RecordCursor {
  readonly #bytes: Uint8Array
  at: number
  readonly #end: number

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.at = start
    this.#end = end
  }

  byte(): number {
    if (this.at >= this.#end) throw damaged()
    return this.#bytes[this.at++]!
  }

  /** Zigzag, 7 bits a byte, of 32 bits. */
  varint(): number {
    const first = this.at < this.#end ? this.#bytes[this.at]! : 0x80
    if (first < 0x80) {
      this.at++
      return (first >>> 1) ^ -(first & 1)
    }
    let value = 0
    let shift = 0
    for (;;) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
      shift += 7
      if (shift > 28) {
        value |= (this.byte() & 0x0f) << shift
        return (value >>> 1) ^ -(value & 1)
      }
    }
  }

  /** Zigzag, 7 bits a byte, of 64 bits. */
  varlong(): bigint {
    const start = this.at
    let length = 1
    while (this.byte() >= 0x80) {
      if (++length > 10) throw damaged()
    }
    if (length <= 4) {
      this.at = start
      return BigInt(this.varint())
    }
    let value = 0n
    for (let at = this.at - 1; at >= start; at--) {
      value = (value << 7n) | BigInt(this.#bytes[at]! & 0x7f)
    }
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
  }

  take(length: number): Uint8Array {
    const start = this.at
    if (length < 0 || start + length > this.#end) throw damaged()
    this.at = start + length
    return this.#bytes.subarray(start, start + length)
  }

  /** @returns null where the length says so */
  nullable(): Uint8Array | null {
    const length = this.varint()
    return length < 0 ? null : this.take(length)
  }
}

function damaged(): StanchError {
  return new StanchError(
    'KAFKA_BATCH_DAMAGED',
    'A batch of records ends in the middle of a record: the broker sent what it should not have stored.',
  )
}
