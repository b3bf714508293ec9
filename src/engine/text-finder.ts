interface Known {
  /** From here up to {@link at} the text does not start. */
  readonly from: number
  readonly at: number
}

/**
 * Finds the next place of short texts in one document. Remembers the last answer for each text: anchors come
 * mostly in ascending order, so that however many ask, the document is passed through about once.
 */
export class TextFinder {
  readonly #bytes: Uint8Array
  readonly #known = new Map<string, Known>()

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether `text` stands in `[from, to)`. */
  holds(text: string, from: number, to: number): boolean {
    return this.#next(text, from) + text.length <= to
  }

  /** Offset of the first `text` at or after `from`, `Infinity` when there is none. */
  #next(text: string, from: number): number {
    const known = this.#known.get(text)
    if (known && known.from <= from && from <= known.at) return known.at
    const at = indexOfText(this.#bytes, text, from)
    this.#known.set(text, { from, at })
    return at
  }
}

function indexOfText(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0)
  const last = bytes.length - text.length
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== first) continue
    let offset = 1
    while (offset < text.length && bytes[at + offset] === text.charCodeAt(offset)) offset++
    if (offset === text.length) return at
  }
  return Infinity
}
