const lineFeed = 10

/** A line, from 1, and the offset of its first byte. */
export interface LinePlace {
  readonly line: number
  readonly lineStart: number
}

interface Chunk {
  readonly bytes: Uint8Array
  readonly base: number
  /** At its first byte, if that is known. */
  place: LinePlace | undefined
}

/** Counts lines of what is read in chunks, as far as somebody asks. */
export class LineCounter {
  readonly #countIn: (bytes: Uint8Array) => number
  #chunks: Chunk[] = []
  #end: number
  /** Up to here line feeds are counted, in the chunk of this index. */
  #at: number
  #index = 0
  #place: LinePlace
  /** Offset of the next one behind, or of the end of its chunk when that has none: not looked for twice. */
  #nextFeed = -1

  /**
   * @param countIn counts the line feeds in bytes
   * @param base offset of the first byte
   */
  constructor(countIn = countLineFeeds, base = 0, place: LinePlace = { line: 1, lineStart: 0 }) {
    this.#countIn = countIn
    this.#end = base
    this.#at = base
    this.#place = place
  }

  /**
   * @param bytes not altered before it is forgotten
   * @param from nobody will ask about what is before: by default about what is before the last chunk
   */
  push(bytes: Uint8Array, from = this.#chunks.at(-1)?.base ?? 0): void {
    this.#forget(from)
    const place = this.#at === this.#end ? this.#place : undefined
    this.#chunks.push({ bytes, base: this.#end, place })
    this.#end += bytes.length
  }

  /** @param offset not forgotten; fast if not smaller than the one before */
  lineAt(offset: number): LinePlace {
    if (offset < this.#at) this.#goBack(offset)
    while (this.#index < this.#chunks.length) {
      const { bytes, base } = this.#chunks[this.#index]!
      const end = base + bytes.length
      if (offset < end) {
        this.#countTo(offset)
        break
      }
      this.#countRest(end)
    }
    return this.#place
  }

  #forget(offset: number): void {
    while (this.#chunks.length > 1 && this.#chunks[1]!.base <= offset) {
      if (this.#index === 0) this.lineAt(this.#chunks[1]!.base)
      this.#chunks.shift()
      this.#index--
    }
  }

  #goBack(offset: number): void {
    let index = this.#index
    while (index > 0 && this.#chunks[index]!.base > offset) index--
    const { base, place } = this.#chunks[index]!
    this.#index = index
    this.#at = base
    this.#place = place!
    this.#nextFeed = -1
  }

  #countTo(offset: number): void {
    let { line, lineStart } = this.#place
    for (let feed = this.#feedFrom(this.#at); feed < offset; feed = this.#feedFrom(feed + 1)) {
      line++
      lineStart = feed + 1
    }
    this.#at = offset
    if (lineStart !== this.#place.lineStart) this.#place = { line, lineStart }
  }

  /** @param end of the chunk */
  #countRest(end: number): void {
    const { bytes, base } = this.#chunks[this.#index]!
    const rest = bytes.subarray(this.#at - base)
    const count = this.#countIn(rest)
    if (count > 0) {
      const lineStart = this.#at + rest.lastIndexOf(lineFeed) + 1
      this.#place = { line: this.#place.line + count, lineStart }
    }
    this.#at = end
    this.#nextFeed = -1
    const next = this.#chunks[++this.#index]
    if (next) next.place = this.#place
  }

  /** @param offset in the chunk, or its end */
  #feedFrom(offset: number): number {
    if (this.#nextFeed < offset) {
      const { bytes, base } = this.#chunks[this.#index]!
      const feed = bytes.indexOf(lineFeed, offset - base)
      this.#nextFeed = base + (feed < 0 ? bytes.length : feed)
    }
    return this.#nextFeed
  }
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0
  for (let feed = bytes.indexOf(lineFeed); feed >= 0; feed = bytes.indexOf(lineFeed, feed + 1))
    count++
  return count
}
