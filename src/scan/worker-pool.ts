import { Worker } from 'node:worker_threads'
import { StanchError } from '../text/error.ts'

/** What a worker's thread gets and gives back: a job with its number, and what came of it. */
export interface NumberedJob<Job> {
  readonly id: number
  readonly job: Job
}

export interface NumberedResult<Result> {
  readonly id: number
  readonly result: Result
}

/** Sent by a worker once, when the native RE2 is missing. */
export interface FallbackNote {
  readonly fallback: string
}

/** A worker's code and what it is started with. */
export interface WorkerStart {
  /** File name in `dist/scan/`. */
  readonly file: string
  readonly workerData: unknown
}

/** Jobs a worker has at once: one runs, one waits, so that it never idles. */
const jobsAtOnce = 2

interface Member {
  readonly worker: Worker
  open: number
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** Work that must be left, in milliseconds of one worker, for another one to be worth its start and warm-up. */
const growMs = 1200

/**
 * Worker threads that do jobs. Starts with one, and adds others while much is left to do. Results come back in
 * whatever order; the promise of each job is its own.
 */
export class WorkerPool<Job, Result> {
  readonly #countMax: number
  readonly #startWorker: () => Member
  readonly #members: Member[] = []
  readonly #queue: NumberedJob<Job>[] = []
  readonly #waiting = new Map<number, Waiting<Result>>()
  #idNext = 0
  #results = 0
  #firstResultAt: number | undefined

  constructor(countMax: number, start: WorkerStart, onFallback: (reason: string) => void) {
    this.#countMax = countMax
    this.#startWorker = () => this.#start(start, onFallback)
    this.#members.push(this.#startWorker())
  }

  run(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      const id = this.#idNext++
      this.#waiting.set(id, { resolve, reject })
      this.#queue.push({ id, job })
      this.#dispatch()
    })
  }

  async close(): Promise<void> {
    this.#queue.length = 0
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()))
    const error = new StanchError('SCAN_STOPPED', 'The scan was stopped.')
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #start({ file, workerData }: WorkerStart, onFallback: (reason: string) => void): Member {
    const worker = new Worker(new URL(file, distDirectory), { workerData })
    const member: Member = { worker, open: 0 }
    worker.on('message', (message: NumberedResult<Result> | FallbackNote) => {
      if ('fallback' in message) {
        onFallback(message.fallback)
        return
      }
      member.open--
      this.#grow()
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      this.#dispatch()
      waiting?.resolve(message.result)
    })
    // A worker that dies takes its jobs with it: all that is open has failed.
    worker.on('error', (error) => this.#fail(error))
    return member
  }

  /**
   * Does jobs in this thread until none is left waiting, the last one first: the workers take them from the front.
   * Between two jobs results and signals come in.
   */
  async help(run: (job: Job) => Result): Promise<void> {
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const waiting = this.#waiting.get(next.id)
      this.#waiting.delete(next.id)
      waiting?.resolve(run(next.job))
      await new Promise(setImmediate)
    }
  }

  /** Called at each result: what a job has taken so far tells how long the rest will take. */
  #grow(): void {
    const now = performance.now()
    this.#firstResultAt ??= now
    const perJobMs = this.#results === 0 ? 0 : (now - this.#firstResultAt) / this.#results
    this.#results++
    if (this.#members.length >= this.#countMax || this.#queue.length * perJobMs < growMs) return
    this.#members.push(this.#startWorker())
  }

  #dispatch(): void {
    for (let round = 0; round < jobsAtOnce; round++) {
      for (const member of this.#members) {
        if (member.open > round || this.#queue.length === 0) continue
        member.open++
        member.worker.postMessage(this.#queue.shift())
      }
    }
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** Workers run compiled code also where this file runs from source, as in tests. */
const distDirectory = new URL('../../dist/scan/', import.meta.url)
