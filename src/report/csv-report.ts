import type { Finding } from '../engine/finding.ts'
import { readOrigin } from './origin-details.ts'
import type { Report } from './scan-result.ts'
import { writeCsvRow } from './write-csv.ts'

type Column = readonly [header: string, cellOf: (finding: Finding) => string | number]

/** Filled where something stands in an export; user, time and url also where in a text at GitHub. */
const saidColumns = [
  'format', 'workspace', 'channel', 'thread', 'user', 'time', 'url', 'run', 'parentRun', 'agent', 'turn', 'role',
  'tool', 'toolCall', 'file', 'record', 'field',
] as const // prettier-ignore

const columns: readonly Column[] = [
  ['severity', (finding) => finding.severity],
  ['confidence', (finding) => finding.confidence],
  ['status', (finding) => finding.status],
  ['rule', (finding) => finding.rule],
  ['name', (finding) => finding.name],
  ['provider', (finding) => finding.provider],
  ['path', (finding) => finding.origin.path],
  ['line', (finding) => finding.line],
  ['column', (finding) => finding.column],
  ['endLine', (finding) => finding.endLine],
  ['endColumn', (finding) => finding.endColumn],
  ['start', (finding) => finding.start],
  ['end', (finding) => finding.end],
  ['redacted', (finding) => finding.redacted],
  ['fingerprint', (finding) => finding.fingerprint],
  ['decoded', (finding) => finding.decoded.join(' ')],
  ['components', (finding) => finding.components.map(({ redacted }) => redacted).join(' ')],
  ['owner', (finding) => finding.inventory?.owner ?? ''],
  ['inventory', (finding) => finding.inventory?.id ?? ''],
  ['commit', (finding) => readOrigin(finding.origin).commit ?? ''],
  ...saidColumns.map((name): Column => [name, (finding) => saidOf(finding, name)]),
  ['copies', (finding) => readOrigin(finding.origin).exported?.copies?.length ?? ''],
  ['inventoryEnvironment', (finding) => finding.inventory?.environment ?? ''],
  ['inventoryAgent', (finding) => finding.inventory?.agent ?? ''],
  ['inventoryState', (finding) => finding.inventory?.state ?? ''],
  ['part', ({ origin }) => readOrigin(origin).part ?? ''],
  ['number', ({ origin }) => ('number' in origin ? (origin.number ?? '') : '')],
]

/** A header, then one finding a row; see {@link writeCsvRow}. */
export function createCsvReport(): Report {
  return {
    onFinding: () => '',
    onEnd: ({ findings }) =>
      [columns.map(([header]) => header), ...findings.map(cellsOf)].map(writeCsvRow).join(''),
  }
}

function saidOf({ origin }: Finding, name: (typeof saidColumns)[number]): string {
  const { exported, posted, url } = readOrigin(origin)
  if (name === 'url') return url ?? ''
  if (posted) return name === 'user' || name === 'time' ? (posted[name] ?? '') : ''
  return exported?.[name] ?? ''
}

function cellsOf(finding: Finding): (string | number)[] {
  return columns.map(([, cellOf]) => cellOf(finding))
}
