import type { CommitPoint } from './commit-plan.ts'
import type { KafkaRecord } from './kafka-record.ts'
import { gather, type GatheredBatch } from './plan-rounds.ts'
import type { TransactionWork } from './transactional-producer.ts'

/** What a transaction is made of. */
export type CommitWork = Pick<TransactionWork, 'batches' | 'points'>

export interface QueueOptions {
  /** What is certain is committed after this time at the latest. Milliseconds. */
  readonly intervalMs: number
  /** Longest batch. Bytes. */
  readonly batchBytesMax: number
}

/** A transaction of this size is committed at once; twice as much is waiting at most. Bytes. */
const workBytesAim = 1 << 23
/** Offsets alone, behind markers or what is compacted, are in no hurry. */
const offsetsOnlyMs = 3000

/**
 * Gathers what is certain, and commits it, one transaction at a time: while one is on its way the next is gathered. Order is
 * kept. After a failure it takes nothing any more.
 */
export class CommitQueue {
  readonly #commit: (work: CommitWork) => Promise<void>
  readonly #options: QueueOptions
  #batches = new Map<number, GatheredBatch[]>()
  #points = new Map<number, CommitPoint>()
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #timerMs = Infinity
  #running: Promise<void> | undefined
  #isDue = false
  #failure: { readonly error: unknown } | undefined
  #wakeRoom: () => void = () => undefined
  /** Settles never but with a failure. */
  readonly failed: Promise<never>
  #reject: (error: unknown) => void = () => undefined

  constructor(options: QueueOptions, commit: (work: CommitWork) => Promise<void>) {
    this.#options = options
    this.#commit = commit
    this.failed = new Promise((_, reject) => {
      this.#reject = reject
    })
    this.failed.catch(() => undefined)
  }

  /**
   * @param partition of the source
   * @param target the partition of the target topic for each record
   */
  add(
    partition: number,
    { records, point }: { readonly records: readonly KafkaRecord[]; readonly point: CommitPoint },
    target: (record: KafkaRecord) => number,
  ): void {
    this.#points.set(partition, point)
    for (const record of records) {
      const to = target(record)
      let batches = this.#batches.get(to)
      if (!batches) this.#batches.set(to, (batches = []))
      this.#bytes += gather(batches, record, this.#options.batchBytesMax)
    }
    if (this.#bytes >= workBytesAim) this.#start()
    else this.#startIn(this.#bytes > 0 ? this.#options.intervalMs : offsetsOnlyMs)
  }

  /** Waits until more may be gathered. */
  async room(): Promise<void> {
    while (this.#bytes >= workBytesAim && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wakeRoom = resolve
      })
    }
  }

  /** Commits all that was added. @throws what failed */
  async drain(): Promise<void> {
    while ((this.#points.size > 0 || this.#running) && !this.#failure) {
      this.#start()
      await this.#running
    }
    if (this.#failure) throw this.#failure.error
  }

  /** Takes nothing more, and waits for what is on its way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#failure ??= { error: undefined }
    await this.#running
  }

  #startIn(milliseconds: number): void {
    if (this.#timerMs <= milliseconds) return
    clearTimeout(this.#timer)
    this.#timerMs = milliseconds
    this.#timer = setTimeout(() => this.#start(), milliseconds)
  }

  #start(): void {
    this.#isDue = true
    clearTimeout(this.#timer)
    this.#timerMs = Infinity
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    while (this.#isDue && this.#points.size > 0 && !this.#failure) {
      this.#isDue = false
      try {
        await this.#commit(this.#take())
      } catch (error) {
        this.#failure = { error }
        this.#reject(error)
      }
      this.#wakeRoom()
    }
    this.#isDue = false
  }

  #take(): CommitWork {
    const work = { batches: this.#batches, points: this.#points }
    this.#batches = new Map()
    this.#points = new Map()
    this.#bytes = 0
    this.#wakeRoom()
    return work
  }
}
