import { formatCount } from '../report/format-quantity.ts'
import { confidences } from '../rules/rule.ts'
import {
  figuresOf,
  groupBy,
  highestOf,
  isMissed,
  isReported,
  ratio,
  scoreOf,
  type Hit,
  type ScoredRow,
} from './accuracy-score.ts'
import { columnsOf, formatRatio, formatTable } from './accuracy-table.ts'

/** Rows that are judged together. */
export interface RowSet {
  readonly name: string
  has(row: ScoredRow['row']): boolean
}

/** What a tool found in all rows of a file. */
export interface ToolResult {
  readonly tool: string
  readonly rows: readonly ScoredRow[]
}

/** One line for each set and tool. Sets without rows are left out. */
export function summaryTable(sets: readonly RowSet[], results: readonly ToolResult[]): string {
  const rows = sets.flatMap((set) =>
    results.flatMap(({ tool, rows: all }, at) => {
      const score = scoreOf(all.filter(({ row }) => set.has(row)))
      if (score.rows === 0) return []
      const { macro } = score
      return [
        [
          at === 0 ? set.name : '',
          tool,
          ...[score.rows, score.trues, score.found, score.alarms].map(formatCount),
          ...[score.precision, score.recall, score.f1].map(formatRatio),
          ...[macro.precision, macro.recall, macro.f1].map(formatRatio),
        ],
      ]
    }),
  )
  const heads = ['rows>', 'true>', 'found>', 'false alarms>', 'precision>', 'recall>', 'F1>']
  const columns = columnsOf('', 'tool', ...heads, 'macro P>', 'macro R>', 'macro F1>')
  return formatTable(columns, rows)
}

export interface RuleTableOptions {
  readonly countMax: number
  /** Whose a missed row is; `undefined`: nothing says so. */
  readonly blame: (row: ScoredRow['row']) => string | undefined
}

/**
 * The error book: the rules with most false alarms and known misses first, then those that find most. A row counts
 * once for each rule that reports it.
 */
export function ruleTable(
  rows: readonly ScoredRow[],
  { countMax, blame }: RuleTableOptions,
): string {
  const blamed = (one: ScoredRow) => (isMissed(one) ? [blame(one.row) ?? []].flat() : [])
  const reports = rows.flatMap((one) => [
    ...uniqueRules(one.counted).map((rule) => ({ rule, kind: one.row.isTrue ? 'true' : 'false' })),
    ...uniqueRules(one.others).map((rule) => ({ rule, kind: 'other' })),
    ...blamed(one).map((rule) => ({ rule, kind: 'missed' })),
  ])
  const books = [...groupBy(reports, ({ rule }) => rule)].map(([rule, all]) => {
    const countOf = (kind: string) => all.filter((one) => one.kind === kind).length
    const [trues, falses, missed, others] = ['true', 'false', 'missed', 'other'].map(countOf)
    return { rule, trues: trues!, falses: falses!, missed: missed!, others: others! }
  })
  const sorted = books.toSorted(
    (left, right) =>
      right.falses + right.missed - left.falses - left.missed ||
      right.falses - left.falses ||
      right.trues - left.trues ||
      (left.rule < right.rule ? -1 : 1),
  )
  const table = formatTable(
    columnsOf('rule', 'true>', 'false>', 'missed>', 'precision>', 'not labelled>'),
    sorted
      .slice(0, countMax)
      .map(({ rule, trues, falses, missed, others }) => [
        rule,
        ...[trues, falses, missed].map(formatCount),
        trues + falses === 0 ? '' : formatRatio(ratio(trues, trues + falses)),
        formatCount(others),
      ]),
  )
  const unblamed = rows.filter((one) => isMissed(one) && blamed(one).length === 0).length
  const note = `  ${formatCount(unblamed)} true rows were missed whose rule is not known`
  return [withRest(table, sorted.length - countMax), ...(unblamed > 0 ? [note] : [])].join('\n')
}

function withRest(table: string, left: number): string {
  return left > 0 ? `${table}\n  and ${left} more: --all` : table
}

function uniqueRules(hits: readonly Hit[]): string[] {
  return [...new Set(hits.map(({ rule }) => rule))]
}

/** Largest categories first. */
export function categoryTable(rows: readonly ScoredRow[], countMax: number): string {
  const groups = [...groupBy(rows, ({ row }) => row.category)]
    .map(([category, all]) => ({ category, ...figuresOf(all) }))
    .toSorted((left, right) => right.rows - left.rows || (left.category < right.category ? -1 : 1))
  const table = formatTable(
    columnsOf(
      'category',
      'rows>',
      'true>',
      'found>',
      'false alarms>',
      'precision>',
      'recall>',
      'F1>',
    ),
    groups
      .slice(0, countMax)
      .map((one) => [
        one.category,
        ...[one.rows, one.trues, one.found, one.alarms].map(formatCount),
        one.found + one.alarms === 0 ? '' : formatRatio(one.precision),
        ...(one.trues === 0 ? ['', ''] : [one.recall, one.f1].map(formatRatio)),
      ]),
  )
  return withRest(table, groups.length - countMax)
}

/**
 * How often each level of confidence is right. A row counts at the highest level that reports it.
 *
 * @param rows scored with findings of any confidence
 */
export function confidenceTable(rows: readonly ScoredRow[]): string {
  const reported = groupBy(rows.filter(isReported), ({ counted }) => highestOf(counted)!)
  return formatTable(
    columnsOf('confidence', 'true>', 'false>', 'precision>'),
    confidences.toReversed().map((level) => {
      const { found, alarms, precision } = figuresOf(reported.get(level) ?? [])
      const share = found + alarms === 0 ? '' : formatRatio(precision)
      return [level, formatCount(found), formatCount(alarms), share]
    }),
  )
}
