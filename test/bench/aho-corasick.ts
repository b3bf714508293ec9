import type { Literal } from '../../dist/engine/literal-table.js'
import { setHas } from '../../dist/text/byte-set.js'
import { bytesOfLatin1 } from '../../dist/text/bytes.js'

const endsFlag = 1 << 30

/**
 * A dense Aho-Corasick automaton over bytes whose ASCII letters have lost their case: what a textbook
 * prefilter would be. Bytes that no literal holds share a column, so that the table stays small.
 */
export class AhoCorasick {
  readonly #literals: readonly Literal[]
  readonly #columnOf = new Uint8Array(256)
  /**
   * Per state and column: the next state times {@link #columns}, and {@link endsFlag} when literals end there,
   * so that a step is one addition and one load.
   */
  readonly #next: Int32Array
  readonly #columns: number
  /** Per state: which literals end there. */
  readonly #endings: (readonly number[] | undefined)[] = []

  constructor(literals: readonly Literal[]) {
    this.#literals = literals
    const folded = literals.map(({ text }) => bytesOfLatin1(text).map(fold))
    const used = [...new Set(folded.flatMap((bytes) => [...bytes]))]
    for (let byte = 0; byte < 256; byte++) this.#columnOf[byte] = used.indexOf(fold(byte)) + 1
    this.#columns = used.length + 1
    const states = 1 + folded.reduce((total, bytes) => total + bytes.length, 0)
    this.#next = new Int32Array(states * this.#columns).fill(-1)
    let count = 1
    folded.forEach((bytes, id) => {
      let state = 0
      for (const byte of bytes) {
        const slot = state * this.#columns + this.#columnOf[byte]!
        if (this.#next[slot] === -1) this.#next[slot] = count++
        state = this.#next[slot]!
      }
      this.#endings[state] = [...(this.#endings[state] ?? []), id]
    })
    this.#close(count)
  }

  /** Breadth first: every missing edge becomes the edge of the longest suffix. */
  #close(count: number): void {
    const columns = this.#columns
    const next = this.#next
    const suffix = new Int32Array(count)
    const queue = [0]
    for (const state of queue) {
      for (let column = 0; column < columns; column++) {
        const to = next[state * columns + column]!
        const fallback = state === 0 ? 0 : next[suffix[state]! * columns + column]!
        if (to === -1) {
          next[state * columns + column] = fallback
          continue
        }
        suffix[to] = fallback
        const inherited = this.#endings[fallback]
        if (inherited) this.#endings[to] = [...(this.#endings[to] ?? []), ...inherited]
        queue.push(to)
      }
    }
    for (let at = 0; at < count * columns; at++) {
      const to = next[at]!
      next[at] = this.#endings[to] ? (to * columns) | endsFlag : to * columns
    }
  }

  /** Calls `onHit` with the offset and the number of each literal in the bytes; exact case where it matters. */
  find(bytes: Uint8Array, onHit: (at: number, literal: number) => void): void {
    const next = this.#next
    const columnOf = this.#columnOf
    let state = 0
    for (let at = 0; at < bytes.length; at++) {
      state = next[(state & ~endsFlag) + columnOf[bytes[at]!]!]!
      if ((state & endsFlag) === 0) continue
      for (const id of this.#endings[(state & ~endsFlag) / this.#columns]!) {
        const start = at + 1 - this.#literals[id]!.text.length
        if (this.#isExact(bytes, start, id)) onHit(start, id)
      }
    }
  }

  #isExact(bytes: Uint8Array, start: number, id: number): boolean {
    const { text, ignoreCase, next } = this.#literals[id]!
    // A literal of three bytes is followed by one that its rules allow, whatever the case bit says.
    const behind = bytes[start + text.length] ?? 0
    if (text.length === 3 && next && !setHas(next, behind) && !setHas(next, behind ^ 0x20)) {
      return false
    }
    if (ignoreCase) return true
    for (let at = 0; at < text.length; at++) {
      if (bytes[start + at] !== text.charCodeAt(at)) return false
    }
    return true
  }
}

function fold(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}
