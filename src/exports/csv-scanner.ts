const quote = 0x22
const lineFeed = 10
const byteOrderMarkLength = 3

/** Tells fields of comma-separated values (RFC 4180) apart, in chunks of any size. A quoted one may hold line ends. */
export class CsvScanner {
  /** The field that is open, or just over, holds quotes that are written twice. */
  hasPairs = false
  readonly #separator: number
  #isQuoted = false
  /** Nothing of the field was read, so that a quote begins it. */
  #isAtStart = true
  /** The last byte was a quote that ends the field, or is the first of two. */
  #isAfterQuote = false
  #offset = 0

  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0)
  }

  /** What was read ends within a quoted field. */
  get isQuoted(): boolean {
    return this.#isQuoted
  }

  /** @param onEnd told in `bytes` the index of what ends a field, and whether it ends the row */
  push(bytes: Uint8Array, onEnd: (index: number, isRowEnd: boolean) => void): void {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#isQuoted) {
        at = bytes.indexOf(quote, at)
        if (at < 0) break
      }
      const byte = bytes[at]!
      if (byte === quote) this.#takeQuote()
      else {
        this.#isAfterQuote = false
        if (byte === this.#separator || byte === lineFeed) {
          onEnd(at, byte === lineFeed)
          this.#isAtStart = true
          this.hasPairs = false
        } else if (this.#offset + at >= byteOrderMarkLength || byte < 0x80) this.#isAtStart = false
      }
    }
    this.#offset += bytes.length
  }

  #takeQuote(): void {
    if (this.#isQuoted) {
      this.#isQuoted = false
      this.#isAfterQuote = true
      return
    }
    if (this.#isAfterQuote) this.hasPairs = true
    // Within a field that is not quoted a quote stands for itself.
    this.#isQuoted = this.#isAfterQuote || this.#isAtStart
    this.#isAtStart = false
    this.#isAfterQuote = false
  }
}
