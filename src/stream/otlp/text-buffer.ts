/** Bytes that are put together piece by piece. */
export class TextBuffer {
  #bytes: Uint8Array
  #length = 0

  /** @param bytes that are expected */
  constructor(bytes = 1 << 12) {
    this.#bytes = new Uint8Array(bytes)
  }

  get length(): number {
    return this.#length
  }

  add(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  addByte(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  /** A view that the next change makes invalid. */
  view(start = 0, end = this.#length): Uint8Array {
    return this.#bytes.subarray(start, end)
  }

  clear(): void {
    this.#length = 0
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + length))
    larger.set(this.view())
    this.#bytes = larger
  }
}
