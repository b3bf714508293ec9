import type { Span } from '../text/span.ts'

/** Longest number that is looked at, and so many bytes around it. */
const literalBytesMax = 400
/** In JSON that is 13 strings deep a quote has as many backslashes. */
const quoteBytesMax = 1 << 13

/** A run to replace, and the quotes it needs to stay JSON. */
export interface QuotedSpan {
  readonly span: Span
  /** `"`, behind as many backslashes as the JSON is deep in strings; empty where none are needed. */
  readonly quotes: string
}

/**
 * A number in JSON cannot be replaced by text as it stands: the run grows to the whole number and gets quotes, those
 * of the key before it, so that JSON in a string of JSON stays JSON as well.
 *
 * @param text one character per byte
 */
export function quoteNumber(text: string, span: Span): QuotedSpan {
  const plain = { span, quotes: '' }
  if (!isOfNumber(text.slice(span.start, span.end))) return plain
  const start = endOf(text, span.start, -1)
  const end = endOf(text, span.end, 1)
  if (end - start > literalBytesMax) return plain
  const before = skipBlanks(text, start)
  const behind = text.slice(end, end + quoteBytesMax)
  if (!/[:,[]/.test(text[before - 1] ?? '') || !/^(?:\s|\\+[nrt])*[,}\]]/.test(behind)) return plain
  const quotes = quotesAround(text, before, end)
  return quotes === undefined ? plain : { span: { start, end }, quotes }
}

function isOfNumber(text: string): boolean {
  return /^[-+.0-9eE]+$/.test(text) && /[0-9]/.test(text)
}

/** Where a number that goes on at `from` ends in a direction. */
function endOf(text: string, from: number, step: 1 | -1): number {
  let at = from
  const next = () => text[step < 0 ? at - 1 : at] ?? ''
  while (Math.abs(at - from) <= literalBytesMax && /[-+.0-9eE]/.test(next())) at += step
  return at
}

/** Before blanks, written or real, that end at `end`. */
function skipBlanks(text: string, end: number): number {
  let at = end
  for (;;) {
    const last = text[at - 1] ?? ''
    if (last !== '' && /\s/.test(last)) at--
    else if (/[nrt]/.test(last) && text[at - 2] === '\\') {
      at--
      while (text[at - 1] === '\\') at--
    } else return at
  }
}

/** Of the key before the number, or of what stands next to it in a list. */
function quotesAround(text: string, before: number, end: number): string | undefined {
  const from = Math.max(0, before - quoteBytesMax)
  const near = text.lastIndexOf('"', before)
  if (near >= from) return quotesAt(text, near)
  const next = text.slice(end, end + quoteBytesMax).indexOf('"')
  return next < 0 ? undefined : quotesAt(text, end + next)
}

/** The quote at an offset with the backslashes before it. */
function quotesAt(text: string, at: number): string {
  let start = at
  while (text[start - 1] === '\\') start--
  return text.slice(start, at + 1)
}
