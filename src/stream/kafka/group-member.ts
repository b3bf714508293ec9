import { Consumer, offsetFetchV8, type ConsumerOptions } from '@platformatic/kafka'
import { StanchError } from '../../text/error.ts'
import { clientOptions, type Cluster } from './cluster.ts'
import { commitPointOf, type CommitPoint } from './commit-plan.ts'
import { kafkaCodeOf } from './kafka-error.ts'
import { pause } from './pause.ts'
import type { WorkerOptions } from './worker-options.ts'

/** What a member of a group works on, until the group agrees on something else. */
export interface Assignment {
  readonly memberId: string
  readonly generationId: number
  readonly instance: string | undefined
  /** Of the source topic, ascending. */
  readonly partitions: readonly number[]
}

/** Membership in a consumer group; the library's, which keeps it up and rejoins by itself. */
export class GroupMember {
  readonly #options: WorkerOptions
  readonly #consumer: Consumer
  #current: Assignment | undefined
  #failure: Error | undefined
  #wake: () => void = () => undefined

  constructor(options: WorkerOptions) {
    const { group, instance, sessionTimeoutMs } = options
    this.#options = options
    this.#consumer = new Consumer<Buffer, Buffer, Buffer, Buffer>({
      ...clientOptions(options, 'group'),
      groupId: group,
      ...(instance === undefined ? {} : { groupInstanceId: instance }),
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.max(100, Math.floor(sessionTimeoutMs / 8)),
      // Others may take as long to join.
      requestTimeout: 2 * sessionTimeoutMs + 10_000,
    } as ConsumerOptions<Buffer, Buffer, Buffer, Buffer>)
    this.#consumer.on('consumer:group:join', ({ memberId, generationId, assignments }) => {
      const partitions = assignments?.find(({ topic }) => topic === options.from)?.partitions ?? []
      this.#current = {
        memberId: memberId!,
        generationId: generationId!,
        instance,
        partitions: partitions.toSorted((left, right) => left - right),
      }
      this.#wake()
    })
    this.#consumer.on('consumer:heartbeat:error', ({ error }) => this.#fail(error))
    this.#consumer.on('error', (error: Error) => this.#fail(error))
  }

  async join(): Promise<void> {
    this.#consumer.topics.track(this.#options.from)
    await this.#consumer.joinGroup({})
  }

  /**
   * Waits until the group has agreed on something else than this.
   *
   * @returns undefined when the signal aborts
   * @throws what ended the membership
   */
  async next(after: Assignment | undefined, signal: AbortSignal): Promise<Assignment | undefined> {
    while (!signal.aborted) {
      if (this.#failure) throw this.#failure
      if (this.#current && this.#current !== after) return this.#current
      await this.#change(signal)
    }
    return undefined
  }

  /**
   * Where to read on. Waits for transactions that are about to commit offsets of these partitions, as those of a member
   * that is no more: reading before would double what they write.
   *
   * @returns by partition; none where nothing was ever committed
   */
  async committed(
    cluster: Cluster,
    partitions: readonly number[],
    signal: AbortSignal,
  ): Promise<Map<number, CommitPoint>> {
    const { group, from } = this.#options
    const connection = await cluster.broker(await cluster.coordinator('group', group))
    const topics = [{ name: from, partitionIndexes: [...partitions] }]
    const wanted = [{ groupId: group, memberId: null, memberEpoch: -1, topics }]
    for (;;) {
      try {
        const { groups } = await offsetFetchV8.api.async(connection, wanted, true)
        const committed = groups[0]!.topics[0]?.partitions ?? []
        return new Map(
          committed
            .filter(({ committedOffset }) => committedOffset >= 0n)
            .map(({ partitionIndex, committedOffset, metadata }) => [
              partitionIndex,
              commitPointOf(Number(committedOffset), metadata ?? null),
            ]),
        )
      } catch (error) {
        if (kafkaCodeOf(error) !== 'UNSTABLE_OFFSET_COMMIT' || signal.aborted) throw error
        await pause(100, signal)
      }
    }
  }

  /** @returns by partition: the first offset that is kept, or the one behind the last that is committed */
  async edges(edge: 'earliest' | 'latest'): Promise<readonly number[]> {
    const offsets = await this.#consumer.listOffsets({
      topics: [this.#options.from],
      timestamp: edge === 'earliest' ? -2n : -1n,
      isolationLevel: 1,
    })
    return (offsets.get(this.#options.from) ?? []).map(Number)
  }

  /** Leaves the group, so that the others need not wait for the time-out. */
  leave(): Promise<void> {
    return new Promise((resolve) => this.#consumer.close(true, () => resolve()))
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      signal.addEventListener('abort', wake)
      this.#wake = wake
    })
  }

  #fail(error: unknown): void {
    this.#failure ??=
      error instanceof Error
        ? error
        : new StanchError('KAFKA_GROUP', 'The membership in the consumer group was lost.')
    this.#wake()
  }
}
