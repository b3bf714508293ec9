import type { Finding } from '../../engine/finding.ts'
import { adviseOnFinding, describeFinding } from '../describe-finding.ts'
import { webAddressOf } from '../encode-path.ts'
import { formatCount } from '../format-quantity.ts'
import { annotateInterruption } from '../github-report.ts'
import { groupByFingerprint } from '../group-exposures.ts'
import { uniquePlaces } from '../origin-details.ts'
import type { Exposure, ScanResult } from '../scan-result.ts'
import { writeCommand } from '../workflow-command.ts'
import { hidesVerdicts, verdictOf, type ChangeFacts } from './change-facts.ts'
import { shortCommit } from './markdown.ts'
import { publicViewOf } from './public-view.ts'
import { archiveOf, shownPlace } from './shown-place.ts'
import { standingOf } from './standing.ts'

/** Places of one secret: GitHub shows ten annotations of a kind, and other secrets want to be seen. */
const placesMax = 3
const problemsMax = 10

/**
 * Workflow commands for the log, the gravest first; lines end in a line feed. A line that stands at the head is annotated;
 * what stands in a text or only in history has no line, and is told without one.
 */
export function annotateChange(full: ScanResult, facts: ChangeFacts): string {
  const result = facts.isPublic ? publicViewOf(full) : full
  const own = groupByFingerprint(result.findings)
  const commands = result.exposures.flatMap((exposure) =>
    annotateExposure(exposure, own.get(exposure.fingerprint)!, facts),
  )
  return [...inOrder(commands), ...annotateProblems(result)].join('')
}

interface Command {
  readonly text: string
  readonly level: Level
}

const levels = ['error', 'warning', 'notice'] as const
type Level = (typeof levels)[number]

function inOrder(commands: readonly Command[]): string[] {
  return levels.flatMap((level) =>
    commands.filter((one) => one.level === level).map(({ text }) => text),
  )
}

function annotateExposure(
  exposure: Exposure,
  findings: readonly Finding[],
  facts: ChangeFacts,
): Command[] {
  const level = levelOf(exposure, facts)
  const standing = standingOf(findings, facts.pushedAway)
  const places = uniquePlaces(findings)
  const lines = standing.kind === 'open' ? places.filter(hasLine).slice(0, placesMax) : []
  const told = lines.length === 0 ? places.slice(0, 1) : lines
  return told.map((finding) => ({ level, text: annotate(finding, level, facts) }))
}

/** In public a level that depends on what works would tell what works. */
function levelOf(exposure: Exposure, facts: ChangeFacts): Level {
  const said = verdictOf(exposure, facts.verdict)
  if (said === 'trial') return 'notice'
  const fails = hidesVerdicts(facts) ? facts.verdict.conclusion === 'failure' : said === 'fails'
  return fails ? 'error' : 'warning'
}

/** Whether it stands in a file at the head. */
function hasLine({ origin }: Finding): boolean {
  return origin.kind === 'git' && origin.blob !== undefined && origin.inHead !== false
}

function annotate(finding: Finding, level: Level, facts: ChangeFacts): string {
  const described = `${describeFinding(finding)} ${adviseOnFinding(finding)}`
  const properties = { ...placeOf(finding), title: `Secret: ${finding.name}` }
  const page = webAddressOf(facts.revokePages?.get(finding.rule))
  const revoke = page === undefined ? '' : ` Revoke it here: ${page}`
  return writeCommand(level, properties, `${described}${whereOf(finding, facts)}${revoke}`)
}

function placeOf(finding: Finding): Readonly<Record<string, string | number | undefined>> {
  if (!hasLine(finding)) return {}
  const { origin, line, endLine, column, endColumn } = finding
  const archive = archiveOf(origin.path)
  if (archive !== undefined) return { file: archive }
  // GitHub takes columns only within one line.
  const isLine = line === endLine
  return {
    file: origin.path,
    line,
    endLine: isLine ? undefined : endLine,
    col: isLine ? column : undefined,
    endColumn: isLine ? endColumn : undefined,
  }
}

/** Since when it is readable, and where it is when there is no line to point at. */
function whereOf(finding: Finding, facts: ChangeFacts): string {
  const { label, address, commit } = shownPlace(finding, facts)
  const readable =
    commit === undefined
      ? ''
      : ` It is readable in commit ${shortCommit(commit)}, whatever comes later.`
  if (hasLine(finding)) return readable
  return `${readable} Place: ${label}${address === undefined ? '' : ` ${address}`}`
}

function annotateProblems(result: ScanResult): string[] {
  const { problems } = result.coverage
  const shown = problems.slice(0, problemsMax)
  const rest = problems.length - shown.length
  const title = 'Not scanned'
  return [
    ...shown.map(({ path, reason }) => writeCommand('warning', { title }, `${path}: ${reason}`)),
    ...(rest > 0
      ? [writeCommand('warning', { title }, `${formatCount(rest)} more; the summary names them.`)]
      : []),
    ...annotateInterruption(result),
  ]
}
