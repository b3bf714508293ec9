import { reasonOf } from '../text/error.ts'
import { BatchReader, type BatchObject } from './batch-reader.ts'
import type { ObjectId } from './object-id.ts'
import type { Repository } from './repository.ts'

/** Reads objects one after another, and goes on after one that is missing or damaged. */
export class SteadyReader {
  readonly #repository: Repository
  readonly #onProblem: (path: string, reason: string) => void
  #reader: BatchReader | undefined

  /** @param onProblem told of each object that could not be read, and for which path it was wanted */
  constructor(repository: Repository, onProblem: (path: string, reason: string) => void) {
    this.#repository = repository
    this.#onProblem = onProblem
  }

  /** Asks ahead. @returns `undefined` for trouble as well: {@link read} tells which */
  async ask(id: ObjectId): Promise<BatchObject | undefined> {
    try {
      return await this.#open().read(id)
    } catch {
      return undefined
    }
  }

  /** @throws StanchError `GIT_FAILED` in a partial clone whose remote does not answer */
  async read(id: ObjectId, path: string): Promise<BatchObject | undefined> {
    let reason = `object ${id} is missing`
    // What cannot be read ends git's process, and that may be another one that was asked for before.
    for (let attempts = 2; attempts > 0; attempts--) {
      try {
        const object = await this.#open().read(id)
        if (object) return object
        break
      } catch (error) {
        if (this.#repository.isPartial) throw error
        reason = `object ${id} cannot be read: ${reasonOf(error)}`
        this.close()
      }
    }
    this.#onProblem(path, reason)
    return undefined
  }

  /** Those that can be read. Asks for all of them at once, when it is called. */
  async readAll(ids: readonly ObjectId[], path: string): Promise<Buffer[]> {
    const asked = ids.map((id) => this.ask(id))
    const all: Buffer[] = []
    for (const [at, id] of ids.entries()) {
      const object = (await asked[at]) ?? (await this.read(id, path))
      if (object) all.push(object.bytes)
    }
    return all
  }

  close(): void {
    this.#reader?.close()
    this.#reader = undefined
  }

  #open(): BatchReader {
    return (this.#reader ??= new BatchReader(this.#repository))
  }
}
