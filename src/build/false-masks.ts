/**
 * Counts what a redactor would mask in real logs, to be judged by eye: record by record and whole, at medium
 * confidence or `--min-confidence LEVEL`. Each directory named, or below one named with `--each`, is a source.
 *
 *     node dist/build/false-masks.js DIR… [--each] [--min-confidence LEVEL] [--list FILE]
 *
 * `--list` writes every mask in clear, a JSON object a line, for the eyes of whoever has the logs: to a place
 * outside the project.
 */
import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import { formatCount } from '../report/format-quantity.ts'
import { confidences, type Confidence } from '../rules/rule.ts'
import { loadEngine } from '../scan/load-engine.ts'
import { StanchError } from '../text/error.ts'
import { columnsOf, formatTable } from './accuracy-table.ts'
import { scanLog, type Mask } from './false-masks-scan.ts'

interface SourceCounts {
  files: number
  records: number
  bytes: number
  /** Masks by record and whole, and different values masked. */
  byRecord: number
  whole: number
  readonly values: Set<string>
}

type Mode = 'byRecord' | 'whole'

type RuleCounts = Pick<SourceCounts, 'byRecord' | 'whole' | 'values'>

function emptyCounts(): SourceCounts {
  return { files: 0, records: 0, bytes: 0, byRecord: 0, whole: 0, values: new Set() }
}

interface Options {
  readonly sources: readonly string[]
  readonly minConfidence: Confidence
  readonly list: string | undefined
}

function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      each: { type: 'boolean', default: false },
      'min-confidence': { type: 'string', default: 'medium' },
      list: { type: 'string' },
    },
  })
  const minConfidence = confidences.find((level) => level === values['min-confidence'])
  if (positionals.length === 0 || !minConfidence) {
    throw new StanchError(
      'USAGE',
      'node dist/build/false-masks.js DIR… [--each] [--min-confidence LEVEL] [--list FILE]',
    )
  }
  const below = (directory: string) =>
    readdirSync(directory)
      .toSorted()
      .map((name) => join(directory, name))
      .filter((path) => statSync(path).isDirectory())
  const sources = values.each ? positionals.flatMap(below) : positionals
  return { sources, minConfidence, list: values.list }
}

/** @param onMask told of every mask, for the list */
function scanSource(
  engine: Engine,
  source: string,
  minConfidence: Confidence,
  onMask: (path: string, mode: Mode, mask: Mask) => void,
): SourceCounts {
  const counts = emptyCounts()
  for (const path of filesIn(source)) {
    const { records, bytes, byRecord, whole } = scanLog(engine, path, minConfidence)
    counts.files++
    counts.records += records
    counts.bytes += bytes
    counts.byRecord += byRecord.length
    counts.whole += whole.length
    for (const mask of byRecord) onMask(path, 'byRecord', mask)
    for (const mask of whole) onMask(path, 'whole', mask)
    for (const { rule, value } of [...byRecord, ...whole]) counts.values.add(`${rule} ${value}`)
  }
  return counts
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function sourceTable(rows: readonly (readonly [string, SourceCounts])[]): string {
  const columns = columnsOf(
    'source',
    'files>',
    'records>',
    'bytes>',
    'by record>',
    'whole>',
    'values>',
  )
  return formatTable(
    columns,
    rows.map(([name, { files, records, bytes, byRecord, whole, values }]) => [
      name,
      ...[files, records, bytes, byRecord, whole, values.size].map(formatCount),
    ]),
  )
}

function totalOf(rows: readonly (readonly [string, SourceCounts])[]): SourceCounts {
  const total = emptyCounts()
  for (const [, counts] of rows) {
    for (const name of ['files', 'records', 'bytes', 'byRecord', 'whole'] as const) {
      total[name] += counts[name]
    }
    for (const value of counts.values) total.values.add(value)
  }
  return total
}

function ruleTable(masks: ReadonlyMap<string, RuleCounts>): string {
  return formatTable(
    columnsOf('rule', 'by record>', 'whole>', 'values>'),
    [...masks]
      .toSorted(([, a], [, b]) => b.byRecord - a.byRecord)
      .map(([rule, { byRecord, whole, values }]) => [
        rule,
        ...[byRecord, whole, values.size].map(formatCount),
      ]),
  )
}

function countMask(masks: Map<string, RuleCounts>, mode: Mode, { rule, value }: Mask): void {
  const counts = masks.get(rule) ?? { byRecord: 0, whole: 0, values: new Set() }
  counts[mode]++
  counts.values.add(value)
  masks.set(rule, counts)
}

function run({ sources, minConfidence, list }: Options): string {
  const engine = loadEngine(defaultEngineOptions, () => {})
  const out = list === undefined ? undefined : openSync(list, 'w', 0o600)
  const masks = new Map<string, RuleCounts>()
  const rows = sources.map((source) => {
    const counts = scanSource(engine, source, minConfidence, (path, mode, mask) => {
      countMask(masks, mode, mask)
      if (out !== undefined) writeSync(out, `${JSON.stringify({ mode, path, ...mask })}\n`)
    })
    return [basename(source), counts] as const
  })
  if (out !== undefined) closeSync(out)
  return [sourceTable([...rows, ['all', totalOf(rows)]]), ruleTable(masks)].join('\n\n')
}

try {
  process.stdout.write(`${run(parseOptions(process.argv.slice(2)))}\n`)
} catch (error) {
  if (!(error instanceof StanchError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
