/** Half-open range `[start, end)` of a document's bytes, from 0; `start <= end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export function spansOverlap(left: Span, right: Span): boolean {
  return left.start < right.end && right.start < left.end
}
