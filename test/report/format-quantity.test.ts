import { expect, test } from 'vitest'
import {
  countOf,
  formatBytes,
  formatDuration,
  formatRate,
} from '../../src/report/format-quantity.ts'

test.for([
  [1, '1 secret'],
  [0, '0 secrets'],
  [1204, '1,204 secrets'],
  [1234567, '1,234,567 secrets'],
] as const)('%i is %s', ([count, expected]) => {
  expect(countOf(count, 'secret')).toBe(expected)
})

test.for([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [4_200_000, '4.2 MB'],
  [9_960_000, '10 MB'],
  [318_000_000_000, '318 GB'],
  [999_999, '1.0 MB'],
  [5e15, '5000 TB'],
] as const)('%d bytes are %s', ([bytes, expected]) => {
  expect(formatBytes(bytes)).toBe(expected)
})

test.for([
  [0, '0 ms'],
  [38.4, '38 ms'],
  [2400, '2.4 s'],
  [59_960, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_720_000, '1 h 02 min'],
] as const)('%d ms are %s', ([ms, expected]) => {
  expect(formatDuration(ms)).toBe(expected)
})

test('a rate of too little or too short a scan means nothing', () => {
  expect(formatRate(4_200_000, 830)).toBe('5.1 MB/s')
  expect(formatRate(100, 5000)).toBeUndefined()
  expect(formatRate(4_200_000, 0)).toBeUndefined()
})
