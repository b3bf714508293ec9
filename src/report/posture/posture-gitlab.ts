import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { escapeControls, toJson } from '../escape-controls.ts'
import {
  escapeMarkdown,
  noCommit,
  schemaVersion,
  secondOf,
  severityNames,
  uuidOf,
} from '../gitlab-parts.ts'
import type { AuditCoverage, AuditResult } from './audit-result.ts'
import { describePractice, describeSign, identityOfSign, placeOfSign } from './describe-sign.ts'
import type { PostureReportOptions } from './posture-report.ts'

type Json = Readonly<Record<string, unknown>>

/** GitLab's secret-detection report: of its types it is the one that people who look after secrets read. */
export function writePostureGitlab(
  { findings, coverage }: AuditResult,
  options: PostureReportOptions,
): string {
  const vulnerabilities = findings.map((finding) => vulnerabilityOf(finding, coverage))
  return `${toJson({ version: schemaVersion, scan: scanOf(coverage, options), vulnerabilities }, 2)}\n`
}

function scanOf({ complete, problems }: AuditCoverage, options: PostureReportOptions): Json {
  const tool = {
    id: 'stanch',
    name: 'Stanch',
    version: options.toolVersion,
    vendor: { name: 'Stanch' },
  }
  return {
    analyzer: tool,
    scanner: tool,
    type: 'secret_detection',
    start_time: secondOf(options.startedAt),
    end_time: secondOf(options.endedAt),
    status: complete ? 'success' : 'failure',
    messages: problems.map(({ path, reason }) => ({
      level: 'warn',
      value: escapeControls(`Not audited: ${path}: ${reason}`),
    })),
  }
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
