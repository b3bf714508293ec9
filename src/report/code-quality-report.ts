import type { Finding } from '../engine/finding.ts'
import type { Severity } from '../rules/rule.ts'
import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { githubDetailsOf } from './describe-github.ts'
import { attributionOf } from './describe-record.ts'
import { escapeControls, toJson } from './escape-controls.ts'
import { uuidOf, type Json } from './gitlab-parts.ts'
import { placeKeyOf, readOrigin } from './origin-details.ts'
import type { Problem, Report } from './scan-result.ts'

const severityNames: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
}

/**
 * GitLab's code quality report, which every tier shows on a merge request: one issue a finding, and one for all that was not
 * scanned. Format: https://docs.gitlab.com/ci/testing/code_quality/
 */
export function createCodeQualityReport(): Report {
  return {
    onFinding: () => '',
    onEnd: ({ findings, coverage }) =>
      `${toJson([...findings.map(issueOf), ...coverage.problems.map(issueOfProblem)], 2)}\n`,
  }
}

function issueOf(finding: Finding): Json {
  const { path, exported, posted } = readOrigin(finding.origin)
  const said = exported ? attributionOf(exported) : posted ? githubDetailsOf(posted) : []
  const told = said.map(([name, text]) => `${name}: ${text}`)
  return {
    description: escapeControls(
      [describeFinding(finding), ...told, adviseOnFinding(finding)].join(' '),
    ),
    check_name: finding.rule,
    fingerprint: uuidOf([finding.fingerprint, finding.rule, placeKeyOf(finding), finding.start]),
    severity: severityNames[finding.severity],
    location: { path, lines: { begin: finding.line, end: finding.endLine } },
  }
}

function issueOfProblem({ path, reason }: Problem): Json {
  return {
    description: escapeControls(`Not scanned: ${reason}`),
    check_name: 'stanch-incomplete',
    fingerprint: uuidOf([path, reason]),
    severity: 'blocker',
    location: { path, lines: { begin: 1 } },
  }
}
