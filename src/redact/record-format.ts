import { latin1Of } from '../text/bytes.ts'

/** What records are written in, each name as `--input-format` takes it. */
export const recordFormats = [
  'json', 'cri', 'docker', 'gelf', 'otlp', 'syslog', 'logfmt', 'csv', 'text',
] as const // prettier-ignore

export type RecordFormat = (typeof recordFormats)[number]

/** Of a record's start and end by which its format is told. */
const headBytesMax = 1024

/**
 * The format of a record, told by its first bytes: a name for reports, not a proof. What a secret is never depends on it,
 * and what is masked in a record stays valid in any of them.
 *
 * Fixed by `--input-format`, it changes one thing: of `csv` the first record is the header, whatever its columns are called, and
 * under any other no record is one (see `CsvTable`). Else a table is one whose header names a secret.
 *
 * `csv` is never told by a record alone.
 */
export function formatOf(record: Uint8Array): RecordFormat {
  const head = latin1Of(record, 0, Math.min(record.length, headBytesMax))
  const first = /[^\s]/.exec(head)?.[0]
  if (first === '{' || first === '[') return jsonFormat(head, first, tailOf(record))
  if (criHead.test(head)) return 'cri'
  if (syslogHead.test(head)) return 'syslog'
  return isLogfmt(head) ? 'logfmt' : 'text'
}

const criHead = /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d) std(?:out|err) [PF][: ]/
/** A priority, or the time of RFC 3164 with a host behind it. */
const syslogHead = /^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [^\s:]+ )/

function tailOf(record: Uint8Array): string {
  return latin1Of(record, Math.max(0, record.length - headBytesMax))
}

function jsonFormat(head: string, first: string, tail: string): RecordFormat {
  // `[main] INFO`, `[2026-01-01]`: a list holds JSON.
  if (first === '[') return /^\s*\[\s*(?:[[{"\]]|-?\d+\s*[,\]])/.test(head) ? 'json' : 'text'
  if (!/^\s*\{\s*["}]/.test(head)) return 'text'
  if (/^\s*\{\s*"resource(?:Logs|Spans|Metrics)"/.test(head)) return 'otlp'
  if (head.includes('"short_message"') && head.includes('"version"')) return 'gelf'
  const isDocker = [head, tail].some((part) => /"stream"\s*:\s*"std(?:out|err)"/.test(part))
  return isDocker && head.includes('"log"') ? 'docker' : 'json'
}

/** Two pairs at least, and more pairs than other words. */
function isLogfmt(head: string): boolean {
  const words = head.split(/\s+/, wordsMax)
  const pairs = words.filter((word) => /^[A-Za-z_][\w.@/-]*=/.test(word)).length
  if (pairs < 2) return false
  return /^[A-Za-z_][\w.@/-]*=/.test(head) || 2 * pairs > words.length
}

const wordsMax = 24
