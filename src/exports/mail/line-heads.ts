import { concatBytes } from '../../text/bytes.ts'

const lineFeed = 10
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

/** Tells lines of what comes in chunks apart. */
export class LineHeads {
  #head: Uint8Array = none
  #start = 0
  #offset = 0
  #line = 1

  push(bytes: Uint8Array, onLine: (line: LineHead) => void): void {
    let from = 0
    for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
      onLine(this.#take(bytes, from, to + 1))
      from = to + 1
    }
    if (from < bytes.length && this.#head.length < headBytesMax) {
      this.#head = concatBytes([this.#head, bytes.subarray(from, from + headBytesMax)])
    }
    this.#offset += bytes.length
  }

  /** The line that nothing ends, if there is one. */
  rest(): LineHead | undefined {
    if (this.#start === this.#offset) return undefined
    return { head: this.#head, start: this.#start, end: this.#offset, line: this.#line }
  }

  #take(bytes: Uint8Array, from: number, to: number): LineHead {
    const own = bytes.subarray(from, Math.min(to, from + headBytesMax))
    const head = this.#head.length === 0 ? own : concatBytes([this.#head, own])
    const taken = { head, start: this.#start, end: this.#offset + to, line: this.#line }
    this.#head = none
    this.#start = taken.end
    this.#line++
    return taken
  }
}
