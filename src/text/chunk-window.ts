/** The part of an input in chunks that is still needed, in one piece. */
export class ChunkWindow {
  /** The last chunk, or what was left before it and the chunk; only the first {@link length} bytes count. */
  bytes: Uint8Array
  length = 0
  /** Offset in the input of the first byte. */
  base = 0
  /** Another one whenever the bytes are. */
  version = 0
  /** Grown, never shrunk: at most twice what was left, and a chunk. */
  #own: Uint8Array = new Uint8Array(0)

  constructor() {
    this.bytes = this.#own
  }

  /** The bytes that count. */
  get there(): Uint8Array {
    return this.isCopy ? this.bytes.subarray(0, this.length) : this.bytes
  }

  get isCopy(): boolean {
    return this.bytes === this.#own
  }

  /** Holds a chunk and nothing else. */
  replace(chunk: Uint8Array, base: number): void {
    this.version++
    this.bytes = chunk
    this.length = chunk.length
    this.base = base
  }

  /** Whether a chunk can follow without moving what is there. */
  hasRoom(from: number, chunk: Uint8Array): boolean {
    return (
      from < this.length &&
      this.bytes === this.#own &&
      this.length + chunk.length <= this.#own.length
    )
  }

  /** Adds a chunk where there is room for it. */
  append(chunk: Uint8Array): void {
    this.version++
    this.#own.set(chunk, this.length)
    this.length += chunk.length
  }

  /**
   * Drops what is before `from`, so that it is at 0, and adds a chunk.
   *
   * @param chunk not copied when nothing is left
   */
  move(from: number, chunk: Uint8Array): void {
    this.version++
    const rest = this.length - from
    if (rest === 0) this.bytes = chunk
    else {
      const kept = this.bytes.subarray(from, this.length)
      if (rest + chunk.length > this.#own.length)
        this.#own = new Uint8Array(2 * rest + chunk.length)
      this.#own.set(kept)
      this.#own.set(chunk, rest)
      this.bytes = this.#own
    }
    this.length = rest + chunk.length
    this.base += from
  }
}
