import { confidences, type Confidence } from '../rules/rule.ts'
import { grid, type RowLevels } from './accuracy-fit.ts'
import { groupBy, highestLevel, ratio, type Level } from './accuracy-score.ts'

/** A least surprisal for each fitted rule. */
export type Thresholds = Readonly<Record<string, number>>

/** A way to part the rows, each part to be judged by what the others taught. */
export interface Folding {
  readonly name: string
  /** The place of the row comes second, how many there are third. */
  readonly foldOf: (row: RowLevels['row'], at: number, count: number) => string
}

const blockCount = 17

export const foldings: readonly Folding[] = [
  { name: 'categories', foldOf: ({ category }) => category },
  {
    name: `${blockCount} blocks of the file`,
    foldOf: (_, at, count) => String(Math.floor((at * blockCount) / count)),
  },
]

/** How a row is judged, at the highest level that reports it. */
export interface JudgedRow {
  readonly row: RowLevels['row']
  readonly level: Level
}

export interface CrossValidation {
  /** In the order of the rows, each by the thresholds that were chosen without its fold. */
  readonly judged: readonly JudgedRow[]
  /** Chosen by each fold, ascending, by rule. */
  readonly chosen: Readonly<Record<string, readonly number[]>>
}

/** Judges every row by thresholds that were chosen on the other folds only. */
export function crossValidate(rows: readonly RowLevels[], { foldOf }: Folding): CrossValidation {
  const placed = rows.map((levels, at) => ({
    levels,
    at,
    fold: foldOf(levels.row, at, rows.length),
  }))
  const folds = [...groupBy(placed, ({ fold }) => fold).values()]
  const judged: JudgedRow[] = []
  const chosen: Record<string, number[]> = {}
  const totals = countsOf(rows)
  for (const fold of folds) {
    const thresholds = choose(without(totals, countsOf(fold.map(({ levels }) => levels))))
    for (const { levels, at } of fold) judged[at] = judge(levels, thresholds)
    for (const [rule, bits] of Object.entries(thresholds)) (chosen[rule] ??= []).push(bits)
  }
  for (const values of Object.values(chosen)) values.sort((left, right) => left - right)
  return { judged, chosen }
}

/** What all rows together would choose. */
export function fitThresholds(rows: readonly RowLevels[]): Thresholds {
  return choose(countsOf(rows))
}

/** @param thresholds values of the grid */
export function judge({ row, others, byRule }: RowLevels, thresholds: Thresholds): JudgedRow {
  const levels = Object.entries(thresholds).map(([rule, bits]) => byRule[rule]![grid.indexOf(bits)])
  return { row, level: highestLevel([others, ...levels]) }
}

/** True and other rows that a rule reports with medium confidence or more. */
interface Counts {
  readonly trues: number
  readonly falses: number
}

/** By rule and place in the grid. */
type RuleCounts = Readonly<Record<string, readonly Counts[]>>

function countsOf(rows: readonly RowLevels[]): RuleCounts {
  const rules = Object.keys(rows[0]?.byRule ?? {})
  return Object.fromEntries(
    rules.map((rule) => [
      rule,
      grid.map((_, place) => {
        const reported = rows.filter(({ byRule }) => isEnough(byRule[rule]![place]))
        const trues = reported.filter(({ row }) => row.isTrue).length
        return { trues, falses: reported.length - trues }
      }),
    ]),
  )
}

function isEnough(level: Level): boolean {
  return level !== undefined && level !== 'low'
}

function without(all: RuleCounts, part: RuleCounts): RuleCounts {
  const less = (counts: readonly Counts[], rule: string) =>
    counts.map(({ trues, falses }, place) => {
      const taken = part[rule]![place]!
      return { trues: trues - taken.trues, falses: falses - taken.falses }
    })
  return Object.fromEntries(Object.entries(all).map(([rule, counts]) => [rule, less(counts, rule)]))
}

const precisionMin = 0.9

function choose(counts: RuleCounts): Thresholds {
  return Object.fromEntries(
    Object.entries(counts).map(([rule, ofGrid]) => [rule, grid[choosePlace(ofGrid)]!]),
  )
}

/**
 * Of the values precise enough those that find most, and of these the middle one; where none is precise enough, the
 * most precise ones.
 */
export function choosePlace(counts: readonly Counts[]): number {
  const places = [...counts.keys()]
  const precisionAt = (place: number) => {
    const { trues, falses } = counts[place]!
    return trues + falses === 0 ? 1 : ratio(trues, trues + falses)
  }
  const precise = places.filter((place) => precisionAt(place) >= precisionMin)
  const best =
    precise.length > 0
      ? placesOfMost(precise, (place) => counts[place]!.trues)
      : placesOfMost(places, precisionAt)
  return best[(best.length - 1) >> 1]!
}

function placesOfMost(places: readonly number[], valueOf: (place: number) => number): number[] {
  const most = Math.max(...places.map(valueOf))
  return places.filter((place) => valueOf(place) === most)
}

export interface LevelFigures {
  readonly level: Confidence
  readonly trues: number
  readonly falses: number
  readonly precision: number
  /** Of all true rows, those reported at this level. */
  readonly recall: number
}

/** Highest level first. */
export function levelFigures(judged: readonly JudgedRow[]): LevelFigures[] {
  const all = judged.filter(({ row }) => row.isTrue).length
  return confidences.toReversed().map((level) => {
    const reported = judged.filter((one) => one.level === level)
    const trues = reported.filter(({ row }) => row.isTrue).length
    return {
      level,
      trues,
      falses: reported.length - trues,
      precision: ratio(trues, reported.length),
      recall: ratio(trues, all),
    }
  })
}
