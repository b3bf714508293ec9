import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { recordSchema } from '../../../../src/inventory/record-schema.ts'
import { draftOfLabels } from '../../../../src/providers/importers/draft/draft-of-labels.ts'
import { storeTime } from '../../../../src/providers/importers/draft/store-time.ts'

test.for([
  [{ owner: 'payments' }, { owner: { team: 'payments' } }],
  [{ owner: 'a@b.example' }, { owner: { person: 'a@b.example' } }],
  [{ owner: '@octo/team' }, { owner: { team: '@octo/team' } }],
  [{ Owner: 'x', team: 'y', 'On-Call': 'z' }, { owner: { team: 'y', oncall: 'z' } }],
  [{ 'stanch.dev/env': 'prod', env: 'dev' }, { environment: 'prod' }],
  [{ 'example.org/env': 'dev' }, {}],
  [{ consumers: 'a, b;c  d' }, { consumers: ['a', 'b', 'c', 'd'] }],
  [{ break_glass: 'true' }, { breakGlass: {} }],
  [{ owner: ' \n ', purpose: 'two\nlines' }, { purpose: 'two lines' }],
  [{ owner: 5, env: null, __proto__: 'x' }, {}],
] as const)('%j', ([labels, draft]) => expect(draftOfLabels(labels)).toEqual(draft))

const names = [
  'owner',
  'team',
  'env',
  'purpose',
  'consumers',
  'scopes',
  'stanch.dev/agent',
  'toString',
]
test('whatever labels say is fit for a record', () => {
  const label = fc.oneof(fc.constantFrom(...names), fc.string())
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('x'.repeat(5000)), fc.integer())
  fc.assert(
    fc.property(fc.dictionary(label, value), (labels) => {
      const record = { id: 'a', state: 'active', ...draftOfLabels(labels) }
      expect(v.safeParse(recordSchema, record).issues).toBeUndefined()
    }),
    { numRuns: 40 },
  )
})

test.for([
  ['2025-01-02T03:04:05.123456789Z', '2025-01-02T03:04:05Z'],
  ['2025-01-02T03:04:05+02:00', '2025-01-02T01:04:05Z'],
  [1_700_000_000, '2023-11-14T22:13:20Z'],
  ['soon', undefined],
  ['2025-99-99', undefined],
  [9e15, undefined],
  [Number.NaN, undefined],
  [null, undefined],
] as const)('the time %j', ([time, expected]) => expect(storeTime(time)).toBe(expected))
