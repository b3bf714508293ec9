const quote = 0x22
const lineFeed = 10

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
  /** Bytes at the start of all that may be a mark of the byte order. */
  #marksLeft = 3

  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0)
  }

  /** What was read ends within a quoted field. */
  get isQuoted(): boolean {
    return this.#isQuoted
  }

  /**
   * @param from where it goes on
   * @returns index of what ends the field, a line feed if that ends the row too; -1 when it is not there
   */
  endOfField(bytes: Uint8Array, from: number): number {
    if (this.#isAtStart) this.hasPairs = false
    for (let at = from; at < bytes.length; at++) {
      if (this.#isQuoted) {
        at = bytes.indexOf(quote, at)
        if (at < 0) return -1
      }
      const byte = bytes[at]!
      if (byte >= 0x80 && this.#marksLeft > 0) {
        this.#marksLeft--
        continue
      }
      this.#marksLeft = 0
      if (byte === quote) {
        this.#takeQuote()
        continue
      }
      this.#isAfterQuote = false
      if (byte === this.#separator || byte === lineFeed) {
        this.#isAtStart = true
        return at
      }
      this.#isAtStart = false
    }
    return -1
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

/** Rows that were passed by. */
export interface PassedRows {
  readonly count: number
  /** Where the next one begins. */
  readonly end: number
}

/**
 * Passes by rows whose bytes show all that their fields say: up to one that does not end before `to`, or holds quotes
 * that are written twice.
 *
 * @param from where a row begins, that is not the first of its file
 * @param to at most the length of the bytes
 */
export function passRows(
  bytes: Uint8Array,
  from: number,
  to: number,
  separator: string,
): PassedRows {
  const parting = separator.charCodeAt(0)
  const find = (byte: number, at: number) => {
    const found = bytes.indexOf(byte, at)
    return found < 0 ? Infinity : found
  }
  let count = 0
  let row = from
  let nextQuote = find(quote, from)
  let feed = find(lineFeed, from)
  while (feed < to) {
    if (nextQuote > feed) {
      count++
      row = feed + 1
      feed = find(lineFeed, row)
      continue
    }
    let next = nextQuote + 1
    if (nextQuote === row || bytes[nextQuote - 1] === parting) {
      const close = find(quote, next)
      next = close + 1
      if (next >= to || bytes[next] === quote) break
    }
    nextQuote = find(quote, next)
    if (feed < next) feed = find(lineFeed, next)
  }
  return { count, end: row }
}
