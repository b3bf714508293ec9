import {
  addOffsetsToTxnV3,
  addPartitionsToTxnV3,
  endTxnV3,
  initProducerIdV4,
  txnOffsetCommitV3,
} from '@platformatic/kafka'
import type { Cluster } from './cluster.ts'
import { metadataOf, type CommitPoint } from './commit-plan.ts'
import type { Assignment } from './group-member.ts'
import { kafkaCodeOf } from './kafka-error.ts'
import type { KafkaRecord } from './kafka-record.ts'
import { pause } from './pause.ts'
import { produceRecords, type PartitionBatch } from './produce-records.ts'
import { planRounds, type GatheredBatch } from './plan-rounds.ts'
import { recordBytesMost, writeBatch, type WrittenCompression } from './write-batch.ts'

/** What becomes visible at once, or not at all. */
export interface TransactionWork {
  /** By partition of the target topic, in order. */
  readonly batches: ReadonlyMap<number, readonly GatheredBatch[]>
  /** By partition of the source topic. */
  readonly points: ReadonlyMap<number, CommitPoint>
  /** Under which the records were read: a group that has moved on does not take the offsets. */
  readonly assignment: Assignment
}

export interface ProducerOptions {
  readonly transactionalId: string
  readonly group: string
  readonly from: string
  readonly to: string
  readonly timeoutMs: number
  /** Longest batch that the target takes. Bytes. */
  readonly batchBytesMax: number
  readonly compression: WrittenCompression
  /** What stands for a record that is longer than the target takes, as tokens can be longer than secrets. */
  readonly shorten: (record: KafkaRecord) => KafkaRecord
}

/** Markers of the transaction before are on their way. */
const busyPauseMs = 5
const busyAttemptsMax = 4000

/**
 * Writes records and the offsets they came from in one transaction after the other, by the requests of Kafka 3.0 to 4:
 * the library's own transactions lose partitions and offsets that are added at the same time, and want the right to change
 * the cluster.
 */
export class TransactionalProducer {
  readonly #cluster: Cluster
  readonly #options: ProducerOptions
  readonly #sequences = new Map<number, number>()
  #coordinator = -1
  #groupCoordinator = -1
  #id = -1n
  #epoch = -1

  constructor(cluster: Cluster, options: ProducerOptions) {
    this.#cluster = cluster
    this.#options = options
  }

  /** Ends what another of this name has begun, and shuts it out. */
  async open(): Promise<void> {
    const { transactionalId, group, timeoutMs } = this.#options
    this.#coordinator = await this.#cluster.coordinator('transaction', transactionalId)
    this.#groupCoordinator = await this.#cluster.coordinator('group', group)
    const connection = await this.#cluster.broker(this.#coordinator)
    const { producerId, producerEpoch } = await whenFree(() =>
      initProducerIdV4.api.async(connection, transactionalId, timeoutMs, -1n, -1),
    )
    this.#id = producerId
    this.#epoch = producerEpoch
    this.#sequences.clear()
  }

  /**
   * @throws the library's error. The transaction is aborted then, or will be when the next is opened; whether a commit
   * whose answer was lost took place is known from the committed offsets.
   */
  async commit(work: TransactionWork): Promise<void> {
    try {
      await this.#fill(work)
    } catch (error) {
      // If that fails, too, its error counts: then nothing more may be added to this transaction.
      await this.#end(false)
      throw error
    }
    await this.#end(true)
  }

  async #fill({ batches, points, assignment }: TransactionWork): Promise<void> {
    const partitions = [...batches.keys()]
    if (partitions.length > 0) await this.#addPartitions(partitions)
    // Both are waited for: what arrives behind an abort would belong to no transaction.
    const outcomes = await Promise.allSettled([
      this.#produce(batches),
      this.#commitOffsets(points, assignment),
    ])
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }

  async #addPartitions(partitions: number[]): Promise<void> {
    const connection = await this.#cluster.broker(this.#coordinator)
    const transaction = {
      transactionalId: this.#options.transactionalId,
      producerId: this.#id,
      producerEpoch: this.#epoch,
      verifyOnly: false,
      topics: [{ name: this.#options.to, partitions }],
    }
    await whenFree(() => addPartitionsToTxnV3.api.async(connection, [transaction]))
  }

  async #produce(batches: TransactionWork['batches']): Promise<void> {
    const { to, transactionalId } = this.#options
    const leaderOf = await this.#cluster.leaders(to)
    const requests: Promise<void>[] = []
    for (const round of planRounds(batches)) {
      const leaders = new Set(Array.from(round.keys(), (partition) => leaderOf[partition]!))
      for (const leader of leaders) {
        const connection = await this.#cluster.broker(leader)
        const led = [...round].filter(([partition]) => leaderOf[partition] === leader)
        const written = led.map(([partition, batch]) => this.#write(partition, batch))
        const request = produceRecords(connection, transactionalId, to, written)
        request.catch(() => undefined)
        requests.push(request)
      }
    }
    const outcomes = await Promise.allSettled(requests)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }

  #write(partition: number, { records, bytes }: GatheredBatch): PartitionBatch {
    const { compression, batchBytesMax, shorten } = this.#options
    const sequence = this.#sequences.get(partition) ?? 0
    this.#sequences.set(partition, (sequence + records.length) % 2 ** 31)
    const head = { producerId: this.#id, producerEpoch: this.#epoch, sequence, compression }
    const batch = writeBatch(records, bytes, head)
    if (batch.length <= batchBytesMax || records.length > 1) return { partition, batch }
    const short = shorten(records[0]!)
    return { partition, batch: writeBatch([short], recordBytesMost(short), head) }
  }

  async #commitOffsets(
    points: TransactionWork['points'],
    { generationId, memberId, instance }: Assignment,
  ): Promise<void> {
    const { transactionalId, group, from } = this.#options
    const connection = await this.#cluster.broker(this.#coordinator)
    await whenFree(() =>
      addOffsetsToTxnV3.api.async(connection, transactionalId, this.#id, this.#epoch, group),
    )
    const partitions = Array.from(points, ([partitionIndex, point]) => ({
      partitionIndex,
      committedOffset: BigInt(point.offset),
      committedLeaderEpoch: -1,
      committedMetadata: metadataOf(point),
    }))
    await txnOffsetCommitV3.api.async(
      await this.#cluster.broker(this.#groupCoordinator),
      transactionalId,
      group,
      this.#id,
      this.#epoch,
      generationId,
      memberId,
      instance ?? null,
      [{ name: from, partitions }],
    )
  }

  async #end(isCommit: boolean): Promise<void> {
    const connection = await this.#cluster.broker(this.#coordinator)
    const { transactionalId } = this.#options
    await endTxnV3.api.async(connection, transactionalId, this.#id, this.#epoch, isCommit)
  }
}

/** Tries again while the transaction before is not quite over, or its coordinator not quite there. */
async function whenFree<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request()
    } catch (error) {
      const code = kafkaCodeOf(error) ?? ''
      const isBusy = code === 'CONCURRENT_TRANSACTIONS' || code === 'COORDINATOR_LOAD_IN_PROGRESS'
      if (!isBusy || attempt === busyAttemptsMax) throw error
      await pause(busyPauseMs)
    }
  }
}
