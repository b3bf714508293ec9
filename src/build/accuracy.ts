/**
 * Measures precision and recall on labelled documents (JSONL, one object a line: `text`, `label` T, F or X,
 * `start` and `end` in characters, `category`, `ext` or `path`, `rule`, `name`, `note`).
 *
 *     npm run accuracy -- FILE… [options]
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { formatCount } from '../report/format-quantity.ts'
import { confidences, isConfident, type Confidence } from '../rules/rule.ts'
import { readRulePack } from '../scan/load-engine.ts'
import { StanchError } from '../text/error.ts'
import { coverProviders, type ProviderCoverage } from './accuracy-coverage.ts'
import { scanRowsWith } from './accuracy-peer-rows.ts'
import { findPeers, peerNames } from './accuracy-peers.ts'
import {
  categoryTable,
  confidenceTable,
  ruleTable,
  summaryTable,
  type RowSet,
  type ToolResult,
} from './accuracy-report.ts'
import { readRows, type LabelledRow } from './accuracy-rows.ts'
import { scanRows } from './accuracy-scan.ts'
import { scoreRow } from './accuracy-score.ts'
import { showChoices, showRows, type ShowChoice } from './accuracy-show.ts'

const usage = `npm run accuracy -- FILE… [options]
  --min-confidence LEVEL        low, medium (default) or high
  --all                         every rule and category, not 30 of each; and which providers no rule covers
  --show misses|false-alarms    also list up to 20 such rows, or as many as a bare number says
  --reveal                      list them in clear
  --peers                       also let gitleaks and kingfisher, where installed, scan the same rows`

interface Options {
  readonly files: readonly string[]
  readonly minConfidence: Confidence
  readonly all: boolean
  readonly show: ShowChoice | undefined
  readonly showMax: number
  readonly reveal: boolean
  readonly peers: boolean
}

/** Lines of the tables of rules and of categories. */
const linesShown = 30

function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'min-confidence': { type: 'string', default: 'medium' },
      all: { type: 'boolean', default: false },
      show: { type: 'string' },
      reveal: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
    },
  })
  const [count] = positionals.filter((one) => /^\d+$/.test(one))
  const files = positionals.filter((one) => !/^\d+$/.test(one))
  const minConfidence = confidences.find((level) => level === values['min-confidence'])
  const show = showChoices.find((choice) => choice === values.show)
  if (files.length === 0 || !minConfidence || (values.show !== undefined && !show)) {
    throw new StanchError('USAGE', usage)
  }
  const { all, reveal, peers } = values
  return { files, minConfidence, all, show, showMax: Number(count ?? 20), reveal, peers }
}

function report(path: string, options: Options): string {
  const rows = readRows(path)
  const all = scanRows(rows)
  const enough = all.map((hits) =>
    hits.filter(({ confidence }) => isConfident(confidence, options.minConfidence)),
  )
  const own = scoreAll('stanch', rows, enough)
  const results = options.peers ? [own, ...peerResults(rows, options.minConfidence)] : [own]
  const coverage = rows.some(({ rule }) => rule !== '')
    ? coverProviders(rows, readRulePack().rules)
    : undefined
  const trues = rows.filter(({ isTrue }) => isTrue).length
  const linesMax = options.all ? Infinity : linesShown
  const sections = [
    `${basename(path)}: ${formatCount(rows.length)} rows, ${formatCount(trues)} true, ` +
      `at confidence ${options.minConfidence} and above`,
    summaryTable(rowSetsOf(rows, coverage), results),
    ...(coverage ? [describeCoverage(coverage, options.all)] : []),
    confidenceTable(scoreAll('stanch', rows, all).rows),
    ruleTable(own.rows, linesMax),
    categoryTable(own.rows, linesMax),
  ]
  const { show: what, showMax: countMax, reveal } = options
  if (what) sections.push(showRows(own.rows, { what, countMax, reveal }))
  return sections.join('\n\n')
}

function scoreAll(
  tool: string,
  rows: readonly LabelledRow[],
  hits: readonly Parameters<typeof scoreRow>[1][],
): ToolResult {
  return { tool, rows: rows.map((row, at) => scoreRow(row, hits[at]!)) }
}

function peerResults(rows: readonly LabelledRow[], confidence: Confidence): ToolResult[] {
  const peers = findPeers()
  for (const name of peerNames.filter((one) => peers.every((peer) => peer.name !== one))) {
    process.stderr.write(`accuracy: ${name} is not installed (PATH, or STANCH_PEERS_PATH)\n`)
  }
  return peers.map((peer) => scoreAll(peer.name, rows, scanRowsWith(peer, rows, confidence)))
}

/** Sets that say something about these rows: neither all of them nor none. */
function rowSetsOf(rows: readonly LabelledRow[], coverage: ProviderCoverage | undefined): RowSet[] {
  const isCovered = ({ category }: LabelledRow) => coverage?.covered.has(category) ?? false
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

function describeCoverage({ covered, missing }: ProviderCoverage, listAll: boolean): string {
  const count = `${covered.size} of ${covered.size + missing.length}`
  const list = listAll ? `; not ${missing.join(', ')}` : ''
  return `  providers covered by the rule pack: ${count}${list}`
}

try {
  const options = parseOptions(process.argv.slice(2))
  for (const file of options.files) process.stdout.write(`${report(file, options)}\n\n`)
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error
  if (!isUsage && !(error instanceof StanchError)) throw error
  process.stderr.write(isUsage ? `${error.message}\n${usage}\n` : `${error.message}\n`)
  process.exitCode = 2
}
