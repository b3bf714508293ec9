import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import type { Practice } from '../../inventory/posture/practice.ts'
import { escapeControls } from '../escape-controls.ts'
import type { AuditCoverage } from './audit-result.ts'

/** `prod/crm/token`, `connector crm`, `.github/workflows/deploy.yml:12`; may hold control characters, as paths do. */
export function describeSubject({ subject }: PostureFinding): string {
  switch (subject.kind) {
    case 'record':
      return subject.tenant === undefined ? subject.id : `${subject.id} of tenant ${subject.tenant}`
    case 'connector':
      return `connector ${subject.id}`
    case 'place':
      return `${subject.path}:${subject.line}`
  }
}

/** `Control 1: a dedicated identity … (NHI9:2025 NHI Reuse; NIST SP 800-53 IA-4)`. */
export function describePractice({ row, asks, owasp, nist }: Practice): string {
  const references = [owasp, nist === undefined ? undefined : `NIST ${nist}`].filter(
    (one) => one !== undefined,
  )
  const behind = references.length === 0 ? '' : ` (${references.join('; ')})`
  return `${row}: ${asks}${behind}`
}

/** One sentence on one line for formats that have the place elsewhere. */
export function describeSign(finding: PostureFinding): string {
  const what = `${finding.title}: ${describeSubject(finding)}`
  return escapeControls(`${what} (${finding.severity}; ${finding.evidence.join('; ')}).`)
}

/** Where a format that knows files only shows it: the inventory stands for a record whose place is not known. */
export function placeOfSign(
  { path, line }: PostureFinding,
  { inventory }: Pick<AuditCoverage, 'inventory'>,
): { readonly path: string; readonly line: number } {
  return { path: path ?? inventory, line: line ?? 1 }
}

/** The same for the same sign in every run, wherever it has moved in its file. */
export function identityOfSign({ check, subject, evidence, records }: PostureFinding): string {
  const what = subject.kind === 'place' ? [subject.path, ...evidence] : [subject]
  return JSON.stringify([check, what, records])
}
