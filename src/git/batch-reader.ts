import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { StanchError } from '../text/error.ts'
import { isZeroId, type ObjectId } from './object-id.ts'
import type { Repository } from './repository.ts'
import { startGit } from './run-git.ts'

/** An object as `git cat-file --batch` gives it. */
export interface BatchObject {
  readonly id: ObjectId
  /** `commit`, `tree`, `blob`, `tag`. */
  readonly type: string
  readonly bytes: Buffer
}

/**
 * Reads single objects through one git process: where only a few are wanted, reading all indexes of a large
 * repository would take longer. In a partial clone git fetches what was left out.
 */
export class BatchReader {
  readonly #git: ChildProcessWithoutNullStreams
  #chunks: Buffer[] = []
  #length = 0
  #wake: (() => void) | undefined
  #hasEnded = false
  #asked = ''
  #errors = ''
  #last: Promise<unknown> = Promise.resolve()

  constructor(repository: Repository) {
    this.#git = startGit(repository, ['cat-file', '--batch'])
    this.#git.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#wake?.()
    })
    this.#git.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    this.#git.stdin.on('error', () => undefined)
    const end = () => {
      this.#hasEnded = true
      this.#wake?.()
    }
    this.#git.on('error', end)
    this.#git.stdout.on('close', end)
  }

  /**
   * Answers come in the order of asking; whoever asks ahead does not wait for each.
   *
   * @param id of an object, or `COMMIT:PATH`
   * @returns `undefined` when it is not there
   * @throws StanchError `GIT_FAILED` when it cannot be read; then no further object can
   */
  read(id: ObjectId): Promise<BatchObject | undefined> {
    if (isZeroId(id)) return Promise.resolve(undefined)
    // A write costs more than an answer: those asked for in one go go in one.
    if (this.#asked === '') queueMicrotask(() => this.#send())
    this.#asked += `${id}\n`
    const answer = this.#last.then(() => this.#receive())
    this.#last = answer.catch(() => undefined)
    return answer
  }

  #send(): void {
    this.#git.stdin.write(this.#asked)
    this.#asked = ''
  }

  async #receive(): Promise<BatchObject | undefined> {
    const head = await this.#takeLine()
    const found = /^([0-9a-f]+) (\w+) (\d+)$/.exec(head)
    if (!found) {
      if (head.endsWith(' missing')) return undefined
      throw new StanchError('GIT_FAILED', `git cat-file: ${this.#errors.trim() || head}`)
    }
    const bytes = await this.#take(Number(found[3]))
    await this.#take(1)
    return { id: found[1]!, type: found[2]!, bytes }
  }

  close(): void {
    this.#git.stdin.end()
    this.#git.kill()
  }

  async #takeLine(): Promise<string> {
    let searched = 0
    for (;;) {
      if (this.#length > searched) {
        const all = this.#joined()
        const end = all.indexOf(10, searched)
        if (end >= 0) {
          const line = await this.#take(end + 1)
          return line.toString('latin1', 0, end)
        }
        searched = all.length
      }
      if (!(await this.#more())) return ''
    }
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#length < length) {
      if (!(await this.#more())) {
        throw new StanchError('GIT_FAILED', `git cat-file ended early: ${this.#errors.trim()}`)
      }
    }
    const all = this.#joined()
    this.#chunks = [all.subarray(length)]
    this.#length = all.length - length
    return all.subarray(0, length)
  }

  #joined(): Buffer {
    const [only] = this.#chunks
    const all = this.#chunks.length === 1 ? only! : Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  /** Waits for further output; false when there will be none. */
  async #more(): Promise<boolean> {
    if (this.#hasEnded) return false
    const before = this.#length
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = undefined
    return this.#length > before || !this.#hasEnded
  }
}
