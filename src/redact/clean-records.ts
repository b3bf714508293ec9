import { bytesOfLatin1 } from '../text/bytes.ts'
import { searchBlock } from './block-search.ts'
import { LineEnds } from './line-ends.ts'
import type { Redaction } from './redact-record.ts'
import { isWrappedLine } from './wrapped-line.ts'

/** Records are searched together in blocks of so many bytes. */
const blockBytes = 1 << 20

/** Stands between records: encoded text that is wrapped goes on behind a line feed alone. */
const separator = bytesOfLatin1('\n!\n')
const none = new Uint8Array(0)

/**
 * Finds records that come out as they are, many at once, which is fast. Those of several lines, longer ones, wrapped text
 * and what is no text are not looked at.
 *
 * @param records each stands for itself: none is read in the light of another
 * @returns by record: whether a stream that is not open would give it back unchanged, and be as it was
 */
export function findCleanRecords(
  redaction: Redaction,
  records: readonly Uint8Array[],
): readonly boolean[] {
  const clean = records.map((record) => isLine(record, redaction.policy.recordBytesMax))
  let block: number[] = []
  let bytes = 0
  for (const [at, record] of records.entries()) {
    if (!clean[at]) continue
    block.push(at)
    bytes += record.length + separator.length
    if (bytes < blockBytes) continue
    searchRecords(redaction, records, block, clean)
    block = []
    bytes = 0
  }
  if (block.length > 0) searchRecords(redaction, records, block, clean)
  return clean
}

/** @param clean what is found in is no longer */
function searchRecords(
  redaction: Redaction,
  records: readonly Uint8Array[],
  block: readonly number[],
  clean: boolean[],
): void {
  const text = joined(records, block)
  const found = searchBlock(redaction, text, none, new LineEnds())
  const spans = found === 'all' ? [{ start: 0, end: text.length }] : found
  let start = 0
  let next = 0
  for (const at of block) {
    const end = start + records[at]!.length + separator.length
    while (next < spans.length && spans[next]!.end <= start) next++
    // Spans may overlap: one that is longer may reach behind those after it.
    for (let later = next; later < spans.length && spans[later]!.start < end; later++) {
      if (spans[later]!.end > start) clean[at] = false
    }
    start = end
  }
}

/** The records of a block, a separator behind each. */
function joined(records: readonly Uint8Array[], block: readonly number[]): Uint8Array {
  let length = 0
  for (const at of block) length += records[at]!.length + separator.length
  const text = new Uint8Array(length)
  let end = 0
  for (const at of block) {
    text.set(records[at]!, end)
    end += records[at]!.length
    text.set(separator, end)
    end += separator.length
  }
  return text
}

/** One line of text that does not go on in the next one. */
function isLine(record: Uint8Array, bytesMax: number): boolean {
  const { length } = record
  if (length >= bytesMax) return false
  let at = 0
  for (; at + 4 <= length; at += 4) {
    const low =
      (record[at]! - 32) | (record[at + 1]! - 32) | (record[at + 2]! - 32) | (record[at + 3]! - 32)
    if (low < 0 && holdsControl(record, at, at + 4)) return false
  }
  return !holdsControl(record, at, length) && !isWrappedLine(record, 0, length)
}

/** But for tabs, carriage returns and escapes. */
function holdsControl(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte < 0x20 && byte !== 9 && byte !== 13 && byte !== 0x1b) return true
  }
  return false
}
