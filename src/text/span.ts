import { countFirst } from './count-first.ts'

/** Half-open range `[start, end)` of a document's bytes, from 0; `start <= end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export function spansOverlap(left: Span, right: Span): boolean {
  return left.start < right.end && right.start < left.end
}

/**
 * Whether a span overlaps one of others.
 *
 * @param spans ascending, disjoint
 */
export function overlapsAny(spans: readonly Span[], other: Span): boolean {
  const next = spans[countFirst(spans, ({ end }) => end <= other.start)]
  return next !== undefined && spansOverlap(next, other)
}
