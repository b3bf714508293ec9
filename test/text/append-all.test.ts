import { expect, test } from 'vitest'
import { appendAll } from '../../src/text/append-all.ts'

test('a million items are appended in order', () => {
  const target = [-1]
  appendAll(
    target,
    Array.from({ length: 1_000_000 }, (_, at) => at),
  )
  expect([target.length, target[0], target[1], target.at(-1)]).toEqual([1_000_001, -1, 0, 999_999])
})
