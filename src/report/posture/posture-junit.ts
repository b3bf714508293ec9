import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { groupBy } from '../../text/group-by.ts'
import { escapeControls } from '../escape-controls.ts'
import { errorCase, escapeXml, writeAttributes, writeJunit, type Case } from '../write-junit.ts'
import type { AuditCoverage, AuditResult } from './audit-result.ts'
import { describePractice, describeSign, describeSubject } from './describe-sign.ts'

/** A suite a check, a failure a sign; a last suite says whether the audit was complete. */
export function writePostureJunit({ findings, coverage }: AuditResult): string {
  const suites = [...groupBy(findings, ({ check }) => check)].map(
    ([check, signs]) => [check, signs.map(caseOf)] as const,
  )
  return writeJunit([...suites, ['stanch.coverage', coverageCases(coverage)]], coverage.durationMs)
}

function caseOf(finding: PostureFinding): Case {
  const { path, line } = finding
  const message = describeSign(finding)
  const lines = [
    describeSubject(finding),
    ...finding.evidence,
    finding.remedy,
    describePractice(finding.practice),
  ]
  return {
    name: escapeControls(describeSubject(finding)),
    outcome: 'failure',
    ...(path === undefined ? {} : { attributes: { file: path, line: line ?? 1 } }),
    body:
      `<failure${writeAttributes({ message, type: finding.severity })}>` +
      `${escapeXml(lines.map(escapeControls).join('\n'))}</failure>`,
  }
}

function coverageCases({ problems }: AuditCoverage): Case[] {
  if (problems.length > 0) return problems.map(({ path, reason }) => errorCase(path, reason))
  return [{ name: 'audit is complete', outcome: 'passed', body: '' }]
}
