import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCharacters } from '../../src/text/count-characters.ts'

test('characters are counted in the order in which they are met, again and again', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }))
  fc.assert(
    fc.property(anyText, (text) => {
      const counts = new Map<string, number>()
      for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
      expect(countCharacters(text)).toEqual([...counts.values()])
    }),
  )
})
