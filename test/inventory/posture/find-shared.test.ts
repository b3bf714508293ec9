import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findShared, RepeatedFingerprints } from '../../../src/inventory/posture/find-shared.ts'
import { sharedChecks, signOfSharing } from '../../../src/inventory/posture/shared-checks.ts'
import type { FingerprintForm, InventoryRecord } from '../../../src/inventory/record.ts'

function recordOf(id: string, values: readonly string[], more: Partial<InventoryRecord> = {}) {
  const form: FingerprintForm = 'raw'
  const fingerprints = values.map((value) => ({ form, value }))
  return { id, state: 'active', fingerprints, ...more } as InventoryRecord
}

function sharedIn(records: readonly InventoryRecord[]) {
  const repeated = new RepeatedFingerprints()
  for (const record of records) repeated.add(record)
  return findShared(records.map((record) => ({ record, fingerprints: repeated.of(record) })))
}

const fingerprint = fc
  .integer({ min: 0, max: 12 })
  .map((number) => `v1:01234567:${number.toString(16).padStart(32, '0')}`)

test('finds exactly the records that a search of all pairs finds', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fingerprint, { maxLength: 3 }), { maxLength: 8 }), (all) => {
      const records = all.map((values, at) => recordOf(`r${at}`, values))
      const sets = new Set<string>()
      for (const value of new Set(all.flat())) {
        const having = records.filter((_, at) => all[at]!.includes(value)).map(({ id }) => id)
        if (having.length > 1) sets.add(having.join())
      }
      const found = sharedIn(records).map((one) => one.records.map(({ id }) => id).join())
      expect(found.toSorted()).toEqual([...sets].toSorted())
    }),
    { numRuns: 40 },
  )
})

test('several forms of one secret are one finding', () => {
  const values = ['v1:01234567:' + 'a'.repeat(32), 'hmsl:' + 'b'.repeat(64)]
  const shared = sharedIn([
    recordOf('a', values, { agent: 'x' }),
    recordOf('b', values, { agent: 'y' }),
  ])
  expect(shared).toHaveLength(1)
  const check = sharedChecks.find(({ dimension }) => dimension === 'agent')!
  expect(signOfSharing(check, shared[0]!)?.evidence).toEqual([
    'a: agent x',
    'b: agent y',
    `fingerprint ${values[0]}, and 1 more in common`,
  ])
})

test('a public id may stand in many records', () => {
  const value = 'v1:01234567:' + 'c'.repeat(32)
  const fingerprints = [{ form: 'key-id' as const, value }]
  expect(sharedIn(['a', 'b'].map((id) => ({ ...recordOf(id, []), fingerprints })))).toEqual([])
})

test('records that do not say, or say the same, are no sign', () => {
  const value = ['v1:01234567:' + 'd'.repeat(32)]
  const [shared] = sharedIn([
    recordOf('a', value, { tool: 'x' }),
    recordOf('b', value),
    recordOf('c', value, { tool: 'x' }),
  ])
  for (const check of sharedChecks) expect(signOfSharing(check, shared!)).toBeUndefined()
})
