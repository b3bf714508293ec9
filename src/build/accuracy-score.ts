import { confidences, type Confidence } from '../rules/rule.ts'
import { spansOverlap, type Span } from '../text/span.ts'
import type { LabelledRow } from './accuracy-rows.ts'

/** A tool's finding in a row's text, in bytes. */
export interface Hit {
  readonly rule: string
  readonly confidence: Confidence
  readonly span: Span
}

/** At which a row is reported; `undefined`: not at all. */
export type Level = Confidence | undefined

export interface ScoredRow {
  readonly row: LabelledRow
  /** Those that make a true row found, or another a false alarm. */
  readonly counted: readonly Hit[]
  /** Those that stand elsewhere in the text, or are too long. */
  readonly others: readonly Hit[]
}

export interface Figures {
  readonly rows: number
  readonly trues: number
  readonly found: number
  readonly alarms: number
  /** Zero by zero is zero. */
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface Score extends Figures {
  /**
   * Means over categories: recall and F1 over those with true rows, precision over those with anything
   * reported, since it has no meaning elsewhere.
   */
  readonly macro: Pick<Figures, 'precision' | 'recall' | 'f1'>
}

/** A finding longer than so many times the label's span does not find it. */
const lengthFactorMax = 2

/**
 * A true row is found when a finding overlaps its span; any other row is a false alarm then. Where the span is
 * unknown, any finding counts.
 */
export function scoreRow(row: LabelledRow, hits: readonly Hit[]): ScoredRow {
  const counted = hits.filter((hit) => counts(row, hit.span))
  return { row, counted, others: hits.filter((hit) => !counted.includes(hit)) }
}

function counts({ span, isTrue }: LabelledRow, hit: Span): boolean {
  if (!span) return true
  if (!spansOverlap(span, hit)) return false
  return !isTrue || hit.end - hit.start <= lengthFactorMax * (span.end - span.start)
}

export function scoreOf(rows: readonly ScoredRow[]): Score {
  const categories = [...groupBy(rows, ({ row }) => row.category).values()].map(figuresOf)
  const withTrue = categories.filter(({ trues }) => trues > 0)
  return {
    ...figuresOf(rows),
    macro: {
      precision: mean(
        categories.filter((one) => one.found + one.alarms > 0).map((one) => one.precision),
      ),
      recall: mean(withTrue.map(({ recall }) => recall)),
      f1: mean(withTrue.map(({ f1 }) => f1)),
    },
  }
}

export function figuresOf(rows: readonly ScoredRow[]): Figures {
  const trues = rows.filter(({ row }) => row.isTrue)
  const found = trues.filter(isReported).length
  const alarms = rows.filter((one) => !one.row.isTrue && isReported(one)).length
  const missed = trues.length - found
  return {
    rows: rows.length,
    trues: trues.length,
    found,
    alarms,
    precision: ratio(found, found + alarms),
    recall: ratio(found, trues.length),
    f1: ratio(2 * found, 2 * found + alarms + missed),
  }
}

export function isReported({ counted }: ScoredRow): boolean {
  return counted.length > 0
}

export function isMissed({ row, counted }: ScoredRow): boolean {
  return row.isTrue && counted.length === 0
}

/** Whether a true row's span stands where a span does, wherever the row's is known. */
export function overlapsRow({ span }: LabelledRow, other: Span): boolean {
  return span !== undefined && spansOverlap(span, other)
}

export function highestOf(hits: readonly Hit[]): Level {
  return highestLevel(hits.map(({ confidence }) => confidence))
}

export function highestLevel(levels: readonly Level[]): Level {
  return confidences.findLast((level) => levels.includes(level))
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

function mean(values: readonly number[]): number {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  )
}
