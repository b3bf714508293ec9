import { setOf, type ByteSet } from '../text/byte-set.ts'
import { isBase64Byte, isWrittenBreak } from './decode.ts'
import { regionKinds, type Region } from './prefilter.ts'

/** Most bytes between two lines of a wrapped text: line end, indentation, quotes, comment signs. */
const gapMax = 48

/** What may stand between two lines besides a written `\n`. */
const gapText = ' \t\r\n"\'+\\,|#*>'
const gapCharacters = new Set(Array.from(gapText, (character) => character.charCodeAt(0)))

/** What can stand between two lines, padding included. */
export const wrapBytes: ByteSet = setOf(`${gapText}=`)

/** A shorter run may be a word of the text behind instead of a line. */
const wordMax = 24

/** What may stand behind a line: its end, a quote, an escape, padding, a tag, a bracket, a comment's end. */
const lineEnders = new Set(Array.from('\r\n"\'\\=<|*+)]};', (character) => character.charCodeAt(0)))

/**
 * Extends each base64 region over the following lines of a wrapped text, and drops those lines' own regions
 * where they would decode to the same bytes. A line that starts at another alignment keeps its own.
 */
export function joinWrapped(
  regions: readonly Region[],
  bytes: Uint8Array,
  windowEnd: number,
): Region[] {
  const joined: Region[] = []
  /** `start of a line * 4 + characters before it modulo 4`, of lines some region already decodes. */
  const covered = new Set<number>()
  for (const region of regions) {
    if (region.kind !== regionKinds.base64 && region.kind !== regionKinds.gzipBase64) {
      joined.push(region)
      continue
    }
    const lineStart = startOfRun(bytes, region.start)
    const phase = (4 - ((region.start - lineStart) % 4)) % 4
    if (covered.has(lineStart * 4 + phase)) continue
    joined.push({ ...region, end: followLines(bytes, region, windowEnd, covered) })
  }
  return joined
}

/**
 * The run of base64 characters around `at` starts at most three characters before it: the alignments. The
 * letter of a written `\n` is none of them.
 */
function startOfRun(bytes: Uint8Array, at: number): number {
  if (isWrittenBreak(bytes, at - 1)) return at + 1
  let start = at
  while (at - start < 3 && isBase64Byte(bytes[start - 1]!)) {
    if (isWrittenBreak(bytes, start - 2)) break
    start--
  }
  return start
}

/** The line after a shorter one is no more of the text, nor is a word after padding. */
function followLines(
  bytes: Uint8Array,
  region: Region,
  windowEnd: number,
  covered: Set<number>,
): number {
  let end = region.end
  let characters = end - region.start
  let widthBefore = 0
  let width = end - startOfRun(bytes, region.start)
  let last: number | undefined
  for (;;) {
    const next = nextLine(bytes, end, windowEnd)
    if (next === undefined) return end
    if (width < widthBefore) {
      // It may be the first line of the next text as well.
      if (last !== undefined) covered.delete(last)
      return end
    }
    let at = next
    while (at < windowEnd && isBase64Byte(bytes[at]!)) at++
    const isPadded = bytes[end] === 0x3d
    if (at - next < wordMax && !endsLine(bytes, at, windowEnd)) return end
    if (isPadded && at - next < width) return end
    if (isPadded) characters = 0
    last = next * 4 + (characters % 4)
    covered.add(last)
    characters += at - next
    widthBefore = width
    width = at - next
    end = at
  }
}

/** Whether a line of a wrapped text can end at `at`: another word behind it would make it prose. */
function endsLine(bytes: Uint8Array, at: number, windowEnd: number): boolean {
  let end = at
  while (end < windowEnd && (bytes[end] === 0x20 || bytes[end] === 9)) end++
  return end >= windowEnd || lineEnders.has(bytes[end]!)
}

/** Start of the run behind a line end, or `undefined` when the text does not go on. */
export function nextLine(bytes: Uint8Array, end: number, windowEnd: number): number | undefined {
  let sawBreak = false
  let at = end
  while (at < windowEnd && bytes[at] === 0x3d) at++
  for (; at < windowEnd && at - end < gapMax; at++) {
    const byte = bytes[at]!
    if (byte === 10 || byte === 13) sawBreak = true
    if (isWrittenBreak(bytes, at)) {
      sawBreak = true
      at++
      continue
    }
    if (gapCharacters.has(byte)) continue
    return sawBreak && isBase64Byte(byte) ? at : undefined
  }
  return undefined
}

/** The inverse of {@link nextLine}: end of the run before a line end. Behind padding the text has ended. */
export function previousLine(bytes: Uint8Array, start: number): number | undefined {
  let sawBreak = false
  let at = start
  for (; at > 0 && start - at < gapMax; at--) {
    const byte = bytes[at - 1]!
    if (byte === 10 || byte === 13) sawBreak = true
    if (isWrittenBreak(bytes, at - 2)) {
      sawBreak = true
      at--
      continue
    }
    if (gapCharacters.has(byte)) continue
    return sawBreak && isBase64Byte(byte) ? at : undefined
  }
  return undefined
}
