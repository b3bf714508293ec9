import { LineEnds } from '../../redact/line-ends.ts'
import { openGroup } from '../../redact/open-group.ts'
import { placeholderFor } from '../../redact/placeholder-record.ts'
import type { Redactor } from '../../redact/redactor.ts'
import type { ExportMessage, LeafRecord } from './export-message.ts'
import type { ExportRedaction } from './redact-export.ts'
import { isDropped } from './redact-leaves.ts'
import { equalBytes } from './redact-text.ts'
import type { RedactedTexts } from './redacted-texts.ts'

/**
 * Redacts the bodies of log records that hold a secret line by line, or in pieces: a key in PEM that was logged as
 * thirty records, a line that a container runtime cut. Bodies of writers that do nothing of the kind are left alone.
 */
export function redactBodies(
  redaction: ExportRedaction,
  { records }: ExportMessage,
  texts: RedactedTexts,
): void {
  const writers = new Map<number, LeafRecord[]>()
  for (const record of records) {
    if (record.body === undefined) continue
    const ofWriter = writers.get(record.writer)
    if (ofWriter) ofWriter.push(record)
    else writers.set(record.writer, [record])
  }
  for (const ofWriter of writers.values()) {
    const ends = new LineEnds()
    const goesOn = ofWriter.some(({ body }) => openGroup(texts.of(body!), ends) !== undefined)
    if (goesOn) redactInOrder(redaction, ofWriter, texts)
  }
}

function redactInOrder(
  { redactor, gate }: ExportRedaction,
  records: readonly LeafRecord[],
  texts: RedactedTexts,
): void {
  const { result, masked } = gate.open(() => redactBodiesOf(redactor, records, texts))
  const areDropped = isDropped(redactor, masked)
  for (const [at, record] of records.entries()) {
    const body = record.body!
    const before = texts.of(body)
    const redacted = result?.[at]
    if (redacted === undefined) {
      const policy = { ...redactor.policy, onWithheld: gate.onWithheldOnce }
      const withheld = { kind: 'withheld', reason: 'error' } as const
      texts.withhold(record, placeholderFor(before, withheld, policy))
    } else if (!equalBytes(redacted, before)) {
      const dropped = { kind: 'dropped', masked: [] } as const
      if (areDropped) texts.withhold(record, placeholderFor(before, dropped, redactor.policy))
      else texts.set(body, redacted)
    }
  }
}

/** @returns one for one; undefined when something went wrong: then none of them is let through */
function redactBodiesOf(
  redactor: Redactor,
  records: readonly LeafRecord[],
  texts: RedactedTexts,
): Uint8Array[] | undefined {
  try {
    const stream = redactor.openRecords()
    const redacted = records.flatMap(({ body }) => stream.push(texts.of(body!)))
    redacted.push(...stream.end())
    return redacted.length === records.length ? redacted : undefined
  } catch {
    return undefined
  }
}
