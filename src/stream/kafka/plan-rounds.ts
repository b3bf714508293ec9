import type { KafkaRecord } from './kafka-record.ts'
import { recordBytesMost } from './write-batch.ts'

/** Records that are written as one batch. */
export interface GatheredBatch {
  readonly records: KafkaRecord[]
  /** What they take at most. */
  bytes: number
}

/** A longer batch is not worth its memory. Bytes. */
export const batchBytesAim = 1 << 20

/**
 * Adds a record to the last of a partition's batches, or begins a new one.
 *
 * @param limit longest batch; a record that is alone longer has a batch of its own
 * @returns bytes that the record takes at most
 */
export function gather(batches: GatheredBatch[], record: KafkaRecord, limit: number): number {
  const bytes = recordBytesMost(record)
  const last = batches.at(-1)
  if (last && last.bytes + bytes <= limit) {
    last.records.push(record)
    last.bytes += bytes
  } else batches.push({ records: [record], bytes })
  return bytes
}

/**
 * Batches as they go into requests: one a partition each, in order.
 *
 * @param batches by partition
 */
export function planRounds(
  batches: ReadonlyMap<number, readonly GatheredBatch[]>,
): Map<number, GatheredBatch>[] {
  const rounds: Map<number, GatheredBatch>[] = []
  for (const [partition, all] of batches) {
    for (const [round, batch] of all.entries()) {
      rounds[round] ??= new Map()
      rounds[round].set(partition, batch)
    }
  }
  return rounds
}
