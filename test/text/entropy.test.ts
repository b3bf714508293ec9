import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/rules/sample.ts'
import { shannonEntropy } from '../../src/text/entropy.ts'
import { tokenEfficiency } from '../../src/text/token-efficiency.ts'

test.for([
  ['', 0], ['a', 0], ['aaaa', 0], ['ab', 1], ['aabb', 1], ['abcd', 2], ['aab', 0.918], ['0123456789abcdef', 4],
] as const)('%j has %d bits a character', ([text, bits]) => {
  expect(shannonEntropy(text)).toBeCloseTo(bits, 3)
}) // prettier-ignore

test('entropy is at least 0 and at most that of as many different characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), (text) => {
      expect(shannonEntropy(text)).toBeGreaterThanOrEqual(0)
      expect(shannonEntropy(text)).toBeLessThanOrEqual(Math.log2(text.length) + 1e-9)
      const backwards = Array.from(text).toReversed().join('')
      expect(shannonEntropy(backwards)).toBeCloseTo(shannonEntropy(text), 9)
    }),
  )
})

test.for(['authorization', 'getUserName', 'application_configuration', 'continueOnError'])(
  '%s is made of words',
  (text) => expect(tokenEfficiency(text)).toBeGreaterThan(2.4),
)

test('random text has few characters a token', () => {
  const random = seededRandom(1)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: 32 }, () => alphabet[Math.floor(random() * 62)]).join('')
    expect(tokenEfficiency(text), text).toBeLessThan(2.3)
  }
})

test('no token is empty and none is longer than the vocabulary knows', () => {
  expect(tokenEfficiency('')).toBe(0)
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'aeionrstAEZ019_'), minLength: 1 }),
      (text) => {
        expect(tokenEfficiency(text)).toBeGreaterThanOrEqual(1)
        expect(tokenEfficiency(text)).toBeLessThanOrEqual(text.length)
      },
    ),
  )
})
