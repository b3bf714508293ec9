import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordIdPattern } from '../../../../src/inventory/record.ts'
import { recordIdOf } from '../../../../src/providers/importers/draft/record-id.ts'

const place = fc.tuple(
  fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('#', '/', '~', '--help', 'a'.repeat(300)),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
)

test('every place has an id, and no two places have the same', () => {
  fc.assert(
    fc.property(place, place, ([parts, key], [otherParts, otherKey]) => {
      const id = recordIdOf('store', parts, key)
      expect(id).toMatch(recordIdPattern)
      const isSame = JSON.stringify([parts, key]) === JSON.stringify([otherParts, otherKey])
      expect(recordIdOf('store', otherParts, otherKey) === id).toBe(isSame)
    }),
    { numRuns: 2000 },
  )
})

test.for([
  [['a', 'b'], undefined, 'store/a/b'],
  [['a/b'], 'c', 'store/a~2Fb#c'],
  [['a'], 'b#c', 'store/a#b~23c'],
  [['é'], undefined, 'store/~C3~A9'],
] as const)('%j', ([parts, key, id]) => expect(recordIdOf('store', parts, key)).toBe(id))
