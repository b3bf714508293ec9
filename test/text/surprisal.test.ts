import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/rules/sample.ts'
import { surprisal } from '../../src/text/surprisal.ts'

/** Above it letters are taken for random by most rules. */
const bitsOfRandom = 5

test.for([
  ['no text', '', 0],
  ['digits and signs', '12-34_56', 0],
  ['single letters', 'a1b2-C_d', 0],
  ['letters that alternate in case, of which only pairs count', 'aBcD', 2],
  ['a word', 'password', 8],
  ['words that are parted by signs', 'db.user-name', 10],
  ['words that are parted by their case', 'getUserName', 11],
  ['an acronym before a word', 'HTTPServer', 10],
  ['an acronym at the end', 'myURL', 5],
  ['letters that are not of ASCII', 'пароль', 0],
] as const)('of %s so many letters are looked at', ([, text, letters]) => {
  expect(surprisal(text).letters).toBe(letters)
  if (letters === 0) expect(surprisal(text).bits).toBe(0)
})

/** Of source text, of prose, of passwords people think of; none of them is rare. */
const words =
  `password secret token authorization configuration continue error server application database administrator
  user username account profile timeline connection client provider service public private internal external
  default example production development staging testing kubernetes container cluster deployment manager request
  response message session cookie credential certificate signature encryption algorithm welcome dragon sunshine
  monkey football summer winter master shadow flower hello whatever trust freedom computer internet orange`.split(
    /\s+/,
  )

test.for(words)('%s is a word, in whatever case', (word) => {
  for (const text of [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]) {
    expect(surprisal(text).bits, text).toBeLessThan(bitsOfRandom)
  }
})

test.for([
  'qzxkvjwp', 'XKQJZVWP', 'hgtrfdcxq', 'sdfghjkl', 'zxcvbnmq', 'pwqkzrtmvxlg',
] as const)('%s is none', (text) => {
  expect(surprisal(text).bits).toBeGreaterThan(bitsOfRandom)
}) // prettier-ignore

test('words strung together are words, however they are parted', () => {
  const word = fc.constantFrom(...words)
  const parted = fc.constantFrom('-', '_', '.', ' ', '/', '1', '42', ':')
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), parted, (several, between) => {
      expect(surprisal(several.join(between)).bits).toBeLessThan(bitsOfRandom)
      const camel = several.map((one) => one[0]!.toUpperCase() + one.slice(1)).join('')
      expect(surprisal(camel).bits).toBeLessThan(bitsOfRandom)
    }),
    { seed: 1 },
  )
})

test('what parts letters says nothing itself', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'etaoinsrhldq'), minLength: 2 })
  const sign = fc.string({ unit: fc.constantFrom(...'0123456789-_./+='), minLength: 1 })
  fc.assert(
    fc.property(letters, sign, sign, (text, before, behind) => {
      expect(surprisal(before + text + behind)).toEqual(surprisal(text))
      expect(surprisal(text.toUpperCase())).toEqual(surprisal(text))
      const twice = surprisal(text + before + text)
      expect(twice.letters).toBeGreaterThanOrEqual(surprisal(text).letters * 2)
    }),
    { seed: 1 },
  )
})

test.for([
  ['8', 8, 0.98],
  ['12', 12, 0.995],
  ['24', 24, 1],
] as const)('random letters, %s of them, are hardly ever taken for words', ([, length, least]) => {
  const random = seededRandom(length)
  const rounds = 2000
  let surprising = 0
  for (let round = 0; round < rounds; round++) {
    const codes = Array.from({ length }, () => 97 + Math.floor(random() * 26))
    if (surprisal(String.fromCharCode(...codes)).bits > bitsOfRandom) surprising++
  }
  expect(surprising / rounds).toBeGreaterThanOrEqual(least)
})
