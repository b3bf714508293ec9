import { writeCommand } from '../workflow-command.ts'
import type { AuditResult } from './audit-result.ts'
import { describeSign } from './describe-sign.ts'

const kinds = { critical: 'error', high: 'error', medium: 'warning', low: 'warning' } as const

/** Workflow commands that GitHub Actions turns into annotations, the gravest first, since it shows ten of a kind. */
export function writePostureGithub({ findings, coverage }: AuditResult): string {
  return [
    ...findings.map((finding) =>
      writeCommand(
        kinds[finding.severity],
        { file: finding.path, line: finding.line, title: `${finding.check}: ${finding.title}` },
        `${describeSign(finding)} ${finding.remedy}`,
      ),
    ),
    ...coverage.problems.map(({ path, reason }) =>
      writeCommand('warning', { file: path, title: 'Not audited' }, `${path}: ${reason}`),
    ),
  ].join('')
}
