/** Texts, each once, one behind the other; they are numbered from 0 in the order they came. */
export class KnownTexts {
  #bytes = new Uint8Array(1 << 12)
  #ends = new Uint32Array(1 << 8)
  /** Open addressing: numbers from 1, 0 = free. */
  #slots = new Uint32Array(1 << 9)
  #size = 0
  #lengthMax = 0

  get size(): number {
    return this.#size
  }

  /** Bytes of the longest. */
  get lengthMax(): number {
    return this.#lengthMax
  }

  /** All of them. A view, good until more are added. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#startOf(this.#size))
  }

  /** By number: where the text ends in {@link bytes}. A view, too. */
  get ends(): Uint32Array {
    return this.#ends.subarray(0, this.#size)
  }

  /** @returns its number; that of the same text when it is there; -1 when it is not, and there are `sizeMax` others */
  add(text: Uint8Array, sizeMax: number): number {
    const mask = this.#slots.length - 1
    let slot = hashOf(text, 0, text.length) & mask
    for (let number = 0; (number = this.#slots[slot]!) !== 0; slot = (slot + 1) & mask) {
      if (this.#isAt(number - 1, text)) return number - 1
    }
    if (this.#size === sizeMax) return -1
    this.#put(text)
    this.#slots[slot] = this.#size
    if (this.#size * 2 > this.#slots.length) this.#rehash()
    return this.#size - 1
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!
  }

  #isAt(number: number, text: Uint8Array): boolean {
    const start = this.#startOf(number)
    if (this.#ends[number]! - start !== text.length) return false
    let at = 0
    while (at < text.length && this.#bytes[start + at] === text[at]) at++
    return at === text.length
  }

  #put(text: Uint8Array): void {
    const start = this.#startOf(this.#size)
    const end = start + text.length
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    if (this.#size === this.#ends.length) {
      const longer = new Uint32Array(this.#size * 2)
      longer.set(this.#ends)
      this.#ends = longer
    }
    this.#bytes.set(text, start)
    this.#ends[this.#size++] = end
    this.#lengthMax = Math.max(this.#lengthMax, text.length)
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 4)
    const mask = this.#slots.length - 1
    for (let number = 0, start = 0; number < this.#size; start = this.#ends[number++]!) {
      let slot = hashOf(this.#bytes, start, this.#ends[number]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** FNV-1a, its high bits mixed into the low ones. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
