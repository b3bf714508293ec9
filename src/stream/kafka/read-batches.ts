import { decompressRecords } from './decompress-records.ts'
import { noHeaders, type KafkaHeader, type StoredRecord } from './kafka-record.ts'
import { RecordCursor } from './record-cursor.ts'
import { StanchError } from '../../text/error.ts'

/** The head of a batch, and where its records are; version 2, which is the only one since Kafka 0.11. */
export interface RecordBatch {
  readonly baseOffset: number
  /** Of its last record, that may be gone by compaction. */
  readonly lastOffset: number
  readonly producerId: bigint
  readonly isTransactional: boolean
  /** It holds no record, but says how a transaction ended. */
  readonly isControl: boolean
  readonly attributes: number
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
  readonly count: number
  /** As stored, maybe compressed. */
  readonly body: Uint8Array
}

/** Bytes before a batch's records. */
export const batchHeadBytes = 61
/** Of these the first, offset and length, are not counted by the length. */
const lengthEnd = 12

/**
 * The batches of what a broker sent, in order; one that is cut off at the end is left out, as brokers send whole ones but
 * for the last.
 *
 * @throws StanchError `KAFKA_BATCH_VERSION`
 */
export function readBatches(bytes: Uint8Array): RecordBatch[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const batches: RecordBatch[] = []
  for (let at = 0; at + batchHeadBytes <= bytes.length;) {
    const end = at + lengthEnd + view.getInt32(at + 8)
    if (end > bytes.length) break
    const version = view.getInt8(at + 16)
    if (version !== 2) throw wrongVersion(version)
    const attributes = view.getInt16(at + 21)
    const baseOffset = Number(view.getBigInt64(at))
    batches.push({
      baseOffset,
      lastOffset: baseOffset + view.getInt32(at + 23),
      producerId: view.getBigInt64(at + 43),
      isTransactional: (attributes & 0x10) !== 0,
      isControl: (attributes & 0x20) !== 0,
      attributes,
      baseTimestamp: view.getBigInt64(at + 27),
      maxTimestamp: view.getBigInt64(at + 35),
      count: view.getInt32(at + 57),
      body: bytes.subarray(at + batchHeadBytes, end),
    })
    at = end
  }
  return batches
}

/**
 * The records of a batch, in order. They are views of its body, or of what it was decompressed to.
 *
 * @throws StanchError `KAFKA_BATCH_DAMAGED`, `KAFKA_COMPRESSION`
 */
export function readRecords(batch: RecordBatch): StoredRecord[] {
  const cursor = new RecordCursor(decompressRecords(batch.body, batch.attributes & 7))
  // The broker's clock, when the topic says so.
  const appended = (batch.attributes & 8) === 0 ? undefined : batch.maxTimestamp
  const records: StoredRecord[] = []
  for (let index = 0; index < batch.count; index++)
    records.push(readRecord(cursor, batch, appended))
  return records
}

function readRecord(
  cursor: RecordCursor,
  batch: RecordBatch,
  appended: bigint | undefined,
): StoredRecord {
  const length = cursor.varint()
  const end = cursor.at + length
  cursor.byte()
  const timestamp = appended ?? batch.baseTimestamp + cursor.varlong()
  if (appended !== undefined) cursor.varlong()
  const offset = batch.baseOffset + cursor.varint()
  const key = cursor.nullable()
  const value = cursor.nullable()
  const headers = readHeaders(cursor)
  cursor.at = end
  return { offset, timestamp, key, value, headers }
}

function readHeaders(cursor: RecordCursor): readonly KafkaHeader[] {
  const count = cursor.varint()
  if (count === 0) return noHeaders
  const headers: KafkaHeader[] = []
  for (let index = 0; index < count; index++) {
    headers.push({ key: cursor.take(cursor.varint()), value: cursor.nullable() })
  }
  return headers
}

function wrongVersion(version: number): StanchError {
  return new StanchError(
    'KAFKA_BATCH_VERSION',
    `Records are stored in batches of version ${version}; only version 2 is read. Copy the topic with a current client, or let the broker convert it.`,
  )
}
