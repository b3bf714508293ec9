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

/** Worker threads that scan. Results come back in whatever order; the promise of each job is its own. */
export class WorkerPool {
  readonly #members: Member[]
  readonly #queue: Job[] = []
  readonly #waiting = new Map<number, Waiting>()
  #idNext = 0

  constructor(count: number, setup: WorkerSetup, onFallback: (reason: string) => void) {
    this.#members = Array.from({ length: count }, () => this.#start(setup, onFallback))
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
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      this.#dispatch()
      waiting?.resolve(message)
    })
    // A worker that dies takes its jobs with it: all that is open has failed.
    worker.on('error', (error) => this.#fail(error))
    return member
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
