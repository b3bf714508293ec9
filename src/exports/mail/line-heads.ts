import { concatBytes } from '../../text/bytes.ts'

const lineFeed = 10
const carriageReturn = 13
const hyphen = 0x2d
const letterF = 0x46
/** Of a line, so much is looked at. */
const headBytesMax = 256
const none = new Uint8Array(0)

/** A line of a file. */
export interface LineHead {
  /** Its first bytes, its end included if that is among them. */
  readonly head: Uint8Array
  readonly start: number
  /** Behind its line end. */
  readonly end: number
  /** From 1. */
  readonly line: number
}

/**
 * Tells lines that may end something from others: an empty one, one that begins with `--`, and behind an empty one that
 * begins with `F`. They come in chunks of any size.
 */
export class LineHeads {
  #head: Uint8Array = none
  #start = 0
  #offset = 0
  #line = 1
  #isAfterBlank = true

  push(bytes: Uint8Array, onLine: (line: LineHead) => void): void {
    let from = 0
    for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
      const isCut = this.#head.length > 0
      if (isCut || this.#isOfNote(bytes[from]!, bytes[from + 1]!)) {
        const head = headOf(this.#head, bytes, from, to + 1)
        if (this.#isOfNote(head[0]!, head[1]!)) {
          onLine({ head, start: this.#start, end: this.#offset + to + 1, line: this.#line })
        }
        this.#isAfterBlank = isBlank(head)
      } else this.#isAfterBlank = false
      this.#head = none
      this.#start = this.#offset + to + 1
      this.#line++
      from = to + 1
    }
    if (from < bytes.length && this.#head.length < headBytesMax) {
      this.#head = concatBytes([this.#head, bytes.subarray(from, from + headBytesMax)])
    }
    this.#offset += bytes.length
  }

  /** The line that nothing ends, if there is one that may end something. */
  rest(): LineHead | undefined {
    const [first = 0, second = 0] = this.#head
    if (this.#start === this.#offset || !this.#isOfNote(first, second)) return undefined
    return { head: this.#head, start: this.#start, end: this.#offset, line: this.#line }
  }

  #isOfNote(first: number, second: number): boolean {
    if (first === hyphen) return second === hyphen
    if (first === letterF) return this.#isAfterBlank
    return first === lineFeed || (first === carriageReturn && second === lineFeed)
  }
}

function headOf(before: Uint8Array, bytes: Uint8Array, from: number, to: number): Uint8Array {
  const own = bytes.subarray(from, Math.min(to, from + headBytesMax))
  return before.length === 0 ? own : concatBytes([before, own])
}

export function isBlank(line: Uint8Array): boolean {
  return line[0] === lineFeed || (line[0] === carriageReturn && line[1] === lineFeed)
}
