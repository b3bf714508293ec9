import { compressionsAlgorithms, crc32c } from '@platformatic/kafka'
import type { KafkaRecord } from './kafka-record.ts'
import { batchHeadBytes } from './read-batches.ts'
import type { compressions } from './decompress-records.ts'

/** zstd cannot be written by Node 20. */
export type WrittenCompression = Exclude<(typeof compressions)[number], 'zstd'>

export interface BatchHead {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** Of its first record, counted per partition and producer. */
  readonly sequence: number
  readonly compression: WrittenCompression
}

/** Longest that a record can be around its key, value and headers. */
const recordFrameBytes = 40
const headerFrameBytes = 10

/** @returns bytes that the record takes in a batch, or a few more */
export function recordBytesMost({ key, value, headers }: KafkaRecord): number {
  let bytes = recordFrameBytes + (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) {
    bytes += headerFrameBytes + header.key.length + (header.value?.length ?? 0)
  }
  return bytes
}

/**
 * One batch of a transaction, version 2.
 *
 * @param records of one partition, in order; never empty
 * @param bytesMost sum of their {@link recordBytesMost}
 */
export function writeBatch(
  records: readonly KafkaRecord[],
  bytesMost: number,
  head: BatchHead,
): Uint8Array {
  const base = records[0]!.timestamp
  const { body, newest } = writeRecords(records, bytesMost, base)
  const { bitmask, compressSync } = compressionsAlgorithms[head.compression]
  const stored = bitmask === 0 ? body : compressSync(body)
  const batch = Buffer.allocUnsafe(batchHeadBytes + stored.length)
  batch.writeBigInt64BE(0n, 0)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(0x10 | bitmask, 21)
  batch.writeInt32BE(records.length - 1, 23)
  batch.writeBigInt64BE(base, 27)
  batch.writeBigInt64BE(newest, 35)
  batch.writeBigInt64BE(head.producerId, 43)
  batch.writeInt16BE(head.producerEpoch, 51)
  batch.writeInt32BE(head.sequence, 53)
  batch.writeInt32BE(records.length, 57)
  batch.set(stored, batchHeadBytes)
  batch.writeUInt32BE(crc32c(batch.subarray(21)) >>> 0, 17)
  return batch
}

function writeRecords(
  records: readonly KafkaRecord[],
  bytesMost: number,
  base: bigint,
): { readonly body: Buffer; readonly newest: bigint } {
  const body = Buffer.allocUnsafe(bytesMost)
  let at = 0
  let newest = base
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!
    if (record.timestamp > newest) newest = record.timestamp
    at = writeRecord(body, at, record, record.timestamp - base, index)
  }
  return { body: body.subarray(0, at), newest }
}

/** Where the length of a record goes: five bytes are kept free for it, and those not needed are closed up. */
const lengthBytesMost = 5

function writeRecord(
  into: Uint8Array,
  start: number,
  { key, value, headers }: KafkaRecord,
  timestampDelta: bigint,
  offsetDelta: number,
): number {
  const from = start + lengthBytesMost
  let at = from
  into[at++] = 0
  at = putVarlong(into, at, timestampDelta)
  at = putVarint(into, at, offsetDelta)
  at = putNullable(into, at, key)
  at = putNullable(into, at, value)
  at = putVarint(into, at, headers.length)
  for (const header of headers) {
    at = putNullable(into, at, header.key)
    at = putNullable(into, at, header.value)
  }
  const moved = putVarint(into, start, at - from)
  into.copyWithin(moved, from, at)
  return moved + at - from
}

function putNullable(into: Uint8Array, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) return putVarint(into, at, -1)
  const from = putVarint(into, at, bytes.length)
  into.set(bytes, from)
  return from + bytes.length
}

function putVarint(into: Uint8Array, start: number, value: number): number {
  let at = start
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest > 0x7f) {
    into[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  into[at++] = rest
  return at
}

function putVarlong(into: Uint8Array, start: number, value: bigint): number {
  if (value >= -0x40000000n && value < 0x40000000n) return putVarint(into, start, Number(value))
  let at = start
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  while (rest > 0x7fn) {
    into[at++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  into[at++] = Number(rest)
  return at
}
