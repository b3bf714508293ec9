import fc from 'fast-check'
import { expect, test } from 'vitest'
import { committedBatches } from '../../../src/stream/kafka/committed-batches.ts'
import type { KafkaRecord } from '../../../src/stream/kafka/kafka-record.ts'
import { gather, planRounds, type GatheredBatch } from '../../../src/stream/kafka/plan-rounds.ts'
import {
  readBatches,
  readRecords,
  type RecordBatch,
} from '../../../src/stream/kafka/read-batches.ts'
import { recordBytesMost, writeBatch } from '../../../src/stream/kafka/write-batch.ts'

const bytes = fc.uint8Array({ maxLength: 300 })
const nullable = fc.option(bytes)
const records: fc.Arbitrary<KafkaRecord> = fc.record({
  timestamp: fc.oneof(fc.bigInt(-(2n ** 62n), 2n ** 62n), fc.bigInt(0n, 2n ** 41n)),
  key: nullable,
  value: nullable,
  headers: fc.array(fc.record({ key: bytes, value: nullable }), { maxLength: 4 }),
})
const head = { producerId: 7n, producerEpoch: 3, sequence: 11, compression: 'none' } as const

function write(all: readonly KafkaRecord[], compression: 'none' | 'gzip' | 'lz4' | 'snappy') {
  const bytesMost = all.reduce((total, record) => total + recordBytesMost(record), 0)
  return writeBatch(all, bytesMost, { ...head, compression })
}

function plain({ timestamp, key, value, headers }: KafkaRecord): KafkaRecord {
  const copy = (field: Uint8Array | null) => field && Uint8Array.from(field)
  const pairs = headers.map((pair) => ({ key: Uint8Array.from(pair.key), value: copy(pair.value) }))
  return { timestamp, key: copy(key), value: copy(value), headers: pairs }
}

test('what is written is read again, whatever the compression', () => {
  fc.assert(
    fc.property(
      fc.array(records, { minLength: 1, maxLength: 20 }),
      fc.constantFrom('none', 'gzip', 'lz4', 'snappy'),
      (all, compression) => {
        const [batch, ...others] = readBatches(write(all, compression))
        expect(others).toEqual([])
        expect(batch).toMatchObject({ producerId: 7n, isTransactional: true, isControl: false })
        expect(batch!.lastOffset).toBe(all.length - 1)
        expect(readRecords(batch!).map(plain)).toEqual(all.map(plain))
      },
    ),
    { numRuns: 200 },
  )
})

test('a batch that is cut off is left out, wherever it is cut', () => {
  const whole = write([{ timestamp: 1n, key: null, value: Buffer.from('x'), headers: [] }], 'none')
  for (let length = 0; length < whole.length; length++) {
    expect(readBatches(Buffer.concat([whole, whole.subarray(0, length)]))).toHaveLength(1)
  }
})

test('batches keep order and limit, and no record is lost', () => {
  fc.assert(
    fc.property(
      fc.array(records, { maxLength: 60 }),
      fc.integer({ min: 50, max: 900 }),
      (all, limit) => {
        const batches: GatheredBatch[] = []
        for (const record of all) gather(batches, record, limit)
        expect(batches.flatMap((batch) => batch.records)).toEqual(all)
        for (const { records: one, bytes: most } of batches) {
          expect(one.length === 1 || most <= limit).toBe(true)
        }
        const rounds = planRounds(new Map([[4, batches]]))
        expect(rounds.map((round) => round.get(4))).toEqual(batches)
      },
    ),
  )
})

/** A batch of a script: `1a` is written by producer 1, `1x` and `1c` end its transaction. */
function scriptOf(script: string): RecordBatch[] {
  return script.split(' ').map((word, offset) => {
    const isControl = word[1] === 'x' || word[1] === 'c'
    // Length, attributes, timestamp, offset, length of the key, version, kind.
    const body = Uint8Array.from([20, 0, 0, 0, 8, 0, 0, 0, word[1] === 'c' ? 1 : 0, 1, 0])
    return {
      baseOffset: offset,
      lastOffset: offset,
      producerId: BigInt(word[0]!),
      isTransactional: word[1] !== 'p',
      isControl,
      attributes: 0,
      baseTimestamp: 0n,
      maxTimestamp: 0n,
      count: 1,
      body,
    }
  })
}

test.for([
  ['nothing aborted', '1a 2a 1c 2c', [], [0, 1]],
  ['one of two', '1a 2a 1x 2c', [[1, 0]], [1]],
  [
    'the same producer twice, then well',
    '1a 1x 1a 1x 1a 1c',
    [
      [1, 0],
      [1, 2],
    ],
    [4],
  ],
  ['an end that is not here yet', '1a 1a 2a 2c', [[1, 0]], [2]],
  ['a begin that was before', '1a 1x 1a 1c', [[1, -5]], [2]],
  ['plain records of the same producer', '1p 1a 1x 1p', [[1, 1]], [0, 3]],
] as const)('aborted records do not count: %s', ([, script, aborted, kept]) => {
  const transactions = aborted.map(([id, firstOffset]) => ({ producerId: BigInt(id), firstOffset }))
  const batches = committedBatches(scriptOf(script), transactions)
  expect(batches.map(({ baseOffset }) => baseOffset)).toEqual(kept)
})
