import type { Fragment } from './fragment.ts'

/** Docker parts lines at so many bytes and nowhere else. */
export const pieceBytes = 16 << 10

/** Short pieces of one stream, none of which ends its line, that show what their writer does. */
const unendedMax = 8

/**
 * Whether a source's records in Docker's form have their lines' ends. Fluent Bit and others leave them out everywhere:
 * then a short record is a line, and only one as long as Docker's pieces goes on.
 */
export class LineEnds {
  #areMissing = false
  /** Pieces in a row that were let go before it was known. */
  #unended = 0

  get areMissing(): boolean {
    return this.#areMissing
  }

  /** Whether more is to come after a part. */
  goesOn({ part }: Fragment): boolean {
    return part === 'unended' ? !this.#areMissing : part !== 'last'
  }

  /**
   * @param pieces of a stream in a row that were short, and did not end their line
   * @returns whether it is known now that none will
   */
  judge(pieces: number): boolean {
    this.#areMissing ||= this.#unended + pieces >= unendedMax
    return this.#areMissing
  }

  /** As {@link judge}, for pieces that are let go: those that come next are counted on. */
  carry(pieces: number): boolean {
    const isKnown = this.judge(pieces)
    this.#unended += pieces
    return isKnown
  }

  /** A line was ended. */
  reset(): void {
    this.#unended = 0
  }
}
