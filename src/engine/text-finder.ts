/** What was found out about one text: it does not start in `[from, to)`; it starts at `to` if `isThere`. */
interface Known {
  readonly from: number
  readonly to: number
  readonly isThere: boolean
}

/**
 * Tells whether short texts stand in ranges of one document. Remembers where it has looked last for each text:
 * ranges come mostly in ascending order and overlap, so that no part is passed through for each of them.
 */
export class TextFinder {
  readonly #bytes: Uint8Array
  readonly #known = new Map<string, Known>()

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether `text` stands in `[from, to)`. */
  holds(text: string, from: number, to: number): boolean {
    const last = Math.min(to, this.#bytes.length) - text.length
    const known = this.#known.get(text)
    const goesOn = known !== undefined && known.from <= from && from <= known.to
    if (goesOn && (known.isThere || last < known.to)) return known.isThere && known.to <= last
    const at = this.#search(text, goesOn ? known.to : from, last)
    this.#known.set(text, {
      from: goesOn ? known.from : from,
      to: at < 0 ? Math.max(from, last + 1) : at,
      isThere: at >= 0,
    })
    return at >= 0
  }

  /** Offset of the first `text` that starts in `[from, last]`, or -1. */
  #search(text: string, from: number, last: number): number {
    const bytes = this.#bytes
    const first = text.charCodeAt(0)
    for (let at = from; at <= last; at++) {
      if (bytes[at] !== first) continue
      let offset = 1
      while (offset < text.length && bytes[at + offset] === text.charCodeAt(offset)) offset++
      if (offset === text.length) return at
    }
    return -1
  }
}
