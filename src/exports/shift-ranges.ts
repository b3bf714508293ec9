import { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import type { PlacedNumber, TextRange, TextReference } from './export-reader.ts'
import type { OffsetUnit } from './layout.ts'
import type { FileEdit } from './plan-edits.ts'

/**
 * Numbers that say where in a text something is, as they are once the text has changed. What begins or ends in a masked
 * run begins or ends with what stands there.
 *
 * @param edits of the text, ascending and disjoint
 */
export function shiftRanges(
  { text, raw, unit, ranges }: TextReference,
  edits: readonly FileEdit[],
): FileEdit[] {
  const starts = unitStarts(raw, unit)
  const changes = edits.map(({ span, text: shown }) => {
    const start = unitAt(starts, Math.max(span.start, text.start) - text.start)
    const end = unitAt(starts, Math.min(span.end, text.end) - text.start)
    return { start, end, length: shown.length }
  })
  return ranges.flatMap((range) => shiftRange(range, changes))
}

/** Of the old text, in its units; and how many units stand there now. */
interface Change {
  readonly start: number
  readonly end: number
  readonly length: number
}

function shiftRange({ start, end, length }: TextRange, changes: readonly Change[]): FileEdit[] {
  const from = shifted(start.value, changes, 'start')
  const to = shifted(end?.value ?? start.value + (length?.value ?? 0), changes, 'end')
  return [
    ...numberEdit(start, from),
    ...(end ? numberEdit(end, to) : []),
    ...(length ? numberEdit(length, Math.max(0, to - from)) : []),
  ]
}

function shifted(offset: number, changes: readonly Change[], side: 'start' | 'end'): number {
  let shift = 0
  for (const { start, end, length } of changes) {
    if (end <= offset) shift += length - (end - start)
    else if (start < offset) return start + shift + (side === 'end' ? length : 0)
  }
  return offset + shift
}

function numberEdit({ value, start, end }: PlacedNumber, now: number): FileEdit[] {
  return value === now ? [] : [{ span: { start, end }, text: String(now), isWide: false }]
}

const decoder = new TextDecoder()

/** @returns for each unit of what a JSON string says where it begins in the string as it stands, and its end */
function unitStarts(raw: string, unit: OffsetUnit): number[] {
  const said = OffsetText.of(raw).unescaped({ start: 0, end: raw.length })
  const starts: number[] = []
  if (unit === 'byte') {
    for (let at = 0; at <= said.text.length; at++) starts.push(said.outerOf(at))
    return starts
  }
  const bytes = bytesOfLatin1(said.text)
  for (let at = 0; at < bytes.length;) {
    const length = lengthOfCharacter(bytes[at]!)
    const character = decoder.decode(bytes.subarray(at, at + length))
    const units = unit === 'utf-16' ? character.length : 1
    for (let count = 0; count < units; count++) starts.push(said.outerOf(at))
    at += length
  }
  starts.push(raw.length)
  return starts
}

function lengthOfCharacter(first: number): number {
  if (first < 0xc0) return 1
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

/** The unit that begins at a byte, or the next one. */
function unitAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! < offset) low = middle + 1
    else high = middle
  }
  return low
}
