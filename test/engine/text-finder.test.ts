import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextFinder } from '../../src/engine/text-finder.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

test('asked in any order, it answers as a plain search does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 })
  const queries = fc.array(fc.tuple(fc.constantFrom('aab', 'bbb', 'aba'), fc.nat(40), fc.nat(45)), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(letters, queries, (document, asked) => {
      const finder = new TextFinder(bytesOfLatin1(document))
      for (const [text, from, to] of asked) {
        expect(finder.holds(text, from, to)).toBe(document.slice(from, to).includes(text))
      }
    }),
    { numRuns: 2000 },
  )
})
