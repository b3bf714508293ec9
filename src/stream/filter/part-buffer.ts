/** Longer ones are not kept. */
const keptBytesMax = 1 << 22

/** Joins parts in memory that is used again and again. */
export class PartBuffer {
  #buffer = new Uint8Array(0)

  /** @returns a single part itself, or a view that the next call writes to */
  join(parts: readonly Uint8Array[]): Uint8Array {
    if (parts.length === 1) return parts[0]!
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const buffer = this.#room(length)
    let at = 0
    for (const part of parts) {
      buffer.set(part, at)
      at += part.length
    }
    return buffer.subarray(0, length)
  }

  #room(length: number): Uint8Array {
    if (length <= this.#buffer.length) return this.#buffer
    const grown = new Uint8Array(Math.max(length, this.#buffer.length * 2))
    if (grown.length <= keptBytesMax) this.#buffer = grown
    return grown
  }
}
