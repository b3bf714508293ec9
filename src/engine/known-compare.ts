import type { Span } from '../text/span.ts'
import type { Decoding } from './finding.ts'
import { jsonDepthMax } from './known-table.ts'
import { backslashEscapings, escapings, isEscapeMark, type Reader } from './known-escapes.ts'

/** Most bytes that stand for one, and most backslashes before one. */
const escapeLengthMax = 2 ** jsonDepthMax
const backslashesMax = escapeLengthMax - 1

/** Where the text stands that a window was found of. */
export interface ComparedSpan extends Span {
  readonly decoded: readonly Decoding[]
}

/**
 * Compares a known text with what stands around its window, as it is and escaped in the ways of {@link escapings}. Line ends
 * may be CRLF.
 *
 * @param at where the byte `offset` of the text must stand in `bytes`
 * @returns the whole of it, with the escapes that its first and last bytes belong to
 */
export function compareKnown(
  bytes: Uint8Array,
  at: number,
  text: Uint8Array,
  offset: number,
): ComparedSpan | undefined {
  const end = plainEnd(bytes, at, text, offset)
  const start = plainStart(bytes, at, text, offset)
  if (start.isWhole && end.isWhole) return { ...widen(bytes, text, start, end), decoded: [] }
  if (!holdsMark(bytes, start.at - escapeLengthMax, end.at + 1)) return undefined
  for (const { name, reader, hasPluses } of escapings) {
    const read = reader(bytes, bytes.length)
    const behind = endOf(read, at, text, { from: offset, to: text.length, hasPluses })
    if (behind === undefined) continue
    const before = start.isWhole
      ? start.at
      : startOf(read, at, text, { from: 0, to: offset, hasPluses })
    if (before === undefined) continue
    return { ...widen(bytes, text, { at: before }, { at: behind }), decoded: [name] }
  }
  return undefined
}

/** How far the text goes on as it is. */
function plainEnd(bytes: Uint8Array, at: number, text: Uint8Array, offset: number) {
  let place = at
  for (let next = offset; next < text.length; next++) {
    if (text[next] === 10 && bytes[place] === 13 && bytes[place + 1] === 10) place++
    if (bytes[place] !== text[next]) return { at: place, isWhole: false }
    place++
  }
  return { at: place, isWhole: true }
}

function plainStart(bytes: Uint8Array, at: number, text: Uint8Array, offset: number) {
  let place = at
  for (let next = offset - 1; next >= 0; next--) {
    if (bytes[place - 1] !== text[next]) return { at: place, isWhole: false }
    place--
    if (text[next] === 10 && bytes[place - 1] === 13) place--
  }
  return { at: place, isWhole: true }
}

/** Whether an escape can stand in `[start, end)`: without one only the text as it is could have been there. */
function holdsMark(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = Math.max(0, start); at < end; at++) if (isEscapeMark(bytes[at]!)) return true
  return false
}

/** What is compared of the text, and how. */
interface Part {
  readonly from: number
  readonly to: number
  readonly hasPluses: boolean
}

/** Where a part of the text ends, read from `at`. */
function endOf(read: Reader, at: number, text: Uint8Array, part: Part): number | undefined {
  let place = at
  let next = part.from
  while (next < part.to) {
    const unit = read(place)
    if (!unit) return undefined
    place = unit.end
    const { bytes } = unit
    if (bytes.length === 1 && bytes[0] === 13 && text[next] === 10) continue
    for (const byte of bytes) {
      const wanted = text[next++]
      const isBlank = part.hasPluses && byte === 0x2b && wanted === 0x20
      if (byte !== wanted && !isBlank) return undefined
    }
  }
  return next === part.to ? place : undefined
}

/** Where a part of the text begins that ends at `at`: the nearest such place. */
function startOf(read: Reader, at: number, text: Uint8Array, part: Part): number | undefined {
  const least = Math.max(0, at - part.to * escapeLengthMax)
  for (let place = at - part.to; place >= least; place--) {
    if (endOf(read, place, text, part) === at) return place
  }
  return undefined
}

/** The span with the backslashes that its first byte is escaped by, and those its last one is written with. */
function widen(
  bytes: Uint8Array,
  text: Uint8Array,
  { at: start }: { readonly at: number },
  { at: end }: { readonly at: number },
): Span {
  return {
    start: start - escapesBefore(bytes, start, text[0]!),
    end: endBehindBackslashes(bytes, end, text),
  }
}

function escapesBefore(bytes: Uint8Array, start: number, first: number): number {
  let count = 0
  while (bytes[start - 1 - count] === 0x5c && count < backslashesMax) count++
  for (let length = count; length > 0; length--) {
    for (const { reader } of backslashEscapings) {
      const unit = reader(bytes, bytes.length)(start - length)
      if (unit?.end === start + 1 && unit.bytes[0] === first) return length
    }
  }
  // What stands there belongs to an escape that begins before: it is left whole.
  return count % 2
}

const powers = Array.from({ length: jsonDepthMax }, (_, at) => 2 ** (jsonDepthMax - at))

/** A text's own last backslashes are written two, four or more times when they are escaped. */
function endBehindBackslashes(bytes: Uint8Array, end: number, text: Uint8Array): number {
  let own = 0
  while (text[text.length - 1 - own] === 0x5c) own++
  if (own === 0) return end
  let count = own
  while (bytes[end + count - own] === 0x5c) count++
  const times = powers.find((factor) => own * factor <= count)
  return times === undefined ? end : Math.max(end, end - own + own * times)
}
