import { concatBytes, latin1Of } from '../text/bytes.ts'
import type { TokenReader } from './token.ts'
import { viewWithout } from './view.ts'

/** Lines before a record whose names count for its values, and their bytes at most. */
const contextLines = 3
export const contextBytesMax = 2048

const lineFeed = 10
const none = new Uint8Array(0)

/**
 * The end of what was put out. A record is read together with the lines before it as they left, so that a second run
 * over the output reads the same.
 */
export class OutputTail {
  #tokens: TokenReader
  /** A byte more than is used: whether the first line is whole. */
  #tail: Uint8Array = none
  #isAll = true

  constructor(tokens: TokenReader) {
    this.#tokens = tokens
  }

  use(tokens: TokenReader): void {
    this.#tokens = tokens
  }

  add(output: Uint8Array): void {
    const keep = contextBytesMax + 1
    if (output.length === 0) return
    if (output.length >= keep) {
      this.#isAll &&= output.length === keep && this.#tail.length === 0
      this.#tail = output.slice(output.length - keep)
      return
    }
    const joined = concatBytes([this.#tail, output])
    if (joined.length > keep) this.#isAll = false
    this.#tail = joined.slice(Math.max(0, joined.length - keep))
  }

  /**
   * Up to three whole lines of text, and what there is of an unfinished one; lines of JSON stand for themselves and end it.
   *
   * @returns tokens hidden
   */
  context(): Uint8Array {
    const tail = this.#tail
    let start = tail.lastIndexOf(lineFeed) + 1
    for (let lines = 0; lines < contextLines && start > 0; lines++) {
      const before = start < 2 ? 0 : tail.lastIndexOf(lineFeed, start - 2) + 1
      if (before === 0 && !this.#isAll) break
      if (start - before > contextBytesMax || isJsonStart(tail[before])) break
      start = before
    }
    const from = Math.max(start, tail.length - contextBytesMax)
    const text = tail.subarray(from)
    return text.length === 0 ? none : viewWithout(text, this.#tokens.find(latin1Of(text))).bytes
  }
}

/** `{` or `[`: a record that is read by itself. */
export function isJsonStart(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b
}
