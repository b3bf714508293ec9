import { setImmediate } from 'node:timers/promises'
import { committedBatches } from './committed-batches.ts'
import type { FetchedPartition } from './fetch-records.ts'
import type { Lane } from './lane.ts'
import { readBatches, readRecords, type RecordBatch } from './read-batches.ts'

/** A partition that is being read. */
export interface PartitionState {
  readonly partition: number
  readonly lane: Lane
  /** What is asked for next. */
  position: number
  /** Behind what the lane has seen. */
  seen: number
  /** Where to stop; undefined: never. */
  readonly end: number | undefined
  /** Since when records are held back. Milliseconds of a steady clock. */
  heldSince: number | undefined
}

/** The event loop gets its turn after so long: heartbeats and commits share the thread. Milliseconds. */
const turnMs = 20

/** Batches that came in; the position is behind them. */
export function receive(state: PartitionState, fetched: FetchedPartition): RecordBatch[] {
  const all = readBatches(fetched.bytes)
  const last = all.at(-1)
  if (last) state.position = Math.max(state.position, last.lastOffset + 1)
  return committedBatches(all, fetched.aborted)
}

/**
 * Puts the records of some batches through the partition's lane.
 *
 * @param from what lies before is known already: batches come whole
 * @param onRecord told of each one, with its bytes
 */
export async function feed(
  state: PartitionState,
  batches: readonly RecordBatch[],
  {
    from,
    to,
    signal,
  }: { readonly from: number; readonly to: number; readonly signal: AbortSignal },
  onRecord: (bytes: number) => void,
): Promise<void> {
  let turnEnd = performance.now() + turnMs
  for (const batch of batches) {
    for (const record of readRecords(batch)) {
      if (record.offset < from) continue
      state.lane.push(record)
      state.seen = record.offset + 1
      onRecord(record.value?.length ?? 0)
      if (performance.now() < turnEnd) continue
      await setImmediate()
      if (signal.aborted) return
      turnEnd = performance.now() + turnMs
    }
  }
  state.lane.passTo(to)
  state.seen = to
}
