import { ProtocolError, type Connection } from '@platformatic/kafka'
import { StanchError } from '../../text/error.ts'
import { collectGarbage } from '../collect-garbage.ts'
import type { Cluster } from './cluster.ts'
import { CommitQueue, type CommitWork, type QueueOptions } from './commit-queue.ts'
import type { CommitPoint } from './commit-plan.ts'
import { fetchRecords, type FetchedPartition } from './fetch-records.ts'
import type { KafkaRecord } from './kafka-record.ts'
import type { Lane } from './lane.ts'
import { feed, receive, type PartitionState } from './partition-reader.ts'
import { pause } from './pause.ts'
import { partitionOf, type PartitionCounts } from './partition-of.ts'
import type { WorkerCounts, WorkerLog } from './worker-log.ts'
import type { WorkerOptions } from './worker-options.ts'

/** What a pump works with. */
export interface PumpParts {
  readonly options: WorkerOptions
  /** For fetching alone. */
  readonly cluster: Cluster
  readonly counts: WorkerCounts
  readonly log: WorkerLog
  readonly partitions: PartitionCounts
  readonly queue: QueueOptions
  readonly openLane: (start: CommitPoint) => Lane
  readonly commit: (work: CommitWork) => Promise<void>
}

/** Where one partition is read. */
export interface PumpStart {
  readonly partition: number
  readonly point: CommitPoint
  /** With `untilEnd`: behind the last record to do. */
  readonly end: number | undefined
  /** The first record that is kept. */
  readonly earliest: number
}

const offsetOutOfRange = 1
const topicsCheckMs = 60_000
/** After so much garbage is collected: answers of megabytes make a heap grow far beyond what is in use. */
const collectBytes = 1 << 24

/** Reads the partitions of one assignment, redacts, and commits, until told to stop. */
export class Pump {
  readonly #parts: PumpParts
  readonly #queue: CommitQueue
  readonly #states: ReadonlyMap<number, PartitionState>
  readonly #earliest: ReadonlyMap<number, number>
  readonly #stopped = new AbortController()
  #bytesToCollect = collectBytes

  constructor(parts: PumpParts, starts: readonly PumpStart[]) {
    this.#parts = parts
    this.#queue = new CommitQueue(parts.queue, parts.commit)
    this.#states = new Map(starts.map((start) => [start.partition, this.#open(start)]))
    this.#earliest = new Map(starts.map(({ partition, earliest }) => [partition, earliest]))
  }

  /**
   * @param signal stops it; what is certain by then is for {@link drain} or {@link discard}
   * @throws what made it stop before
   */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#stopped.abort()
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    const { holdMs } = this.#parts.options
    const timer = setInterval(() => this.#cutOld(), Math.max(20, holdMs / 8))
    const changed = this.#topicsChange()
    const loops: Promise<void>[] = []
    try {
      for (const [leader, states] of await this.#byLeader()) loops.push(this.#loop(leader, states))
      await Promise.race([Promise.all(loops), this.#queue.failed, changed])
    } finally {
      clearInterval(timer)
      signal.removeEventListener('abort', stop)
      stop()
      await Promise.allSettled([...loops, changed])
    }
  }

  /** Commits what is certain. With `untilEnd` nothing more will come, so all is. */
  async drain(): Promise<void> {
    if (this.#parts.options.untilEnd) {
      for (const state of this.#states.values()) {
        if (state.end === undefined || state.seen < state.end) continue
        state.lane.cut(state.seen)
        this.#take(state)
      }
    }
    await this.#queue.drain()
  }

  /** Forgets what is not committed: whoever has the partitions now reads it again. */
  async discard(): Promise<void> {
    await this.#queue.stop()
  }

  #open({ partition, point, end }: PumpStart): PartitionState {
    const lane = this.#parts.openLane(point)
    const position = point.from
    return { partition, lane, position, seen: position, end, heldSince: undefined }
  }

  async #byLeader(): Promise<Map<number, PartitionState[]>> {
    const { from } = this.#parts.options
    const leaderOf = await this.#parts.cluster.leaders(from)
    const byLeader = new Map<number, PartitionState[]>()
    for (const state of this.#states.values()) {
      const leader = leaderOf[state.partition]!
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), state])
    }
    return byLeader
  }

  /** Ends with an error when a topic has got more partitions: the group must share them out again. */
  async #topicsChange(): Promise<void> {
    const { cluster, options, partitions } = this.#parts
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await pause(topicsCheckMs, signal)
      if (signal.aborted) return
      const from = await cluster.partitionCount(options.from)
      const to = await cluster.partitionCount(options.to)
      if (from === partitions.from && to === partitions.to) continue
      throw new StanchError('KAFKA_TOPIC_CHANGED', 'The topics have got more partitions.')
    }
  }

  /** The next answer is on its way while one is worked on. */
  async #loop(leader: number, states: readonly PartitionState[]): Promise<void> {
    const connection = await this.#parts.cluster.broker(leader)
    let next = this.#fetch(connection, states)
    while (next) {
      const fetched = await this.#orStop(next)
      if (!fetched) return
      const work = fetched.map((part) => {
        const state = this.#states.get(part.partition)!
        this.#check(state, part)
        const from = state.position
        const batches = receive(state, part)
        return { state, batches, range: { from, to: state.position, signal: this.#stopped.signal } }
      })
      await this.#orStop(this.#queue.room())
      next = this.#fetch(connection, states)
      for (const { state, batches, range } of work) {
        if (this.#stopped.signal.aborted) return
        await feed(state, batches, range, (bytes) => this.#count(bytes))
        this.#take(state)
      }
      if (this.#bytesToCollect <= 0) {
        this.#bytesToCollect = collectBytes
        collectGarbage()
      }
    }
  }

  /** @returns undefined when there is nothing more to fetch */
  #fetch(
    connection: Connection,
    states: readonly PartitionState[],
  ): Promise<readonly FetchedPartition[]> | undefined {
    const wanted = states
      .filter(({ position, end }) => end === undefined || position < end)
      .map(({ partition, position }) => ({ partition, offset: position }))
    if (wanted.length === 0) return undefined
    const answer = fetchRecords(connection, this.#parts.options.from, wanted)
    answer.catch(() => undefined)
    return answer
  }

  /** @returns undefined when it was stopped before */
  #orStop<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    const { signal } = this.#stopped
    return new Promise((resolve, reject) => {
      const stop = () => resolve(undefined)
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop)
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
    })
  }

  #check(state: PartitionState, { errorCode }: FetchedPartition): void {
    if (errorCode === 0) return
    const earliest = this.#earliest.get(state.partition)!
    if (errorCode !== offsetOutOfRange || state.position >= earliest) {
      throw new ProtocolError(errorCode)
    }
    this.#parts.log.warn(
      { partition: state.partition, from: state.position, to: earliest },
      'records were deleted by the topic before they were redacted',
    )
    state.position = earliest
  }

  #count(bytes: number): void {
    this.#parts.counts.records++
    this.#parts.counts.bytes += bytes
    this.#bytesToCollect -= bytes
  }

  #take(state: PartitionState): void {
    const { partition, lane } = state
    if (lane.heldRecords === 0) state.heldSince = undefined
    else state.heldSince ??= performance.now()
    const release = lane.take()
    if (!release) return
    const target = ({ key }: KafkaRecord) => partitionOf(partition, key, this.#parts.partitions)
    this.#queue.add(partition, release, target)
  }

  #cutOld(): void {
    const oldest = performance.now() - this.#parts.options.holdMs
    for (const state of this.#states.values()) {
      if (state.heldSince === undefined || state.heldSince > oldest) continue
      state.lane.cut(state.seen)
      this.#take(state)
    }
  }
}
