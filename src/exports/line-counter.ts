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
      let feed = bytes.indexOf(lineFeed, Math.max(0, this.#counted - base))
      for (; feed >= 0 && feed < to; feed = bytes.indexOf(lineFeed, feed + 1)) {
        this.#line++
        this.#lineStart = base + feed + 1
      }
      this.#counted = Math.max(this.#counted, base + to)
      if (to < bytes.length) break
      this.#chunks.shift()
    }
    return { line: this.#line, lineStart: this.#lineStart }
  }
}
