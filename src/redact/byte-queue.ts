const none = new Uint8Array(0)
/** Buffers that are kept for later, and how long each may be. */
const spareMax = 2
const spareBytesMax = 1 << 22

/** Bytes that wait, in one piece; grows by doubling, so that many small chunks cost no more than few large ones. */
export class ByteQueue {
  #buffer: Uint8Array = none
  #length = 0
  #taken: Uint8Array[] = []
  readonly #spare: Uint8Array[] = []

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

  /** @returns all that waited, as it is until {@link recycle}; the queue is empty then */
  take(): Uint8Array {
    const taken = this.bytes
    if (this.#buffer.length > 0) this.#taken.push(this.#buffer)
    this.#buffer = this.#spare.pop() ?? none
    this.#length = 0
    return taken
  }

  /** Nobody looks any more at what was taken: its memory is used again. */
  recycle(): void {
    for (const buffer of this.#taken) {
      if (this.#spare.length < spareMax && buffer.length <= spareBytesMax) this.#spare.push(buffer)
    }
    this.#taken = []
  }
}
