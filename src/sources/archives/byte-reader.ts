import { concatBytes } from '../../text/bytes.ts'
import { type ByteSource, chunksOfSource, sliceSource } from './byte-source.ts'

/** Reads bytes in order, from a source or from chunks that are made on demand. */
export class ByteReader {
  /** Bytes consumed so far. */
  position = 0
  readonly #source: ByteSource | undefined
  #chunks: Iterator<Uint8Array>
  #buffer: Uint8Array = new Uint8Array()
  #failure: { readonly error: unknown } | undefined

  constructor(input: ByteSource | Iterable<Uint8Array>) {
    this.#source = 'read' in input ? input : undefined
    this.#chunks = ('read' in input ? chunksOfSource(input) : input)[Symbol.iterator]()
  }

  /** The next bytes without consuming them; fewer only at the end. */
  peek(length: number): Uint8Array {
    while (this.#buffer.length < length) {
      const chunk = this.#pull()
      if (chunk === undefined) break
      this.#buffer = this.#buffer.length === 0 ? chunk : concatBytes([this.#buffer, chunk])
    }
    return this.#buffer.subarray(0, length)
  }

  /** Like {@link peek}, but where reading fails gives the bytes in front of that; a later read fails. */
  peekSound(length: number): Uint8Array {
    try {
      return this.peek(length)
    } catch (error) {
      if (this.#buffer.length === 0) throw error
      return this.#buffer.subarray(0, length)
    }
  }

  /** The next bytes; fewer only at the end. */
  take(length: number): Uint8Array {
    const bytes = this.peek(length)
    this.#consume(bytes.length)
    return bytes
  }

  /** The next bytes in pieces as they come; fewer at the end. Pieces not asked for are not consumed. */
  *chunks(length = Infinity): Generator<Uint8Array, void, undefined> {
    for (let left = length; left > 0;) {
      if (this.#buffer.length === 0) this.#buffer = this.#pull() ?? this.#buffer
      const piece = this.#buffer.subarray(0, Math.min(left, this.#buffer.length))
      if (piece.length === 0) return
      this.#consume(piece.length)
      left -= piece.length
      yield piece
    }
  }

  /** Passes over bytes; in a source without reading them. @returns whether there were that many */
  skip(length: number): boolean {
    const buffered = Math.min(length, this.#buffer.length)
    this.#consume(buffered)
    const left = length - buffered
    if (left === 0) return true
    if (this.#source !== undefined) {
      const start = this.position + Math.min(left, this.#source.size - this.position)
      const isThere = start - this.position === left
      this.#chunks = chunksOfSource(sliceSource(this.#source, start, this.#source.size))
      this.position = start
      return isThere
    }
    let skipped = 0
    for (const piece of this.chunks(left)) skipped += piece.length
    return skipped === left
  }

  /** The next bytes as a source of their own, where that is possible without reading them. */
  range(length: number): ByteSource | undefined {
    return this.#source && sliceSource(this.#source, this.position, this.position + length)
  }

  /** Lets go of what makes the chunks. */
  close(): void {
    this.#chunks.return?.()
  }

  #consume(length: number): void {
    this.#buffer = this.#buffer.subarray(length)
    this.position += length
  }

  /** A failure repeats: an iterator that has thrown would from then on look like one that has ended. */
  #pull(): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      for (;;) {
        const result = this.#chunks.next()
        if (result.done) return undefined
        if (result.value.length > 0) return result.value
      }
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }
}
