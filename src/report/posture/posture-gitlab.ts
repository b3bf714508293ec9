import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { escapeControls, toJson } from '../escape-controls.ts'
import {
  escapeMarkdown,
  noCommit,
  scanPartOf,
  schemaVersion,
  severityNames,
  uuidOf,
  type Json,
} from '../gitlab-parts.ts'
import type { AuditCoverage, AuditResult } from './audit-result.ts'
import { describePractice, describeSign, identityOfSign, placeOfSign } from './describe-sign.ts'
import type { PostureReportOptions } from './posture-report.ts'

/** GitLab's secret-detection report: of its types it is the one that people who look after secrets read. */
export function writePostureGitlab(
  { findings, coverage }: AuditResult,
  options: PostureReportOptions,
): string {
  const vulnerabilities = findings.map((finding) => vulnerabilityOf(finding, coverage))
  return `${toJson({ version: schemaVersion, scan: scanOf(coverage, options), vulnerabilities }, 2)}\n`
}

function scanOf({ complete, problems }: AuditCoverage, options: PostureReportOptions): Json {
  const messages = problems.map(({ path, reason }) => ({
    level: 'warn',
    value: escapeControls(`Not audited: ${path}: ${reason}`),
  }))
  return scanPartOf({ ...options, complete, messages })
}

function vulnerabilityOf(finding: PostureFinding, coverage: AuditCoverage): Json {
  const { path, line } = placeOfSign(finding, coverage)
  return {
    id: uuidOf([identityOfSign(finding), path, line]),
    category: 'secret_detection',
    name: escapeControls(finding.title).slice(0, 255),
    description: escapeMarkdown(describeSign(finding)),
    severity: severityNames[finding.severity],
    solution: escapeMarkdown(finding.remedy),
    location: { file: path, start_line: line, end_line: line, commit: { sha: noCommit } },
    identifiers: [
      { type: 'stanch_check', name: `Stanch check ${finding.check}`, value: finding.check },
    ],
    details: {
      practice: { type: 'text', name: 'Practice', value: describePractice(finding.practice) },
      ...(finding.records.length === 0
        ? {}
        : { records: { type: 'text', name: 'Records', value: finding.records.join(', ') } }),
    },
  }
}
