import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latin1Of } from '../../src/text/bytes.ts'
import { TextCache } from '../../src/text/text-cache.ts'

test('law: what is remembered is never another text', () => {
  const cache = new TextCache()
  // Few lengths and bytes: many share a place.
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 60, max: 3 })
  fc.assert(
    fc.property(bytes, fc.nat(60), (all, from) => {
      const start = Math.min(from, all.length)
      expect(cache.textOf(all, start, all.length)).toBe(latin1Of(all, start))
    }),
    { numRuns: 3000 },
  )
})
