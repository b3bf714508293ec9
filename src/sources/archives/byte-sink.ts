import { writeSync } from 'node:fs'
import { chunksOfSource, sliceSource, type ByteSource } from './byte-source.ts'

const bufferBytes = 1 << 18

/** Writes a file from its start on. */
export class ByteSink {
  readonly #descriptor: number
  readonly #buffer = new Uint8Array(bufferBytes)
  #filled = 0
  #written = 0

  /** @param descriptor of an empty file; stays the caller's */
  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** Bytes so far. */
  get position(): number {
    return this.#written + this.#filled
  }

  write(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > bufferBytes) this.flush()
    if (bytes.length > bufferBytes) {
      writeAll(this.#descriptor, bytes, this.#written)
      this.#written += bytes.length
    } else {
      this.#buffer.set(bytes, this.#filled)
      this.#filled += bytes.length
    }
  }

  /** Copies the part `[start, end)` of a source. */
  copy(source: ByteSource, start = 0, end = source.size): void {
    for (const chunk of chunksOfSource(sliceSource(source, start, end))) this.write(chunk)
  }

  /** Writes over what was written. */
  patch(position: number, bytes: Uint8Array): void {
    this.flush()
    writeAll(this.#descriptor, bytes, position)
  }

  flush(): void {
    writeAll(this.#descriptor, this.#buffer.subarray(0, this.#filled), this.#written)
    this.#written += this.#filled
    this.#filled = 0
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(descriptor, bytes, at, bytes.length - at, position + at)
  }
}
