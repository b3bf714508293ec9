import { expect, test } from 'vitest'
import { findIncident, shortIdOf } from '../../src/incident/find-incident.ts'

const ids = [
  'inc-20261126-030000-00abcd',
  'inc-20261126-030000-00abxy',
  'inc-20261125-110000-77zzzz',
]

// eslint-disable-next-line require-await
async function* list() {
  yield* ids
}
const find = (typed: string) => findIncident({ list, name: 'here' }, typed)

test.for([
  ['its whole id', 'inc-20261126-030000-00abcd', 0],
  ['the beginning of the last part', '00abx', 1],
  ['a beginning of the id', 'inc-20261125', 2],
  ['in capitals', '77ZZ', 2],
] as const)('found by %s', async ([, typed, at]) => {
  expect(await find(typed)).toBe(ids[at])
})

test('two that fit are none', async () => {
  await expect(find('00ab')).rejects.toMatchObject({ code: 'INCIDENT_AMBIGUOUS' })
  await expect(find('inc-')).rejects.toMatchObject({ code: 'INCIDENT_AMBIGUOUS' })
})

test('nothing is everything’s beginning, but no id', async () => {
  for (const typed of ['', '  ', 'nope'])
    await expect(find(typed)).rejects.toMatchObject({ code: 'INCIDENT_UNKNOWN' })
})

test('what was pasted in place of an id is not repeated', async () => {
  const secret = 'x'.repeat(30)
  await expect(find(secret)).rejects.not.toThrow(secret)
  expect(shortIdOf(ids[0]!)).toBe('00abcd')
})
