import type { Span } from '../../text/span.ts'

/** The whole lines that a span touches, without the last line's end. */
export function linesAround(text: Buffer, { start, end }: Span): Buffer {
  const from = start === 0 ? 0 : text.lastIndexOf(10, start - 1) + 1
  const to = text.indexOf(10, Math.max(start, end - 1))
  return text.subarray(from, to < 0 ? text.length : to)
}

/** How often whole lines stand in a text. */
export function countLines(text: Buffer, lines: Buffer): number {
  let count = 0
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) {
    const end = at + lines.length
    if ((at === 0 || text[at - 1] === 10) && (end === text.length || text[end] === 10)) count++
  }
  return count
}

/** Whether the lines of a span are more often in a text than in any former version of it. */
export function areLinesAdded(text: Buffer, span: Span, before: readonly Buffer[]): boolean {
  if (before.length === 0) return true
  const lines = linesAround(text, span)
  const count = countLines(text, lines)
  return before.every((version) => countLines(version, lines) < count)
}
