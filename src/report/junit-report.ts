import type { Finding } from '../engine/finding.ts'
import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { githubDetailsOf } from './describe-github.ts'
import { attributionOf } from './describe-record.ts'
import { readOrigin } from './origin-details.ts'
import type { Coverage, Report, ScanResult } from './scan-result.ts'
import { errorCase, escapeXml, writeAttributes, writeJunit, type Case } from './write-junit.ts'

/**
 * A suite a rule, a failure a finding. A last suite says whether the scan was complete, a problem
 * being an error there; so a clean scan is one passed test and not an empty file, which some
 * readers reject.
 */
export function createJunitReport(): Report {
  return { onFinding: () => '', onEnd: writeSuites }
}

function writeSuites({ findings, coverage }: ScanResult): string {
  const byRule = new Map<string, Case[]>()
  for (const finding of findings) {
    const cases = byRule.get(finding.rule)
    if (cases) cases.push(caseOfFinding(finding))
    else byRule.set(finding.rule, [caseOfFinding(finding)])
  }
  const suites = [...byRule, ['stanch.coverage', coverageCases(coverage)] as const]
  return writeJunit(suites, coverage.durationMs)
}

function caseOfFinding(finding: Finding): Case {
  const { path, commit, exported, posted } = readOrigin(finding.origin)
  const description = describeFinding(finding)
  const said = exported ? attributionOf(exported) : posted ? githubDetailsOf(posted) : []
  const told = said.map(([name, text]) => `${name}: ${text}`)
  const lines = [description, ...told, adviseOnFinding(finding)]
  const place = `${path}:${finding.line}:${finding.column}`
  const at = commit === undefined ? place : `${place} in commit ${commit}`
  return {
    name: place,
    outcome: 'failure',
    attributes: { file: path, line: finding.line },
    body:
      `<failure${writeAttributes({ message: description, type: finding.severity })}>` +
      `${escapeXml([at, ...lines].join('\n'))}</failure>`,
  }
}

function coverageCases({ problems, complete, interrupted }: Coverage): Case[] {
  const cases = problems.map(({ path, reason }) => errorCase(path, reason))
  if (interrupted) cases.push(errorCase('scan', 'interrupted'))
  else if (!complete && problems.length === 0) cases.push(errorCase('scan', 'incomplete'))
  return cases.length === 0 ? [{ name: 'scan is complete', outcome: 'passed', body: '' }] : cases
}
