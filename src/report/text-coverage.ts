import { severities } from '../rules/rule.ts'
import { groupBy } from '../text/group-by.ts'
import { escapeForLog } from './escape-controls.ts'
import { countOf, formatBytes, formatCount, formatDuration, formatRate } from './format-quantity.ts'
import type { ReportOptions } from './report-options.ts'
import type { Coverage, Problem, ScanResult, SuppressionNote } from './scan-result.ts'
import { proseWidth, wrapPieces, type Ink } from './terminal-ink.ts'

/** Problems, and suppression entries of a kind, shown unless all are asked for. */
const notesMax = 10

/**
 * `3 secrets at 5 places: 1 critical, 2 high`, or the good news; never good news from a scan with
 * holes.
 */
export function layoutSummary({ exposures, coverage }: ScanResult, ink: Ink): string {
  if (exposures.length === 0) return layoutNothingFound(coverage, ink)
  const places = exposures.reduce((total, { occurrences }) => total + occurrences.length, 0)
  const bySeverity = [...severities].reverse().flatMap((severity) => {
    const count = exposures.filter((exposure) => exposure.severity === severity).length
    return count === 0 ? [] : [ink.paint(severity, `${formatCount(count)} ${severity}`)]
  })
  const total = `${countOf(exposures.length, 'secret')} at ${countOf(places, 'place')}`
  return `${ink.paint('strong', total)}: ${bySeverity.join(', ')}.`
}

function layoutNothingFound({ documents, complete }: Coverage, ink: Ink): string {
  if (!complete) {
    return `No secrets found in ${countOf(documents, 'file')}, but the scan is incomplete.`
  }
  if (documents === 0) return 'Nothing to scan: no file was read.'
  return ink.paint('good', `No secrets found in ${countOf(documents, 'file')}.`)
}

/**
 * What stands between the reader and trusting the result: suppressions, problems, what was skipped.
 */
export function layoutNotes(coverage: Coverage, ink: Ink, options: ReportOptions): string[] {
  const { suppressed, expired, dead } = coverage.suppressions
  const { problems, estate } = coverage
  const known = estate?.known ?? 0
  const files = countOf(new Set(problems.map(({ path }) => path)).size, 'file')
  const where = problems.length > 1 ? ` in ${files}` : ''
  return [
    ...(known > 0 ? [`${countOf(known, 'secret')} known from the baseline, not told again.`] : []),
    ...(suppressed > 0 ? [`${countOf(suppressed, 'finding')} suppressed.`] : []),
    ...layoutList(
      `${countOf(expired.length, 'suppression')} expired and hid nothing:`,
      expired.map((note) => describeNote(note)),
      options,
    ),
    ...layoutList(
      `${countOf(dead.length, 'suppression')} met no secret and can go:`,
      dead.map((note) => describeNote(note)),
      options,
    ),
    ...layoutList(
      ink.paint(
        'bad',
        `${countOf(problems.length, 'problem')}${where}; not scanned, or not all of it:`,
      ),
      describeProblems(problems, options),
      options,
    ),
  ]
}

/** One line a file, so that one with many faults does not hide the others. */
function describeProblems(problems: readonly Problem[], { allPlaces }: ReportOptions): string[] {
  const byPath = [...groupBy(problems, ({ path }) => path).values()]
  const told = allPlaces ? problems.map((problem) => [problem]) : byPath
  return told.map(([first, ...others]) => {
    const more = others.length === 0 ? '' : ` (and ${formatCount(others.length)} more)`
    return escapeForLog(`${first!.path}: ${first!.reason}${more}`)
  })
}

/**
 * Documents, bytes, time, rate, rules, completeness; and the kinds of things that were passed over.
 */
export function layoutCoverage(coverage: Coverage, ink: Ink, options: ReportOptions): string[] {
  const { documents, bytes, durationMs, rules, complete, interrupted, problems } = coverage
  const reasons = [
    ...(interrupted ? ['interrupted'] : []),
    ...(problems.length > 0 ? [countOf(problems.length, 'problem')] : []),
  ]
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
  const verdict = complete ? 'complete' : `INCOMPLETE${why}`
  const facts = [
    ...describeChange(coverage.change),
    countOf(documents, 'document'),
    formatBytes(bytes),
    formatDuration(durationMs),
    formatRate(bytes, durationMs) ?? '',
    countOf(rules, 'rule'),
    verdict,
  ].filter((fact) => fact !== '')
  const lines = wrapPieces(facts, ' · ', proseWidth(options))
  const last = lines.pop() ?? ''
  const tail = ink.paint(complete ? 'quiet' : 'bad', verdict)
  return [
    ...layoutSkipped(coverage, ink, options),
    ...layoutEdits(coverage, ink),
    ...lines.map((line) => ink.paint('quiet', line)),
    ink.paint('quiet', last.slice(0, last.length - verdict.length)) + tail,
  ]
}

/** `31 of 31 commits`, `4 texts`, `policy of 1234abcdef`; empty where no change was scanned. */
function describeChange(change: Coverage['change']): string[] {
  if (change === undefined) return []
  const { commits, texts, policy } = change
  return [
    `${formatCount(commits.scanned)} of ${countOf(commits.total, 'commit')}`,
    countOf(texts, 'text'),
    policy.at === undefined
      ? 'no policy at the base'
      : `policy of ${escapeForLog(policy.at).replace(/([0-9a-f]{10})[0-9a-f]{30,}$/, '$1')}`,
  ]
}

/**
 * Fingerprints under a key that nobody keeps look like any other: say so where one could compare
 * them.
 */
export function layoutKeyNote({ findings, coverage }: ScanResult, ink: Ink): string[] {
  if (!coverage.key.ephemeral || findings.length === 0) return []
  const note = "This run's fingerprints will not match another's unless STANCH_KEY is set."
  return [ink.paint('quiet', note)]
}

/** What a change would alter of the policy. */
function layoutEdits({ change }: Coverage, ink: Ink): string[] {
  const edits = change?.policy.edits ?? []
  if (edits.length === 0) return []
  const shown = edits.slice(0, notesMax).map(escapeForLog).join(', ')
  const more = edits.length > notesMax ? ` and ${formatCount(edits.length - notesMax)} more` : ''
  return [ink.paint('strong', `Edits the policy: ${shown}${more}; it counts once it is merged.`)]
}

function layoutSkipped({ skipped }: Coverage, ink: Ink, options: ReportOptions): string[] {
  if (skipped.length === 0) return []
  const counts = new Map<string, number>()
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const pieces = [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([reason, count], index, { length }) => {
      const head = index === 0 ? `Skipped ${formatCount(skipped.length)}: ` : ''
      const end = index === length - 1 ? '' : ','
      return `${head}${formatCount(count)} ${escapeForLog(reason)}${end}`
    })
  return wrapPieces(pieces, ' ', proseWidth(options)).map((line) => ink.paint('quiet', line))
}

function layoutList(head: string, items: readonly string[], options: ReportOptions): string[] {
  if (items.length === 0) return []
  const shown = options.allPlaces ? items : items.slice(0, notesMax)
  const rest = items.length - shown.length
  return [
    head,
    ...shown.map((item) => `  ${item}`),
    ...(rest > 0 ? [`  … and ${formatCount(rest)} more`] : []),
  ]
}

function describeNote({ rule, owner, reason, expires, where }: SuppressionNote): string {
  const until = expires === '' ? '' : `, until ${expires}`
  const whose = owner === '' ? '' : `, ${owner}`
  const why = reason === '' ? '' : `: ${reason}`
  return escapeForLog(`${rule}${whose}${until}${why} (${where})`)
}
