import type { Span } from '../text/span.ts'

/** A text in which tokens are hidden: each is one byte that is no part of a value. */
export interface View {
  readonly bytes: Uint8Array
  /** From offsets of the view to those of the text; a hidden token is taken whole. */
  readonly outer: (span: Span) => Span
}

/** Reads as an empty value: no name, no border of a word, no encoding has it. */
const standIn = 0x7e

/**
 * Hides tokens, so that their text can neither be found nor say anything about what stands beside them.
 *
 * @param tokens ascending, disjoint
 */
export function viewWithout(text: Uint8Array, tokens: readonly Span[]): View {
  if (tokens.length === 0) return { bytes: text, outer: (span) => span }
  const bytes = new Uint8Array(text.length)
  /** Where in the view each token's byte is. */
  const places: number[] = []
  let length = 0
  let from = 0
  for (const { start, end } of tokens) {
    bytes.set(text.subarray(from, start), length)
    length += start - from
    places.push(length)
    bytes[length++] = standIn
    from = end
  }
  bytes.set(text.subarray(from), length)
  length += text.length - from
  const outerOf = (offset: number): number => {
    let hidden = 0
    let at = 0

    for (; at < places.length && places[at]! < offset; at++) {
      const { start, end } = tokens[at]!
      hidden += end - start - 1
    }
    return offset + hidden
  }
  return {
    bytes: bytes.subarray(0, length),
    outer: ({ start, end }) => ({ start: outerOf(start), end: outerOf(end) }),
  }
}

/** What is left of a span outside of tokens, ascending. */
export function outsideOf(span: Span, tokens: readonly Span[]): Span[] {
  const rest: Span[] = []
  let from = span.start
  for (const { start, end } of tokens) {
    if (end <= from || start >= span.end) continue
    if (start > from) rest.push({ start: from, end: start })
    from = end
  }
  if (from < span.end) rest.push({ start: from, end: span.end })
  return rest
}
