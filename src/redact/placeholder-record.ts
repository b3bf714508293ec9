import { latin1Of } from '../text/bytes.ts'
import type { RedactionPolicy } from './policy.ts'
import type { RedactedRecord } from './redact-record.ts'

/**
 * What stands for a record that is not let through: JSON where it was JSON, with its line end. Says why, how long it was,
 * and where the original is.
 */
export function placeholderFor(
  record: Uint8Array,
  result: Exclude<RedactedRecord, { kind: 'kept' }>,
  { onWithheld }: RedactionPolicy,
): string {
  const reason = result.kind === 'dropped' ? 'dropped' : result.reason
  const kept =
    result.kind === 'dropped' ? undefined : onWithheld?.({ reason: result.reason, record })
  const lineEnd = /\r?\n?$/.exec(latin1Of(record, Math.max(0, record.length - 2)))![0]
  const isJson = /^\s*[{[]/.test(latin1Of(record, 0, Math.min(record.length, 64)))
  const bytes = record.length - lineEnd.length
  const text = isJson
    ? JSON.stringify({ stanch: reason, bytes, ...(kept === undefined ? {} : { quarantine: kept }) })
    : `[stanch-withheld ${reason} bytes=${bytes}${kept === undefined ? '' : ` quarantine=${kept}`}]`
  return text + lineEnd
}
