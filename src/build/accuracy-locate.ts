import { hash } from 'node:crypto'
import { bytesOfUtf8 } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { PeerFinding } from './accuracy-peer-reports.ts'

/**
 * Bytes of a peer's finding. Peers count columns each in their own way, so the value itself is looked for, and
 * the place that is nearest to the stated one taken; the stated one only where the value was decoded.
 */
export function locate(finding: PeerFinding, text: string): Span {
  const lines = lineStartsOf(text)
  const stated = offsetOf(lines, finding.line, finding.column)
  const value = finding.sha1 === undefined ? finding.text : valueIn(text, stated, finding.sha1)
  const at = nearestIndexOf(text, value, stated)
  const [start, end] =
    at === undefined ? [stated, endOffsetOf(text, lines, finding)] : [at, at + value.length]
  return { start: bytesUpTo(text, start), end: bytesUpTo(text, end) }
}

function lineStartsOf(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
}

function offsetOf(lines: readonly number[], line: number, column: number): number {
  return (lines[line - 1] ?? 0) + Math.max(0, column)
}

function endOffsetOf(
  text: string,
  lines: readonly number[],
  { endLine, endColumn }: PeerFinding,
): number {
  if (endColumn === Infinity) return lineEnd(text, offsetOf(lines, endLine, 0))
  return offsetOf(lines, endLine, endColumn)
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function nearestIndexOf(text: string, value: string, wanted: number): number | undefined {
  let nearest: number | undefined
  if (value === '') return undefined
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (nearest === undefined || Math.abs(at - wanted) < Math.abs(nearest - wanted)) nearest = at
  }
  return nearest
}

function bytesUpTo(text: string, at: number): number {
  return bytesOfUtf8(text.slice(0, at)).length
}

/** Pieces of one line that are tried at most, and their length: all such pieces of a line of 1200 characters. */
const piecesMax = 300_000
const pieceLengthMax = 256

/** The piece of the line at `lineStart` that has the digest; empty when there is none. */
function valueIn(text: string, lineStart: number, sha1: string): string {
  const line = text.slice(lineStart, lineEnd(text, lineStart))
  let tried = 0
  for (const piece of piecesOf(line)) {
    if (hash('sha1', piece, 'hex') === sha1) return piece
    if (++tried === piecesMax) break
  }
  return ''
}

/** Likely ones first: words, what stands between quotes or blanks. */
function* piecesOf(line: string): Generator<string> {
  for (const pattern of [/[\w+/=.-]+/g, /[^'"`]+/g, /[^\s,;'"`]+/g]) {
    for (const [piece] of line.matchAll(pattern)) yield piece
  }
  for (let start = 0; start < line.length; start++) {
    const endMax = Math.min(line.length, start + pieceLengthMax)
    for (let end = endMax; end > start; end--) yield line.slice(start, end)
  }
}
