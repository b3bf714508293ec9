import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CommitQueue, type CommitWork } from '../../../src/stream/kafka/commit-queue.ts'
import type { KafkaRecord } from '../../../src/stream/kafka/kafka-record.ts'

const record = (text: string): KafkaRecord => ({
  timestamp: 0n,
  key: null,
  value: Buffer.from(text),
  headers: [],
})

function release(offset: number, ...texts: string[]) {
  return { records: texts.map(record), point: { offset, from: offset } }
}

const shown = ({ batches, points }: CommitWork) => ({
  records: Array.from(batches, ([to, all]) => [
    to,
    all.flatMap(({ records }) => records.map(({ value }) => Buffer.from(value!).toString())),
  ]),
  points: Array.from(points, ([partition, { offset }]) => [partition, offset]),
})

/** A queue whose commits end when they are let. */
function gatedQueue(intervalMs: number) {
  const done: ReturnType<typeof shown>[] = []
  const gates: ((error?: Error) => void)[] = []
  const queue = new CommitQueue({ intervalMs, batchBytesMax: 1 << 20 }, async (work) => {
    await new Promise<void>((resolve, reject) => {
      gates.push((error) => (error ? reject(error) : resolve()))
    })
    done.push(shown(work))
  })
  /** Waits for a commit to begin, and ends it. */
  const end = async (error?: Error) => {
    while (gates.length === 0) await setTimeout(1)
    expect(gates).toHaveLength(1)
    gates.pop()!(error)
  }
  const begun = async () => {
    while (gates.length === 0) await setTimeout(1)
  }
  return { queue, done, end, begun }
}

test('what is added while a transaction is on its way goes into the next, in order', async () => {
  const { queue, done, end, begun } = gatedQueue(1)
  queue.add(0, release(1, 'a'), () => 5)
  await begun()
  queue.add(0, release(2, 'b'), () => 5)
  queue.add(1, release(9, 'c'), () => 6)
  queue.add(0, release(3, 'd'), () => 5)
  const drained = queue.drain()
  await end()
  await end()
  await drained
  expect(done).toEqual([
    { records: [[5, ['a']]], points: [[0, 1]] },
    { records: [[5, ['b', 'd']], [6, ['c']]], points: [[0, 3], [1, 9]] },
  ]) // prettier-ignore
})

test('a failure is told, and nothing is committed behind it', async () => {
  const { queue, done, end } = gatedQueue(1)
  queue.add(0, release(1, 'a'), () => 0)
  void end(new Error('no broker'))
  await expect(queue.failed).rejects.toThrow('no broker')
  queue.add(0, release(2, 'b'), () => 0)
  await expect(queue.drain()).rejects.toThrow('no broker')
  expect(done).toEqual([])
})

test('a full queue has room again when its records are on their way', async () => {
  const { queue, done, end } = gatedQueue(60_000)
  queue.add(0, release(1, 'x'.repeat(1 << 23)), () => 0)
  await queue.room()
  queue.add(0, release(2, 'y'.repeat(1 << 23)), () => 0)
  const room = queue.room().then(() => 'room')
  expect(await Promise.race([room, setTimeout(5, 'full')])).toBe('full')
  await end()
  expect(await room).toBe('room')
  await end()
  await queue.drain()
  expect(done).toHaveLength(2)
})

test('stopped, it waits for what is on its way and forgets the rest', async () => {
  const { queue, done, end, begun } = gatedQueue(1)
  queue.add(0, release(1, 'a'), () => 0)
  await begun()
  queue.add(0, release(2, 'b'), () => 0)
  const stopped = queue.stop()
  await end()
  await stopped
  expect(done).toHaveLength(1)
})
