import { escapeControls } from '../escape-controls.ts'
import { writeCsvRow } from '../write-csv.ts'
import type { AuditResult } from './audit-result.ts'
import { describeSubject } from './describe-sign.ts'

const header = [
  'severity', 'check', 'title', 'subject', 'records', 'path', 'line', 'evidence', 'remedy', 'practice', 'owasp', 'nist',
] // prettier-ignore

/** RFC 4180 with a header, one sign a row; several records or pieces of evidence stand on lines of their cell. */
export function writePostureCsv({ findings }: AuditResult): string {
  const rows = findings.map((finding) => [
    finding.severity,
    finding.check,
    finding.title,
    escapeControls(describeSubject(finding)),
    finding.records.join('\n'),
    escapeControls(finding.path ?? ''),
    finding.line ?? '',
    finding.evidence.map(escapeControls).join('\n'),
    finding.remedy,
    `${finding.practice.row}: ${finding.practice.asks}`,
    finding.practice.owasp ?? '',
    finding.practice.nist ?? '',
  ])
  return [header, ...rows].map(writeCsvRow).join('')
}
