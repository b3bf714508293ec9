import { expect, test } from 'vitest'
import { murmur2, partitionOf } from '../../../src/stream/kafka/partition-of.ts'

test.for([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['abc', 479470107],
] as const)('the hash of %s is that of Java', ([text, hash]) => {
  expect(murmur2(Buffer.from(text))).toBe(hash)
})

test('a partition keeps its number where the target has one of it', () => {
  expect(partitionOf(3, Buffer.from('foobar'), { from: 4, to: 4 })).toBe(3)
  expect(partitionOf(3, null, { from: 4, to: 9 })).toBe(3)
})

test('with fewer partitions keys decide, and records without one stay together', () => {
  const counts = { from: 8, to: 3 }
  expect(partitionOf(0, Buffer.from('foobar'), counts)).toBe((-790332482 & 0x7fffffff) % 3)
  expect(partitionOf(7, null, counts)).toBe(1)
})
