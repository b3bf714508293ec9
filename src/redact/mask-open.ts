import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { fieldPathAt } from './field-path.ts'
import { applyEdits } from './find-masks.ts'
import { readKeyBlock, type KeyBlockHead } from './key-block.ts'
import type { Masked } from './observer.ts'
import type { Join } from './open-group.ts'
import type { Redaction } from './redact-record.ts'
import { identityOf } from './token.ts'
import { outsideOf } from './view.ts'

/** Ids under which parts of secrets are masked that never were seen whole. */
export const partRules = { key: 'private-key-part', open: 'open-secret' } as const

/** A shorter run is not worth waiting for. */
const openRunMin = 8

/** Masks the lines of a key block that has no end, if any of them can be key material: a header alone says nothing. */
export function maskBlock(
  redaction: Redaction,
  records: readonly Uint8Array[],
  head: KeyBlockHead,
): readonly Uint8Array[] {
  const lines = readKeyBlock(
    records.map((record) => latin1Of(record)),
    head,
  )
  if (!lines.some((line) => line?.kind === 'body')) return records
  return records.map((record, at) => {
    const line = lines[at]
    return line ? maskPart(redaction, record, line.span, partRules.key) : record
  })
}

/** Masks the last run of a joined text: it may be the first half of a secret. A word is let through. */
export function openRun(
  redaction: Redaction,
  records: readonly Uint8Array[],
  { pieces, stream }: Join,
): readonly Uint8Array[] {
  const last = pieces.at(-1)
  if (!last || stream === undefined) return records
  const text = latin1Of(records[last.record]!, last.span.start, last.span.end)
  const run = /[^\s"'\\]*$/.exec(text)![0]
  if (run.length < openRunMin || /^(?:[a-z]+|[A-Z]?[a-z]+|[A-Z]+)[.,:;!?]?$/.test(run))
    return records
  const span = { start: last.span.end - run.length, end: last.span.end }
  return records.map((record, at) =>
    at === last.record ? maskPart(redaction, record, span, partRules.open) : record,
  )
}

/** Masks a run that is not known whole. */
export function maskPart(
  { policy, tokens }: Redaction,
  record: Uint8Array,
  span: Span,
  rule: string,
): Uint8Array {
  const text = latin1Of(record)
  const key = policy.keys[0]!
  const edits = outsideOf(span, tokens.find(text)).map((part) => {
    const secret = record.slice(part.start, part.end)
    const { token, fingerprint } = identityOf(rule, secret, key)
    policy.onMasked?.(describePart(rule, token, fingerprint, fieldPathAt(text, part.start)))
    return { span: part, text: bytesOfLatin1(token) }
  })
  return edits.length === 0 ? record : applyEdits(record, edits)
}

function describePart(rule: string, token: string, fingerprint: string, path: string): Masked {
  return {
    rule,
    name: rule === partRules.key ? 'Part of a private key' : 'Run that was not seen whole',
    provider: 'Stanch',
    severity: 'high',
    confidence: 'high',
    fingerprint,
    token,
    known: [],
    decoded: [],
    isLikelyFalse: false,
    path,
  }
}
