import { closeSync, fstatSync, open, openSync, statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readBlocks } from '../stream/filter/read-blocks.ts'
import { PipeReader } from './pipe-reader.ts'

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
    try {
      for (const block of readBlocks(this.#file)) {
        yield block
        // Signals have their turn.
        await turn()
      }
    } finally {
      if (this.#file !== standardInput) closeSync(this.#file)
    }
  }
}
