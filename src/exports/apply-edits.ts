import { bytesOfLatin1, concatBytes } from '../text/bytes.ts'
import type { FileEdit } from './plan-edits.ts'

/**
 * Copies a file with its edits, in bounded memory.
 *
 * @param edits ascending, disjoint
 */
export function* applyEdits(
  chunks: Iterable<Uint8Array>,
  edits: readonly FileEdit[],
): Generator<Uint8Array, void, undefined> {
  let next = 0
  let base = 0
  /** What is not copied is left out up to here. */
  let from = 0
  for (const chunk of chunks) {
    const end = base + chunk.length
    for (; next < edits.length && edits[next]!.span.start < end; next++) {
      const { span, text, isWide } = edits[next]!
      if (span.start > from) yield chunk.subarray(from - base, span.start - base)
      from = span.end
      if (text !== '')
        yield isWide ? wideOf(text, chunk[span.start - base] === 0) : bytesOfLatin1(text)
    }
    if (from < end) yield chunk.subarray(from - base)
    from = Math.max(from, end)
    base = end
  }
}

function wideOf(text: string, isBigEndian: boolean): Uint8Array {
  return concatBytes(
    Array.from(bytesOfLatin1(text), (byte) =>
      isBigEndian ? Uint8Array.of(0, byte) : Uint8Array.of(byte, 0),
    ),
  )
}
