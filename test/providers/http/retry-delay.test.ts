import { expect, test } from 'vitest'
import { retryDelayMs } from '../../../src/providers/http/retry-delay.ts'

const now = Date.parse('2026-11-26T12:00:00Z')

test.for([
  ['seconds', 1, '3', 0, 3000],
  ['seconds, spread', 1, '3', 1, 3250],
  ['a date', 1, 'Thu, 26 Nov 2026 12:00:05 GMT', 0, 5000],
  ['a date that is over', 1, 'Thu, 26 Nov 2026 11:00:00 GMT', 0, 0],
  ['nothing that is understood', 1, 'soon', 0, 125],
  ['nothing, least', 3, undefined, 0, 500],
  ['nothing, most', 3, undefined, 1, 1000],
  ['nothing, much later', 30, undefined, 1, 8000],
] as const)('%s', ([, attempt, retryAfter, random, ms]) => {
  expect(retryDelayMs(attempt, retryAfter, { now, random })).toBe(ms)
})
