const lineFeed = 10

/** A line, from 1, and the offset of its first byte. */
export interface LinePlace {
  readonly line: number
  readonly lineStart: number
}

/** Counts lines of what is read in chunks, as far as somebody asks. */
export class LineCounter {
  #chunks: { readonly bytes: Uint8Array; readonly base: number }[] = []
  #length = 0
  #line = 1
  #lineStart = 0
  /** Offset up to which line feeds are counted. */
  #counted = 0
  /** Offset of the next one behind, or of the end of its chunk when that has none: not looked for twice. */
  #nextFeed = -1

  /** @param bytes not altered before all of them are asked for, or a later chunk is */
  push(bytes: Uint8Array): void {
    // What nobody asked about is counted before it is gone.
    if (this.#chunks.length > 1) this.lineAt(this.#chunks.at(-1)!.base)
    this.#chunks.push({ bytes, base: this.#length })
    this.#length += bytes.length
  }

  /** @param offset not smaller than the one before; of the last chunk or the one before it */
  lineAt(offset: number): LinePlace {
    while (this.#chunks.length > 0) {
      const { bytes, base } = this.#chunks[0]!
      const to = Math.min(offset - base, bytes.length)
      let feed = this.#feedFrom(Math.max(base, this.#counted))
      while (feed < base + to) {
        this.#line++
        this.#lineStart = feed + 1
        feed = this.#feedFrom(feed + 1)
      }
      this.#counted = Math.max(this.#counted, base + to)
      if (to < bytes.length) break
      this.#chunks.shift()
      this.#nextFeed = -1
    }
    return { line: this.#line, lineStart: this.#lineStart }
  }

  /** @param offset in the first chunk, or its end */
  #feedFrom(offset: number): number {
    if (this.#nextFeed < offset) {
      const { bytes, base } = this.#chunks[0]!
      const feed = bytes.indexOf(lineFeed, offset - base)
      this.#nextFeed = base + (feed < 0 ? bytes.length : feed)
    }
    return this.#nextFeed
  }
}
