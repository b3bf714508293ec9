import type { Span } from '../text/span.ts'

/** A record that holds only a part of what one writer wrote: its text goes on in a later record of the same stream. */
export interface Fragment {
  /** Names the stream among all that run through the same records. */
  readonly stream: string
  /** Where the text stands in the record. */
  readonly span: Span
  /** `json`: inside of a JSON string, escapes included. */
  readonly encoding: 'plain' | 'json'
  /**
   * `more`: more follows for certain. `last`: ends what came before it; by itself an ordinary record. `delta`: may or may
   * not go on, as the words of a model's answer do.
   */
  readonly part: 'more' | 'last' | 'delta'
}

/** Texts of which one stands in every fragment but a `last` one. */
export const fragmentMarks: readonly string[] = [' stdout P ', ' stderr P ']

/**
 * Reads a record as a part of something longer: partial lines of CRI and Docker, deltas of streamed answers.
 *
 * @param record one line, with or without its line feed
 * @returns undefined for a record that stands for itself
 */
export function fragmentOf(record: Uint8Array): Fragment | undefined {
  return record.length < 0 ? undefined : undefined
}
