import { escapeLength, skipPlain } from './json-lexis.ts'

type Outcome = 'end' | 'piece' | 'more' | 'fault'

/** The content of a JSON string, looked through as far as it is there. */
export class JsonStringRun {
  /** Up to here it was looked through. */
  at = 0
  /** There may be escapes in it. */
  hasEscapes = false
  /** What would have been right where it is none. */
  expected = ''
  readonly #isStrict: boolean

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict
  }

  begin(at: number): void {
    this.at = at
    this.hasEscapes = false
    this.expected = 'the end of a string'
  }

  /**
   * Goes on to the quote (`end`), to where a piece ends that would reach beyond `last`, to the end of the bytes (`more`),
   * or to what cannot stand there (`fault`).
   */
  read(bytes: Uint8Array, length: number, last: number): Outcome {
    const stop = Math.min(length, last + 1)
    let at = this.at
    for (;;) {
      at = skipPlain(bytes, at, stop)
      if (at > last) return this.#stop(partBefore(bytes, last), 'piece')
      if (at >= stop) return this.#stop(at, 'more')
      const byte = bytes[at]!
      if (byte === 0x22) return this.#stop(at, 'end')
      const taken = byte === 0x5c ? this.#escape(bytes, at, length) : this.#control(byte)
      if (taken < 0) return this.#stop(at, 'more')
      if (taken === 0) return this.#stop(at, 'fault')
      if (at + taken > last) return this.#stop(at, 'piece')
      at += taken
    }
  }

  #stop(at: number, outcome: Outcome): Outcome {
    this.at = at
    return outcome
  }

  #escape(bytes: Uint8Array, at: number, length: number): number {
    this.hasEscapes = true
    const taken = escapeLength(bytes, at, length)
    if (taken !== 0 || !this.#isStrict) return taken || 1
    this.expected = 'an escape'
    return 0
  }

  #control(byte: number): number {
    return this.#isStrict || byte === 0x0a ? 0 : 1
  }
}

/** Where UTF-8 can be parted, `at` or up to three bytes before it: not within a character. */
function partBefore(bytes: Uint8Array, at: number): number {
  for (let start = at; start > at - 4 && (bytes[start]! & 0x80) !== 0; start--) {
    if (bytes[start]! >= 0xc0) return start
  }
  return at
}
