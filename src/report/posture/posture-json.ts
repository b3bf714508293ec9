import { toJson } from '../escape-controls.ts'
import type { AuditResult } from './audit-result.ts'

/** `{findings, coverage}`, one finding a line. */
export function writePostureJson({ findings, coverage }: AuditResult): string {
  const list = findings.map((finding) => toJson(finding)).join(',\n')
  return `{"findings":${list === '' ? '[]' : `[\n${list}\n]`},\n"coverage":${toJson(coverage)}}\n`
}

/** One object a line, coverage last: a reader that meets none knows that the audit was cut off. */
export function writePostureLines({ findings, coverage }: AuditResult): string {
  return [...findings, coverage].map((line) => `${toJson(line)}\n`).join('')
}
