import type { Edit } from '../../redact/find-masks.ts'
import type { Redactor } from '../../redact/redactor.ts'
import type { ExportMessage } from './export-message.ts'
import type { MaskGate } from './mask-gate.ts'
import { readJson } from './read-json.ts'
import { readProtobuf } from './read-protobuf.ts'
import { redactBodies } from './redact-bodies.ts'
import { RedactedTexts } from './redacted-texts.ts'
import { redactLeaves } from './redact-leaves.ts'
import { requests, type Signal } from './schema.ts'
import { visitSuspects } from './visit-suspects.ts'

export type OtlpEncoding = 'protobuf' | 'json'

/** What redacts export requests: the gate must be the redactor's observer. */
export interface ExportRedaction {
  readonly redactor: Redactor
  readonly gate: MaskGate
}

export interface RedactedExport {
  /** The very request where nothing was to be masked. */
  readonly bytes: Uint8Array
  readonly records: number
  /** Records of which nothing is left but a placeholder. */
  readonly withheld: number
}

/**
 * Redacts all text in an export request. Ids, times and numbers that are no secret stay as they are, byte for byte.
 *
 * Most requests hold nothing to mask, so their texts are looked at in batches; only the records of a batch that holds
 * something are redacted one by one.
 *
 * @throws StanchError `OTLP_PROTOBUF`, `OTLP_JSON`
 */
export function redactExport(
  redaction: ExportRedaction,
  signal: Signal,
  encoding: OtlpEncoding,
  bytes: Uint8Array,
): RedactedExport {
  const read = encoding === 'protobuf' ? readProtobuf : readJson
  const message = read(requests[signal], bytes)
  const texts = new RedactedTexts(message)
  redactBodies(redaction, message, texts)
  visitSuspects(redaction.redactor, message, texts, (record) =>
    redactLeaves(redaction, record, texts),
  )
  const edits = editsOf(message, texts)
  return {
    bytes: edits.length === 0 ? bytes : message.write(edits),
    records: message.records.length,
    withheld: texts.withheld,
  }
}

function editsOf(message: ExportMessage, texts: RedactedTexts): Edit[] {
  const edits = new Map<number, Edit>()
  for (const [leaf, text] of texts.changed) edits.set(leaf.start, message.editOf(leaf, text))
  return [...edits.values()].sort((left, right) => left.span.start - right.span.start)
}
