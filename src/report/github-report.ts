import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { groupByFingerprint } from './group-exposures.ts'
import { readOrigin } from './origin-details.ts'
import type { Finding } from '../engine/finding.ts'
import type { Problem, Report, ScanResult } from './scan-result.ts'
import { writeCommand } from './workflow-command.ts'

/**
 * Workflow commands that GitHub Actions turns into annotations. GitHub shows ten of a kind in a
 * step, so they come at the end, the gravest first.
 */
export function createGithubReport(): Report {
  return { onFinding: () => '', onEnd: (result) => annotate(result).join('') }
}

function annotate(result: ScanResult): string[] {
  const { problems } = result.coverage
  return [
    ...orderFindings(result).map(annotateFinding),
    ...problems.map(annotateProblem),
    ...annotateInterruption(result),
  ]
}

/** One warning, or none. */
export function annotateInterruption({ coverage: { interrupted } }: ScanResult): string[] {
  if (!interrupted) return []
  const title = 'Scan interrupted'
  return [writeCommand('warning', { title }, 'The scan ended early and is incomplete.')]
}

function orderFindings({ findings, exposures }: ScanResult): Finding[] {
  const groups = groupByFingerprint(findings)
  return exposures.flatMap(({ fingerprint }) => groups.get(fingerprint) ?? [])
}

function annotateFinding(finding: Finding): string {
  const { path, posted, url } = readOrigin(finding.origin)
  const message = `${describeFinding(finding)} ${adviseOnFinding(finding)}`
  const title = `Secret: ${finding.name}`
  if (posted) return writeCommand('error', { title }, `${message} ${url ?? path}`)
  // GitHub takes columns only within one line.
  const oneLine = finding.line === finding.endLine
  const properties = {
    file: finding.origin.kind === 'stdin' ? undefined : path,
    line: finding.line,
    endLine: oneLine ? undefined : finding.endLine,
    col: oneLine ? finding.column : undefined,
    endColumn: oneLine ? finding.endColumn : undefined,
    title,
  }
  return writeCommand('error', properties, message)
}

function annotateProblem({ path, reason }: Problem): string {
  return writeCommand('warning', { file: path, title: 'Not scanned' }, `${path}: ${reason}`)
}
