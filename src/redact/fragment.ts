import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { criHeadBytesMax, criLineAt } from './cri-line.ts'
import { deltaMarks } from './delta.ts'
import { jsonFragmentOf } from './json-fragment.ts'
import type { LineEnds } from './line-ends.ts'

/** A record that holds only a part of what one writer wrote: its text goes on in a later record of the same stream. */
export interface Fragment {
  /**
   * Names the stream among all that run through the same records. Made of ids that stand in the record: never to be
   * shown.
   */
  readonly stream: string
  /** Where the text stands in the record; empty where a record only ends what came before it. */
  readonly span: Span
  /** `json`: inside of a JSON string, escapes included. */
  readonly encoding: 'plain' | 'json'
  /**
   * `more`: more follows for certain. `unended`: more follows unless the source leaves out the ends of lines, see
   * `LineEnds`. `last`: ends what came before it; by itself an ordinary record. `delta`: may or may not go on, as the words
   * of a model's answer do.
   */
  readonly part: 'more' | 'unended' | 'last' | 'delta'
  /** Bytes at the span's end that are a written line end: without it the record would be another part. */
  readonly lineEnd?: number
}

/** The same for records that are parts because they do not end their line. */
export const unendedMarks: readonly string[] = ['"stream":"std', '"stream": "std']

/**
 * Texts of which at least one stands in every record that {@link fragmentOf} takes for a part that is not the last, and
 * that few others hold.
 */
export const fragmentMarks: readonly string[] = [
  ...unendedMarks, ' stdout P', ' stderr P', '"logtag"', '"partial_message"', '"_partial"', 'CONTAINER_PARTIAL_MESSAGE',
  ...deltaMarks,
] // prettier-ignore

const openBrace = 0x7b

/**
 * Reads a record as a part of something longer: partial lines of CRI and Docker, deltas of streamed answers. A delta that
 * holds several texts counts by the longest.
 *
 * @param record one line, with or without its line end; or a whole event of several lines
 * @returns undefined for a record that stands for itself
 */
export function fragmentOf(record: Uint8Array): Fragment | undefined {
  const length = record.at(-1) === 10 ? record.length - 1 : record.length
  const first = record[0]!
  if (first >= 48 && first <= 57) {
    const head = latin1Of(record, 0, Math.min(length, criHeadBytesMax))
    const line = criLineAt(head, { start: 0, end: length })
    if (line) return line
  }
  return record.includes(openBrace) ? jsonFragmentOf(latin1Of(record, 0, length)) : undefined
}

/**
 * Whether a record is a part of which more is to come; cheaper than reading it where it is a line that Docker wrote whole.
 *
 * @param at where one of {@link fragmentMarks} stands in it
 */
export function isPartAt(record: Uint8Array, at: number, ends: LineEnds): boolean {
  if (isWholeLine(record, at)) return false
  const fragment = fragmentOf(record)
  return fragment !== undefined && ends.goesOn(fragment)
}

const lineHead = bytesOfLatin1('{"log":"')
const lineTail = bytesOfLatin1('\\n",')
const quote = 0x22
const backslash = 0x5c

/** `{"log":"…\n",` and the mark. */
function isWholeLine(record: Uint8Array, at: number): boolean {
  const tail = at - lineTail.length
  if (!holdsAt(record, lineTail, tail) || record[tail - 1] === backslash) return false
  if (!holdsAt(record, lineHead, 0)) return false
  // No other string ends before.
  let end = record.indexOf(quote, lineHead.length)
  while (end < tail && record[end - 1] === backslash) end = record.indexOf(quote, end + 1)
  return end === at - 2
}

function holdsAt(record: Uint8Array, text: Uint8Array, at: number): boolean {
  return at >= 0 && text.every((byte, offset) => record[at + offset] === byte)
}
