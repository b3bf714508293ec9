import { expect, test } from 'vitest'
import { utcTimeOf } from '../../../src/inventory/accesses/utc-time-of.ts'

test.for([
  ['2026-11-26T14:54:26.097475687Z', '2026-11-26T14:54:26.097475687Z'],
  ['2026-11-26T16:54:26+02:00', '2026-11-26T14:54:26.000Z'],
  ['2024-10-17 21:48:45.000000000', '2024-10-17T21:48:45.000Z'],
  ['2024-10-17 21:48:45', '2024-10-17T21:48:45.000Z'],
  ['yesterday', undefined],
  [undefined, undefined],
] as const)('%s is %s', ([text, time]) => {
  expect(utcTimeOf(text)).toBe(time)
})
