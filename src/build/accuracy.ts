/**
 * Measures precision and recall on labelled documents (JSONL, one object a line: `text`, `label` T, F or X,
 * `start` and `end` in characters, `category`, `ext` or `path`, `rule`, `name`, `note`).
 *
 *     npm run accuracy -- FILE… [options]
 */
import { basename } from 'node:path'
import { formatCount } from '../report/format-quantity.ts'
import { isConfident } from '../rules/rule.ts'
import { readRulePack } from '../scan/load-engine.ts'
import { StanchError } from '../text/error.ts'
import { makeBlame } from './accuracy-blame.ts'
import { coverProviders, type ProviderCoverage } from './accuracy-coverage.ts'
import { crossReport } from './accuracy-cross-report.ts'
import { fittedRules, scanGrid, type RowLevels } from './accuracy-fit.ts'
import { parseAccuracyOptions, type AccuracyOptions } from './accuracy-options.ts'
import { scanRowsWith } from './accuracy-peer-rows.ts'
import { findPeers, type Peer } from './accuracy-peers.ts'
import {
  categoryTable,
  confidenceTable,
  ruleTable,
  summaryTable,
  type RowSet,
  type ToolResult,
} from './accuracy-report.ts'
import { readRows, type LabelledRow } from './accuracy-rows.ts'
import { scanRows, type ScannedRow } from './accuracy-scan.ts'
import { highestOf, isMissed, overlapsRow, scoreRow, type Hit } from './accuracy-score.ts'
import { showRows } from './accuracy-show.ts'

/** Lines of the tables of rules and of categories. */
const linesShown = 30

/** What all tools say of a file's rows, or of several files'. */
interface Measured {
  readonly title: string
  readonly rows: readonly LabelledRow[]
  readonly scanned: readonly ScannedRow[]
  /** Empty unless they are to be cross-validated. */
  readonly levels: readonly RowLevels[]
  readonly peers: readonly { readonly name: string; readonly hits: readonly (readonly Hit[])[] }[]
}

function measure(path: string, peers: readonly Peer[], options: AccuracyOptions): Measured {
  const rows = readRows(path)
  return {
    title: basename(path),
    rows,
    scanned: scanRows(rows),
    levels: options.crossValidate ? scanGrid(rows) : [],
    peers: peers.map((peer) => {
      const start = performance.now()
      const hits = scanRowsWith(peer, rows, options.minConfidence)
      const seconds = Math.round((performance.now() - start) / 1000)
      process.stderr.write(`accuracy: ${basename(path)}: ${peer.name} took ${seconds} s\n`)
      return { name: peer.name, hits }
    }),
  }
}

function join(parts: readonly Measured[]): Measured {
  return {
    title: 'all files together',
    rows: parts.flatMap(({ rows }) => rows),
    scanned: parts.flatMap(({ scanned }) => scanned),
    levels: parts.flatMap(({ levels }) => levels),
    peers: parts[0]!.peers.map(({ name }, at) => ({
      name,
      hits: parts.flatMap(({ peers }) => peers[at]!.hits),
    })),
  }
}

function report(measured: Measured, options: AccuracyOptions): string {
  const { title, rows, scanned, levels, peers } = measured
  const all = scoreAll(
    'stanch',
    rows,
    scanned.map(({ hits }) => hits),
  )
  const enough = scanned.map(({ hits }) =>
    hits.filter(({ confidence }) => isConfident(confidence, options.minConfidence)),
  )
  const own = scoreAll('stanch', rows, enough)
  const results = [own, ...peers.map(({ name, hits }) => scoreAll(name, rows, hits))]
  const pack = readRulePack()
  const ofProviders = rows.filter(({ rule }) => rule !== '')
  const coverage = ofProviders.length > 0 ? coverProviders(ofProviders, pack.rules) : undefined
  const sets = rowSetsOf(rows, coverage)
  const trues = rows.filter(({ isTrue }) => isTrue).length
  const linesMax = options.all ? Infinity : linesShown
  const sections = [
    `${title}: ${formatCount(rows.length)} rows, ${formatCount(trues)} true, ` +
      `at confidence ${options.minConfidence} and above`,
    summaryTable(sets, results),
    describeComponents(own, scanned),
    ...(coverage ? [describeCoverage(coverage, options.all)] : []),
    confidenceTable(all.rows),
    ruleTable(own.rows, { countMax: linesMax, blame: makeBlame(pack.rules) }),
    categoryTable(own.rows, linesMax),
  ]
  if (options.crossValidate) {
    const shipped = all.rows.map(({ row, counted }) => ({ row, level: highestOf(counted) }))
    const input = { rows: levels, shipped, rules: fittedRules(), sets: sets.slice(0, 2) }
    sections.push(crossReport(input))
  }
  const { show: what, showMax: countMax, reveal } = options
  if (what) sections.push(showRows(own.rows, { what, countMax, reveal }))
  return sections.join('\n\n')
}

function scoreAll(
  tool: string,
  rows: readonly LabelledRow[],
  hits: readonly (readonly Hit[])[],
): ToolResult {
  return { tool, rows: rows.map((row, at) => scoreRow(row, hits[at]!)) }
}

function peersFor(programs: readonly string[]): Peer[] {
  const peers = findPeers(programs)
  for (const name of programs.filter((one) => peers.every(({ program }) => program !== one))) {
    process.stderr.write(`accuracy: ${name} is not installed (PATH, or STANCH_PEERS_PATH)\n`)
  }
  return peers
}

/** Sets that say something about these rows: neither all of them nor none. */
function rowSetsOf(rows: readonly LabelledRow[], coverage: ProviderCoverage | undefined): RowSet[] {
  const isCovered = ({ category, rule }: LabelledRow) =>
    rule !== '' && (coverage?.covered.has(category) ?? false)
  const parts: RowSet[] = [
    { name: 'without category UUID', has: ({ category }) => category !== 'UUID' },
    { name: 'without placeholders', has: ({ isLeft }) => !isLeft },
    { name: 'placeholders, human words', has: ({ isLeft }) => isLeft },
    { name: 'covered providers', has: isCovered },
    { name: '  without placeholders', has: (row) => isCovered(row) && !row.isLeft },
  ]
  const isTelling = (set: RowSet) =>
    rows.some((row) => set.has(row)) && !rows.every((row) => set.has(row))
  return [{ name: 'all rows', has: () => true }, ...parts.filter(isTelling)]
}

/** They are reported with the secret they belong to, not as findings, and so do not count as found. */
function describeComponents({ rows }: ToolResult, scanned: readonly ScannedRow[]): string {
  const count = rows.filter(
    (one, at) =>
      isMissed(one) && scanned[at]!.components.some((span) => overlapsRow(one.row, span)),
  ).length
  return `  ${formatCount(count)} true rows, not counted as found, stand as components of a finding`
}

function describeCoverage({ covered, missing }: ProviderCoverage, listAll: boolean): string {
  const count = `${covered.size} of ${covered.size + missing.length}`
  const list = listAll ? `; not ${missing.join(', ')}` : ''
  return `  providers covered by the rule pack: ${count}${list}`
}

try {
  const options = parseAccuracyOptions(process.argv.slice(2))
  const peers = peersFor(options.peers)
  const measured = options.files.map((file) => measure(file, peers, options))
  const together = measured.length > 1 ? [join(measured)] : []
  for (const one of [...measured, ...together]) {
    process.stdout.write(`${report(one, options)}\n\n`)
  }
} catch (error) {
  if (!(error instanceof StanchError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
