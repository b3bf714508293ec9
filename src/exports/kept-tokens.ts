import { decodeJsonString } from '../text/json-string.ts'
import type { JsonScanner } from '../text/json-scanner.ts'
import { textOfBytes } from '../text/wide-text.ts'

/** Tokens are copied together: each is a view of a few bytes, which alone would be dear. */
const blockBytes = 1 << 14
/** Of the first block: many files are small. */
const firstBlockBytes = 1 << 9

/** A value of JSON as it stands, a string without its quotes. */
export interface KeptToken {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** Copies tokens whose text somebody may ask for when their bytes are gone. */
export class KeptTokens {
  #block = new Uint8Array(0)
  #at = 0

  /** @param scanner at a token of at most {@link blockBytes} */
  keep(scanner: JsonScanner): KeptToken {
    const length = scanner.end - scanner.start
    if (this.#at + length > this.#block.length) {
      const bytes = Math.min(this.#block.length * 4 || firstBlockBytes, blockBytes)
      this.#block = new Uint8Array(Math.max(bytes, length))
      this.#at = 0
    }
    const start = this.#at
    scanner.copyTo(this.#block, start)
    this.#at += length
    return { bytes: this.#block, start, end: this.#at }
  }
}

export function textOfToken({ bytes, start, end }: KeptToken): string {
  return textOfBytes(decodeJsonString(bytes.subarray(start, end)))
}

/** The word, or a string that says it. */
export function isNull({ bytes, start, end }: KeptToken): boolean {
  if (end - start !== 4) return false
  return textOfBytes(bytes.subarray(start, end)) === 'null'
}
