import { closeSync, fstatSync, open, openSync, readSync, statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { PipeReader } from './pipe-reader.ts'

const readBytes = 1 << 18
const standardInput = 0

/** What a filter reads: chunks, each valid until the next one is asked for. */
export interface FilterInput extends AsyncIterable<Uint8Array> {
  /** Whatever is held back is never waited for. */
  readonly isFile?: boolean
  /** Ends it, where it would wait for what may never come. */
  destroy?(): void
}

/** Standard input; a file is read in large chunks. */
export function readStandardInput(): FilterInput {
  const status = fstatSync(standardInput)
  if (status.isFile()) return new FileReader(standardInput)
  return status.isFIFO() || status.isSocket() ? new PipeReader(standardInput) : process.stdin
}

/**
 * A file, or a pipe that has a name.
 *
 * @throws Error when it cannot be opened
 */
export async function openFilterInput(path: string): Promise<FilterInput> {
  if (!statSync(path).isFIFO()) return new FileReader(openSync(path, 'r'))
  // A pipe opens when somebody writes to it.
  return new PipeReader(await promisify(open)(path, 'r'))
}

class FileReader implements FilterInput {
  readonly isFile = true
  readonly #file: number

  constructor(file: number) {
    this.#file = file
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(readBytes)
    try {
      for (;;) {
        const length = readSync(this.#file, buffer, 0, readBytes, null)
        if (length === 0) return
        yield buffer.subarray(0, length)
        // Signals have their turn.
        await turn()
      }
    } finally {
      if (this.#file !== standardInput) closeSync(this.#file)
    }
  }
}
