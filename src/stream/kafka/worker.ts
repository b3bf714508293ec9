import { randomUUID } from 'node:crypto'
import type { Redactor } from '../../redact/redactor.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { hasMovedOn, isFenced, isRetriable, kafkaCodeOf } from './kafka-error.ts'
import { pause } from './pause.ts'
import { Session } from './session.ts'
import { noCounts, type WorkerCounts, type WorkerLog } from './worker-log.ts'
import type { WorkerOptions } from './worker-options.ts'

const pauseLeastMs = 250
const pauseMostMs = 30_000

/**
 * Redacts a topic into another, exactly once: records and the offsets they came from are committed together. What goes
 * wrong on the way to a broker is tried again, with pauses, from what was committed last.
 */
export class KafkaWorker {
  readonly #options: WorkerOptions
  readonly #redactor: Redactor
  readonly #log: WorkerLog
  readonly #transactionalId: string
  readonly counts: WorkerCounts = noCounts()
  #isServing = false

  /** @param redactor reads no record in the light of another (`readsOn: false`) */
  constructor(options: WorkerOptions, redactor: Redactor, log: WorkerLog) {
    this.#options = options
    this.#redactor = redactor
    this.#log = log
    this.#transactionalId = `stanch-${options.group}-${options.instance ?? randomUUID()}`
  }

  /** Whether it has its part in the group, and works on it. */
  get isReady(): boolean {
    return this.#isServing
  }

  /**
   * Runs until the signal aborts, or, if so wanted, all is done. What is certain is committed before it returns.
   *
   * @throws StanchError `KAFKA_FENCED`, `KAFKA_TOPIC`, `KAFKA_REFUSED` and what else cannot be helped by trying again
   */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const before = this.counts.transactions
      try {
        await this.#session(signal)
        return
      } catch (error) {
        if (this.counts.transactions > before) failures = 0
        this.#giveUpOn(error)
        if (signal.aborted) return
        const wait = Math.min(pauseMostMs, pauseLeastMs * 2 ** failures) * (0.5 + Math.random() / 2)
        this.#log.warn(
          { reason: describe(error), retryMs: Math.round(wait) },
          'Kafka: starting over from what was committed',
        )
        await pause(wait, signal)
      }
    }
  }

  async #session(signal: AbortSignal): Promise<void> {
    const session = new Session({
      options: this.#options,
      redactor: this.#redactor,
      log: this.#log,
      counts: this.counts,
      transactionalId: this.#transactionalId,
      onServing: (isServing) => {
        this.#isServing = isServing
      },
    })
    try {
      await session.run(signal)
    } finally {
      await session.close()
    }
  }

  #giveUpOn(error: unknown): void {
    if (isFenced(error) && this.#options.instance !== undefined) {
      throw new StanchError(
        'KAFKA_FENCED',
        `Another worker runs as instance "${this.#options.instance}" of the group "${this.#options.group}"; this one was shut out, and nothing it had not committed is in the target. Give each worker a name of its own.`,
        { cause: error },
      )
    }
    const isOwn = error instanceof StanchError || error instanceof TypeError
    if ((isOwn || error instanceof RangeError) && !isRetriable(error)) throw error
    if (isRetriable(error) || hasMovedOn(error)) return
    throw new StanchError(
      'KAFKA_REFUSED',
      `The broker refuses what trying again cannot change: ${describe(error)}`,
      { cause: error },
    )
  }
}

/** The name of the protocol's error says more than the library's sentence. */
function describe(error: unknown): string {
  const code = kafkaCodeOf(error)
  return code === undefined ? reasonOf(error) : code
}
