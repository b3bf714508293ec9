import { concatBytes } from '../../text/bytes.ts'
import type { LinePlace } from '../line-counter.ts'

const lineFeed = 10

/** Bytes of a file that are kept until what they belong to is over. */
export class KeptRegion {
  /** Offset in the file of the first byte that is kept. */
  readonly start: number
  readonly bytes: Uint8Array
  readonly #line: number
  #lineStarts: readonly number[] | undefined

  /** @param line that of the first byte, which begins one */
  constructor(parts: readonly Uint8Array[], start: number, line: number) {
    this.bytes = parts.length === 1 ? parts[0]! : concatBytes(parts)
    this.start = start
    this.#line = line
  }

  /** @param offset in the file, within the region */
  lineAt(offset: number): LinePlace {
    if (offset === this.start) return { line: this.#line, lineStart: this.start }
    const starts = (this.#lineStarts ??= lineStartsOf(this.bytes))
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset - this.start) low = middle
      else high = middle - 1
    }
    return { line: this.#line + low, lineStart: this.start + starts[low]! }
  }
}

function lineStartsOf(bytes: Uint8Array): number[] {
  const starts = [0]
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
    starts.push(at + 1)
  }
  return starts
}
