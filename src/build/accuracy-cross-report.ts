import { formatCount } from '../report/format-quantity.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import {
  crossValidate,
  fitThresholds,
  foldings,
  levelFigures,
  type JudgedRow,
} from './accuracy-cross-validate.ts'
import { grid, type RowLevels } from './accuracy-fit.ts'
import { columnsOf, formatRatio, formatTable } from './accuracy-table.ts'
import type { RowSet } from './accuracy-report.ts'

/** What a level of confidence promises. */
const precisionWanted = { high: 0.97, medium: 0.85, low: 0 } as const

/** What stands above the tables: also what they do not say. */
const explanation = [
  'Cross-validation: the least surprisal of each generic rule is chosen on all folds but the one it judges:',
  `of ${grid[0]} to ${grid.at(-1)} bits the one that finds most at a precision of 0.9, the middle of equal ones. Equal blocks of`,
  'the file stand for its repositories, since rows are in their order. Nothing else is fitted by figures: high',
  'confidence has no such number, so its figures are those of the rows at hand, and rules or exceptions that',
  'were written with these rows in view are not undone.',
].join('\n')

export interface CrossReportInput {
  /** All rows, in the order of the file. */
  readonly rows: readonly RowLevels[]
  /** How the built-in rules judge the same rows. */
  readonly shipped: readonly JudgedRow[]
  readonly rules: readonly CompiledRule[]
  readonly sets: readonly RowSet[]
}

/** How precise each confidence is on rows that nothing was fitted to, and what would have been fitted. */
export function crossReport({ rows, shipped, rules, sets }: CrossReportInput): string {
  const validations = foldings.map((folding) => ({
    name: folding.name,
    ...crossValidate(rows, folding),
  }))
  const ways = [
    { name: 'as shipped', judged: shipped },
    ...validations.map(({ name, judged }) => ({ name: `out of fold, by ${name}`, judged })),
  ]
  const levels = formatTable(
    columnsOf(
      '',
      'rows of',
      'confidence',
      'true>',
      'false>',
      'precision>',
      'wanted>',
      '',
      'recall>',
    ),
    sets.flatMap((set) => ways.flatMap((way, at) => levelRows(set, way, at === 0))),
  )
  const all = fitThresholds(rows)
  const thresholds = formatTable(
    columnsOf(
      'least surprisal of',
      'shipped>',
      'all rows choose>',
      'folds by',
      'least>',
      'median>',
      'most>',
    ),
    rules.flatMap(({ id, surprisalMin }) =>
      validations.map(({ name, chosen }, at) => {
        const values = chosen[id]!
        const spread = [values[0]!, values[values.length >> 1]!, values.at(-1)!].map(formatBits)
        const head = at === 0 ? [id, formatBits(surprisalMin!), formatBits(all[id]!)] : ['', '', '']
        return [...head, name, ...spread]
      }),
    ),
  )
  return [explanation, levels, thresholds].join('\n\n')
}

function levelRows(
  set: RowSet,
  way: { readonly name: string; readonly judged: readonly JudgedRow[] },
  isFirst: boolean,
): string[][] {
  const figures = levelFigures(way.judged.filter(({ row }) => set.has(row)))
  return figures.map(({ level, trues, falses, precision, recall }, at) => {
    const wanted = precisionWanted[level]
    const isReported = trues + falses > 0
    return [
      isFirst && at === 0 ? set.name : '',
      at === 0 ? way.name : '',
      level,
      formatCount(trues),
      formatCount(falses),
      isReported ? formatRatio(precision) : '',
      wanted === 0 ? '' : formatRatio(wanted),
      wanted === 0 || !isReported ? '' : precision >= wanted ? 'met' : 'MISSED',
      formatRatio(recall),
    ]
  })
}

function formatBits(bits: number): string {
  return bits.toFixed(2)
}
