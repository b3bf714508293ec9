import type { Redactor } from '../../redact/redactor.ts'
import type { ExportMessage, LeafRecord } from './export-message.ts'
import { isClean } from './redact-text.ts'
import type { RedactedTexts } from './redacted-texts.ts'
import { isWorthReading, renderLeaf } from './render-leaf.ts'
import { TextBuffer } from './text-buffer.ts'

/** Texts that are looked at together: less and the calls are felt, more and one secret costs more. */
const batchBytes = 1 << 15

/** A batch that holds something is looked at in smaller ones. */
const groupBytes = 1 << 12

/** Where more than one record in so many holds something, batches are no use. */
const crowdedAt = 4

const lineFeed = 10

interface Rendered {
  readonly record: LeafRecord
  /** Where its text is in the buffer. */
  readonly start: number
  readonly end: number
}

/**
 * Visits the records of a request that may hold something to mask, in their order: those that stand near something that is
 * found, or hold it.
 *
 * @param redactRecord returns whether there was something to mask
 */
export function visitSuspects(
  redactor: Redactor,
  { records }: ExportMessage,
  texts: RedactedTexts,
  redactRecord: (record: LeafRecord) => boolean,
): void {
  const buffer = new TextBuffer()
  let batch: Rendered[] = []
  let isCrowded = false
  const lookAtBatch = () => {
    if (isCrowded || !isClean(redactor, buffer.view())) {
      const groups = isCrowded ? [batch] : groupsOf(batch)
      const suspects = groups.filter(
        (group) => groups.length === 1 || !isClean(redactor, textOf(group)),
      )
      const changed = suspects.flat().filter(({ record }) => redactRecord(record)).length
      isCrowded = changed * crowdedAt > batch.length
    }
    buffer.clear()
    batch = []
  }
  const textOf = (group: readonly Rendered[]) => buffer.view(group[0]!.start, group.at(-1)!.end)
  for (const record of records) {
    const start = buffer.length
    renderRecord(buffer, record, texts)
    batch.push({ record, start, end: buffer.length })
    if (buffer.length >= batchBytes) lookAtBatch()
  }
  if (batch.length > 0) lookAtBatch()
}

/** In their order; none is empty. */
function groupsOf(batch: readonly Rendered[]): Rendered[][] {
  const groups: Rendered[][] = []
  for (const rendered of batch) {
    const group = groups.at(-1)
    if (group && rendered.end - group[0]!.start <= groupBytes) group.push(rendered)
    else groups.push([rendered])
  }
  return groups
}

/** All texts of a record, a line each, with their names. */
function renderRecord(into: TextBuffer, { leaves }: LeafRecord, texts: RedactedTexts): void {
  for (const leaf of leaves) {
    if (!isWorthReading(leaf, texts)) continue
    renderLeaf(into, leaf, texts)
    into.addByte(lineFeed)
    const encoded = texts.encoded(leaf)
    if (encoded) {
      into.add(encoded)
      into.addByte(lineFeed)
    }
  }
}
