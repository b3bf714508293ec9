import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitSections, sectionOf } from '../../../src/report/change/fit-sections.ts'

const piece = fc.string({ unit: fc.constantFrom('a', 'é', '🔑'), maxLength: 12 })
const section = fc.array(piece, { maxLength: 5 }).map((items) => ({ head: '<', items, tail: '>' }))

test('what is cut fits, is told, and closes what it opened', () => {
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 6 }),
      fc.integer({ min: 3, max: 200 }),
      (sections, bytesMax) => {
        const whole = sections.map(({ head, items, tail }) => head + items.join('') + tail).join('')
        const text = fitSections(sections, bytesMax, 'cut')
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(bytesMax)
        const fits = new TextEncoder().encode(whole).length <= bytesMax
        expect(text.endsWith('cut')).toBe(!fits)
        if (fits) expect(text).toBe(whole)
        const count = (sign: string) => text.split(sign).length
        expect(count('<')).toBe(count('>'))
      },
    ),
  )
})

test('a section by itself is kept whole or not at all', () => {
  expect(fitSections([sectionOf('abc'), sectionOf('defghijk')], 8, '…')).toBe('abc…')
})
