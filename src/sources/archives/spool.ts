import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { concatBytes } from '../../text/bytes.ts'
import { ByteSink } from './byte-sink.ts'
import { bytesSource, fileSource, type ByteSource } from './byte-source.ts'

/** What is longer goes to a file. */
const memoryBytesMax = 1 << 22

/** Keeps bytes that are to be read again: short ones in memory, others in a file that only this process can see. */
export class Spool {
  readonly #directory: string
  #parts: Uint8Array[] = []
  #bytes = 0
  #file: { readonly descriptor: number; readonly path: string; readonly sink: ByteSink } | undefined

  /** @param directory where files may be made */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** Bytes so far. */
  get position(): number {
    return this.#bytes
  }

  /** @param bytes may be altered afterwards */
  write(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    if (!this.#file && this.#bytes > memoryBytesMax) this.#open()
    if (this.#file) this.#file.sink.write(bytes)
    else this.#parts.push(Uint8Array.from(bytes))
  }

  /** All that was written; nothing more is. */
  source(): ByteSource {
    if (!this.#file) {
      const bytes = concatBytes(this.#parts)
      this.#parts = [bytes]
      return bytesSource(bytes)
    }
    this.#file.sink.flush()
    return fileSource(this.#file.descriptor, this.#bytes)
  }

  close(): void {
    this.#parts = []
    if (!this.#file) return
    closeSync(this.#file.descriptor)
    rmSync(this.#file.path, { force: true })
    this.#file = undefined
  }

  #open(): void {
    const path = join(this.#directory, `.stanch-${randomBytes(8).toString('hex')}`)
    const descriptor = openSync(path, 'wx+', 0o600)
    try {
      // Gone by itself when the process is; where an open file cannot be removed it is when closed.
      rmSync(path, { force: true })
    } catch {}
    const sink = new ByteSink(descriptor)
    for (const part of this.#parts) sink.write(part)
    this.#parts = []
    this.#file = { descriptor, path, sink }
  }
}
