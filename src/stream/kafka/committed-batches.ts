import { RecordCursor } from './record-cursor.ts'
import type { RecordBatch } from './read-batches.ts'

/** A transaction that came to nothing: what its producer wrote from this offset on, to the marker of its end. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

/**
 * What of a partition's batches counts for whoever reads only what was committed.
 *
 * @param batches as a broker sends them to one who asked for committed ones: not beyond the first open transaction
 * @param aborted those that reach into the batches, in any order
 */
export function committedBatches(
  batches: readonly RecordBatch[],
  aborted: readonly AbortedTransaction[],
): RecordBatch[] {
  const waiting = aborted.toSorted((left, right) => right.firstOffset - left.firstOffset)
  const open = new Set<bigint>()
  return batches.filter((batch) => {
    while (waiting.length > 0 && waiting.at(-1)!.firstOffset <= batch.lastOffset) {
      open.add(waiting.pop()!.producerId)
    }
    if (batch.isControl) {
      if (isAbortMarker(batch)) open.delete(batch.producerId)
      return false
    }
    return !(batch.isTransactional && open.has(batch.producerId))
  })
}

/** The key of a control record: its version, and what it says, each of 16 bits; 0 is an abort. */
function isAbortMarker({ body }: RecordBatch): boolean {
  const cursor = new RecordCursor(body)
  cursor.varint()
  cursor.byte()
  cursor.varlong()
  cursor.varint()
  const key = cursor.nullable()
  return key !== null && key.length >= 4 && key[2] === 0 && key[3] === 0
}
