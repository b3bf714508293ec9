import { setImmediate } from 'node:timers/promises'
import { committedBatches } from './committed-batches.ts'
import type { FetchedPartition } from './fetch-records.ts'
import type { StoredRecord } from './kafka-record.ts'
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

/** The event loop gets its turn after so many bytes: heartbeats and commits share the thread. */
const turnBytes = 1 << 18

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
  for (const batch of batches) {
    const all = readRecords(batch)
    const records = batch.baseOffset >= from ? all : all.filter(({ offset }) => offset >= from)
    for (const turn of turnsOf(records)) {
      state.lane.push(turn)
      state.seen = turn.at(-1)!.offset + 1
      for (const { value } of turn) onRecord(value?.length ?? 0)
      await setImmediate()
      if (signal.aborted) return
    }
  }
  state.lane.passTo(to)
  state.seen = to
}

function* turnsOf(records: readonly StoredRecord[]): Generator<readonly StoredRecord[]> {
  let start = 0
  let bytes = 0
  for (let at = 0; at < records.length; at++) {
    bytes += records[at]!.value?.length ?? 0
    if (bytes < turnBytes && at + 1 < records.length) continue
    yield records.slice(start, at + 1)
    start = at + 1
    bytes = 0
  }
}
