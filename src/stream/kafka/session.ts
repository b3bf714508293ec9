import type { Redactor } from '../../redact/redactor.ts'
import { StanchError } from '../../text/error.ts'
import { Cluster } from './cluster.ts'
import type { CommitPoint } from './commit-plan.ts'
import { FieldRedactor } from './field-redactor.ts'
import { GroupMember, type Assignment } from './group-member.ts'
import { hasMovedOn } from './kafka-error.ts'
import type { KafkaRecord } from './kafka-record.ts'
import { Lane } from './lane.ts'
import { batchBytesAim } from './plan-rounds.ts'
import { Pump, type PumpParts, type PumpStart } from './pump.ts'
import type { PartitionCounts } from './partition-of.ts'
import { SlotMaker, withheldFor } from './slot.ts'
import { TransactionalProducer, type TransactionWork } from './transactional-producer.ts'
import type { WorkerCounts, WorkerLog } from './worker-log.ts'
import type { WorkerOptions } from './worker-options.ts'

export interface SessionParts {
  readonly options: WorkerOptions
  readonly redactor: Redactor
  readonly log: WorkerLog
  readonly counts: WorkerCounts
  readonly transactionalId: string
  /** Told when partitions are being read, and no more. */
  readonly onServing: (isServing: boolean) => void
}

/** What a session finds out before it joins. */
interface Setup {
  readonly producer: TransactionalProducer
  readonly partitions: PartitionCounts
  readonly batchBytesMax: number
}

/** What brokers take when they do not say. */
const batchBytesDefault = 1_048_588

/** One time in the group: connections, membership and producer, that are thrown away when anything is wrong with them. */
export class Session {
  readonly #parts: SessionParts
  readonly #fields: FieldRedactor
  readonly #slots: SlotMaker
  readonly #reading: Cluster
  readonly #writing: Cluster
  readonly #member: GroupMember

  constructor(parts: SessionParts) {
    const { options, redactor, counts } = parts
    this.#parts = parts
    this.#fields = new FieldRedactor(redactor)
    this.#slots = new SlotMaker(this.#fields, options.lanes, {
      onKeySecret: () => counts.keysWithSecrets++,
      onHeaderSecret: () => counts.headersWithSecrets++,
    })
    this.#reading = new Cluster(options, 'fetch')
    this.#writing = new Cluster(options, 'produce')
    this.#member = new GroupMember(options)
  }

  /** @throws what ended it before the signal did */
  async run(signal: AbortSignal): Promise<void> {
    const { options } = this.#parts
    const from = await this.#writing.partitionCount(options.from)
    const to = await this.#writing.partitionCount(options.to)
    const batchBytesMax = (await this.#writing.batchBytesMax(options.to)) ?? batchBytesDefault
    const setup = {
      batchBytesMax,
      partitions: { from, to },
      producer: await this.#openProducer(batchBytesMax),
    }
    if (signal.aborted) return
    await this.#member.join()
    let assignment: Assignment | undefined
    for (;;) {
      assignment = await this.#nextAssignment(assignment, signal)
      if (!assignment) return
      const isDone = await this.#serve(assignment, setup, signal)
      if (isDone) return
    }
  }

  /** Leaves the group and closes all connections; what fails in that does not matter any more. */
  async close(): Promise<void> {
    const all = [this.#member.leave(), this.#reading.close(), this.#writing.close()]
    const late = new Promise((resolve) => setTimeout(resolve, closeMs).unref())
    await Promise.race([Promise.allSettled(all), late])
  }

  async #openProducer(batchBytesMax: number): Promise<TransactionalProducer> {
    const { options, transactionalId } = this.#parts
    const { group, from, to, compression, sessionTimeoutMs } = options
    const producer = new TransactionalProducer(this.#writing, {
      transactionalId,
      group,
      from,
      to,
      compression,
      batchBytesMax,
      timeoutMs: sessionTimeoutMs,
      shorten: (record) => this.#shorten(record),
    })
    await producer.open()
    return producer
  }

  async #nextAssignment(
    after: Assignment | undefined,
    signal: AbortSignal,
  ): Promise<Assignment | undefined> {
    const { sessionTimeoutMs } = this.#parts.options
    const late = AbortSignal.timeout(4 * sessionTimeoutMs)
    const next = await this.#member.next(after, AbortSignal.any([signal, late]))
    if (next || signal.aborted) return next
    throw new StanchError('KAFKA_GROUP_SLOW', 'The group did not agree on who does what in time.')
  }

  /** @returns whether all is done; else the group has agreed on something else, or is about to */
  async #serve(assignment: Assignment, setup: Setup, signal: AbortSignal): Promise<boolean> {
    const ended = new AbortController()
    const stop = AbortSignal.any([signal, ended.signal])
    const moved = this.#member.next(assignment, stop)
    moved.then(
      (next) => next && ended.abort(),
      () => ended.abort(),
    )
    const starts = await this.#starts(assignment, stop)
    const places = starts.map(({ partition, point }) => `${partition}@${point.offset}`)
    this.#parts.log.info({ partitions: places.join(' ') }, 'Kafka: partitions assigned')
    const pump = new Pump(this.#pumpParts(assignment, setup), starts)
    try {
      this.#parts.onServing(true)
      await pump.run(stop)
      if (!ended.signal.aborted) {
        await pump.drain()
        return signal.aborted || this.#parts.options.untilEnd
      }
    } catch (error) {
      if (!hasMovedOn(error)) throw error
      this.#parts.log.info({}, 'Kafka: the group has moved on, the last transaction was aborted')
    } finally {
      this.#parts.onServing(false)
      await pump.discard()
      ended.abort()
    }
    // A lost membership shows itself here.
    await moved
    return false
  }

  #pumpParts(assignment: Assignment, { producer, partitions, batchBytesMax }: Setup): PumpParts {
    const { options, counts, log } = this.#parts
    return {
      options,
      counts,
      log,
      partitions,
      cluster: this.#reading,
      queue: {
        intervalMs: options.commitIntervalMs,
        batchBytesMax: Math.min(batchBytesMax, batchBytesAim),
      },
      openLane: (start) => this.#openLane(start),
      commit: async (work) => {
        await this.#commit(producer, { ...work, assignment })
      },
    }
  }

  async #commit(producer: TransactionalProducer, work: TransactionWork): Promise<void> {
    const { counts } = this.#parts
    try {
      await producer.commit(work)
    } catch (error) {
      counts.aborted++
      throw error
    }
    counts.transactions++
    for (const { records, bytes } of [...work.batches.values()].flat()) {
      counts.committed += records.length
      counts.bytesOut += bytes
    }
  }

  async #starts(assignment: Assignment, signal: AbortSignal): Promise<PumpStart[]> {
    const { options } = this.#parts
    const { partitions } = assignment
    const committed = await this.#member.committed(this.#reading, partitions, signal)
    const earliest = await this.#member.edges('earliest')
    const latest = await this.#member.edges('latest')
    return partitions.map((partition) => {
      const first = earliest[partition] ?? 0
      const offset = options.start === 'earliest' ? first : (latest[partition] ?? first)
      const point = committed.get(partition) ?? { offset, from: offset }
      const from = Math.min(point.offset, Math.max(point.from, first))
      const end = options.untilEnd ? latest[partition] : undefined
      return { partition, point: { offset: point.offset, from }, end, earliest: first }
    })
  }

  #openLane(start: CommitPoint): Lane {
    const { redactor, options } = this.#parts
    return new Lane({
      start,
      openStream: () => redactor.openRecords(),
      findClean: (texts) => redactor.findClean(texts),
      slots: this.#slots,
      by: options.lanes.by,
    })
  }

  #shorten(record: KafkaRecord): KafkaRecord {
    const value = record.value && this.#fields.placeholder(record.value, 'too-large')
    return { ...record, value, headers: [withheldFor('too-large')] }
  }
}

const closeMs = 3000
