import type { Finding } from '../engine/finding.ts'
import { escapeForLog } from './escape-controls.ts'
import { countOf, formatBytes, formatCount } from './format-quantity.ts'
import type { ReportOptions } from './report-options.ts'
import type { EstateCoverage, RepositoryCoverage, ScanResult } from './scan-result.ts'
import type { Ink } from './terminal-ink.ts'

/**
 * A row for each repository of an account: whether all of it was read, and how many secrets stand there. Nothing for one
 * repository: its coverage says the same.
 */
export function layoutEstate(
  { coverage, findings }: ScanResult,
  ink: Ink,
  { width, allPlaces }: ReportOptions,
): string[] {
  const { estate } = coverage
  if (!estate || estate.repositories.length < 2) return []
  const { repositories } = estate
  const secrets = countSecrets(repositories, findings)
  // Where nothing is to be done there is nothing to read.
  const shown = repositories.filter(
    ({ repository, status }) => allPlaces || status !== 'complete' || secrets.has(repository),
  )
  if (shown.length === 0) return [summaryOf(estate)]
  const cells = shown.map((row) => [
    escapeForLog(row.repository),
    row.status,
    row.status === 'never scanned' ? '' : formatCount(secrets.get(row.repository) ?? 0),
    row.status === 'never scanned' ? '' : formatCount(row.documents),
    row.status === 'never scanned' ? '' : formatBytes(row.bytes),
  ])
  const rest = repositories.length - shown.length
  const head = ['repository', 'state', 'secrets', 'documents', 'size']
  const widths = head.map((name, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]!.length)),
  )
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
  return [
    ink.paint('quiet', line(head).join('  ')),
    ...cells.flatMap((row, at) => {
      const { status, why } = shown[at]!
      const [name, state, ...counts] = line(row)
      const painted = ink.paint(
        status === 'complete' ? 'good' : status === 'incomplete' ? 'bad' : 'quiet',
        state!,
      )
      const text = [name, painted, ...counts].join('  ').trimEnd()
      return why === undefined ? [text] : [text, `  ${shorten(escapeForLog(why), width - 2)}`]
    }),
    ...(rest > 0
      ? [
          ink.paint(
            'quiet',
            `… and ${formatCount(rest)} more, complete and without secrets (--all-places lists them)`,
          ),
        ]
      : []),
    summaryOf(estate),
  ]
}

/** Different secrets of each repository. */
function countSecrets(
  repositories: readonly RepositoryCoverage[],
  findings: readonly Finding[],
): Map<string, number> {
  const names = new Set(repositories.map(({ repository }) => repository))
  const seen = new Map<string, Set<string>>()
  for (const { origin, fingerprint } of findings) {
    const name = origin.path.split('/', 2).join('/')
    if (!names.has(name)) continue
    const known = seen.get(name)
    if (known) known.add(fingerprint)
    else seen.set(name, new Set([fingerprint]))
  }
  return new Map([...seen].map(([name, fingerprints]) => [name, fingerprints.size]))
}

function summaryOf({ repositories }: EstateCoverage): string {
  const states = ['complete', 'incomplete', 'never scanned'] as const
  const counts = states.flatMap((state) => {
    const count = repositories.filter(({ status }) => status === state).length
    return count === 0 ? [] : [`${formatCount(count)} ${state}`]
  })
  const total = countOf(repositories.length, 'repository', 'repositories')
  return `${total}: ${counts.join(', ')}.`
}

function shorten(text: string, width: number): string {
  const most = Math.max(60, width)
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
