import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeImported } from '../../src/inventory/merge-imported.ts'
import { recordStates, type InventoryRecord } from '../../src/inventory/record.ts'

const source = { importer: 'vault', at: '2026-11-26T12:00:00Z' }
const fingerprint = (digit: string) =>
  ({ form: 'raw', value: `v1:0123abcd:${digit.repeat(32)}` }) as const

const before: InventoryRecord = {
  id: 'a',
  owner: { team: 'payments' },
  purpose: 'charges cards',
  environment: 'production',
  state: 'active',
  createdAt: '2024-01-01',
  lastRotatedAt: '2024-01-01',
  fingerprints: [fingerprint('1')],
} // prettier-ignore

test('what people wrote stays, dates and versions are the store’s, former values stay known', () => {
  const after = mergeImported(
    before,
    { id: 'a', owner: { team: 'other' }, tool: 'crm', lastRotatedAt: '2026-01-01', store: { type: 'vault', version: '4' } },
    [fingerprint('2')],
    source,
  ) // prettier-ignore
  expect(after).toEqual({
    ...before,
    tool: 'crm',
    lastRotatedAt: '2026-01-01',
    store: { type: 'vault', version: '4' },
    fingerprints: [fingerprint('1'), fingerprint('2')],
    source,
  })
})

test.for([
  ['a new record is active', undefined, undefined, 'active'],
  ['a store may say otherwise of a new one', undefined, 'suspended', 'suspended'],
  ['a store suspends', 'active', 'suspended', 'suspended'],
  ['a store enables again', 'suspended', 'active', 'active'],
  ['a store that says nothing changes nothing', 'suspended', undefined, 'suspended'],
  ['a store does not take back an incident', 'compromised', 'active', 'compromised'],
  ['a store does not bring the dead back', 'destroyed', 'active', 'destroyed'],
] as const)('%s', ([, was, told, state]) => {
  const known = was && { ...before, state: was }
  expect(mergeImported(known, { id: 'a', ...(told && { state: told }) }, [], source).state).toBe(state)
}) // prettier-ignore

test('importing the same twice changes nothing', () => {
  const digits = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'))
  fc.assert(
    fc.property(digits, fc.constantFrom(...recordStates), (values, state) => {
      const fingerprints = values.map(fingerprint)
      const once = mergeImported({ ...before, state }, { id: 'a', tool: 'x' }, fingerprints, source)
      expect(mergeImported(once, { id: 'a', tool: 'x' }, fingerprints, source)).toEqual(once)
    }),
  )
})
