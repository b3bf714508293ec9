import type { Span } from '../text/span.ts'

/** Longest literal that is looked at. */
const literalBytesMax = 400

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
  const start = numberStart(text, span.start)
  const end = numberEnd(text, span.end)
  if (end - start > literalBytesMax) return plain
  const before = text.slice(Math.max(0, start - literalBytesMax), start)
  const behind = text.slice(end, end + literalBytesMax)
  if (!/[:,[]\s*$/.test(before) || !/^(?:\s|\\+[nrt])*[,}\]]/.test(behind)) return plain
  const quotes = quotesBefore(before) ?? quotesBehind(behind)
  return quotes === undefined ? plain : { span: { start, end }, quotes }
}

function isOfNumber(text: string): boolean {
  return /^[-+.0-9eE]+$/.test(text) && /[0-9]/.test(text)
}

function numberStart(text: string, from: number): number {
  let start = from
  while (start > 0 && isOfNumber(`0${text[start - 1]}`)) start--
  return start
}

function numberEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && isOfNumber(`0${text[end]}`)) end++
  return end
}

/** Of the key that the number belongs to, or of what stands before it in a list. */
function quotesBefore(before: string): string | undefined {
  return (
    /(\\*")(?:\s|\\+[nrt])*:(?:\s|\\+[nrt])*(?:\[[^"]*)?$/.exec(before)?.[1] ?? lastQuotes(before)
  )
}

function lastQuotes(before: string): string | undefined {
  return /(\\*")[^"]*$/.exec(before)?.[1]
}

function quotesBehind(behind: string): string | undefined {
  return /^[^"]*?(\\*")/.exec(behind)?.[1]
}
