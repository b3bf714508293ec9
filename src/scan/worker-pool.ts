import { Worker } from 'node:worker_threads'
import type { FileToScan } from '../sources/source.ts'
import { StanchError } from '../text/error.ts'
import type {
  DocumentRange,
  DocumentScannerOptions,
  Outcome,
  RangeOutcome,
} from './document-scanner.ts'

/** What a worker is started with. */
export interface WorkerSetup {
  readonly scanner: DocumentScannerOptions
  readonly disabledRules: readonly string[]
}

/** Files to scan whole, or a part of a large one. */
export type Job =
  | { readonly kind: 'files'; readonly id: number; readonly files: readonly FileToScan[] }
  | {
      readonly kind: 'range'
      readonly id: number
      readonly file: FileToScan
      /** Already open in this process; otherwise the worker opens the file. */
      readonly descriptor: number | undefined
      readonly range: DocumentRange
    }

export interface JobResult {
  readonly id: number
  readonly outcome?: Outcome
  readonly range?: RangeOutcome
}

/** Jobs a worker has at once: one runs, one waits, so that it never idles. */
const jobsAtOnce = 2

interface Member {
  readonly worker: Worker
  open: number
}

interface Waiting {
  readonly resolve: (result: JobResult) => void
  readonly reject: (error: unknown) => void
}

/** Work that must be left, in milliseconds of one worker, for another one to be worth its start and warm-up. */
const growMs = 1200

/**
 * Worker threads that scan. Starts with one, and adds others while much is left to do. Results come back in
 * whatever order; the promise of each job is its own.
 */
export class WorkerPool {
  readonly #countMax: number
  readonly #startWorker: () => Member
  readonly #members: Member[] = []
  readonly #queue: Job[] = []
  readonly #waiting = new Map<number, Waiting>()
  #idNext = 0
  #results = 0
  #firstResultAt: number | undefined

  constructor(countMax: number, setup: WorkerSetup, onFallback: (reason: string) => void) {
    this.#countMax = countMax
    this.#startWorker = () => this.#start(setup, onFallback)
    this.#members.push(this.#startWorker())
  }

  scanFiles(files: readonly FileToScan[]): Promise<Outcome> {
    return this.#add((id) => ({ kind: 'files', id, files })).then((result) => result.outcome!)
  }

  scanRange(
    file: FileToScan,
    descriptor: number | undefined,
    range: DocumentRange,
  ): Promise<RangeOutcome> {
    const job = (id: number): Job => ({ kind: 'range', id, file, descriptor, range })
    return this.#add(job).then((result) => result.range!)
  }

  async close(): Promise<void> {
    this.#queue.length = 0
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()))
    const error = new StanchError('SCAN_STOPPED', 'The scan was stopped.')
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #start(setup: WorkerSetup, onFallback: (reason: string) => void): Member {
    const worker = new Worker(new URL('./scan-worker.js', distDirectory), { workerData: setup })
    const member: Member = { worker, open: 0 }
    worker.on('message', (message: JobResult | { fallback: string }) => {
      if ('fallback' in message) {
        onFallback(message.fallback)
        return
      }
      member.open--
      this.#grow()
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      this.#dispatch()
      waiting?.resolve(message)
    })
    // A worker that dies takes its jobs with it: all that is open has failed.
    worker.on('error', (error) => this.#fail(error))
    return member
  }

  /**
   * Does jobs in this thread until none is left waiting, the last one first: the workers take them from the front.
   * Between two jobs results and signals come in.
   */
  async help(run: (job: Job) => Omit<JobResult, 'id'>): Promise<void> {
    for (let job = this.#queue.pop(); job !== undefined; job = this.#queue.pop()) {
      const waiting = this.#waiting.get(job.id)
      this.#waiting.delete(job.id)
      waiting?.resolve({ id: job.id, ...run(job) })
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

  #add(makeJob: (id: number) => Job): Promise<JobResult> {
    const job = makeJob(this.#idNext++)
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, { resolve, reject })
      this.#queue.push(job)
      this.#dispatch()
    })
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
