/** Bytes that wait, in one piece; grows by doubling, so that many small chunks cost no more than few large ones. */
export class ByteQueue {
  #buffer = new Uint8Array(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What waits; a view that the next change makes invalid. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(length, this.#buffer.length * 2))
      grown.set(this.bytes)
      this.#buffer = grown
    }
    this.#buffer.set(chunk, this.#length)
    this.#length = length
  }

  /** @returns all that waited; the queue is empty then */
  take(): Uint8Array {
    const taken = this.bytes
    this.#buffer = new Uint8Array(0)
    this.#length = 0
    return taken
  }
}
