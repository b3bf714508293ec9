import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessBits } from '../../src/inventory/guess-bits.ts'
import { guessBitsMin, hintOf, hmslHash, hmslOf, type Scrypt } from '../../src/inventory/hmsl.ts'
import { nodeScrypt } from '../../src/scan/node-scrypt.ts'
import { scrypt as nobleScrypt } from '@noble/hashes/scrypt.js'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { sampleToken } from './known-secret.ts'

const words = ['correct', 'horse', 'battery', 'staple', 'production', 'database', 'password', 'summer', 'admin', 'payment', 'secret', 'company', 'login', 'welcome', 'qwerty', 'dragon', 'berlin', 'michael'] // prettier-ignore
const base64Of = (text: string) => btoa(text)
/** UTF-16, ASCII alone. */
const twoBytes = (text: string, isBigEndian = false) =>
  text.replaceAll(/./g, isBigEndian ? '\0$&' : '$&\0')
const base32Of = (text: string) =>
  Array.from(bytesOfUtf8(text), (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replaceAll(/.{1,5}/g, (bits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(bits.padEnd(5, '0'), 2)]!) // prettier-ignore
const hexOf = (text: string) =>
  Array.from(bytesOfUtf8(text), (byte) => byte.toString(16).padStart(2, '0')).join('')

test.for([
  'password', 'P4ssw0rd!2024Summer', 'CorrectHorseBatteryStaple', 'C0rr3ctH0rs3B4tt3rySt4pl3!2024',
  'tHiSiSaPaSsWoRdThAtIsVeRyLoNg', 'IAmTheVeryModelOfAModernMajorGeneral', 'ilovemycatfluffy1987andmydogrex2001xoxo',
  '1234567890'.repeat(5), 'qwertyuiopasdfghjklzxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn', 'abcdefghijklmnopqrstuvwxyz0123456789',
  '20240101123456789012', 'a'.repeat(100), 'deadbeef'.repeat(8), '00000000-0000-1000-8000-00805f9b34fb',
  ['postgres://production_user', 'Passw0rd2024@database.example.com:5432/payments'].join(':'),
  base64Of('admin:password1234567890!!'), hexOf(`user=admin;pass${'word=Summer2024'};host=db.example.com`),
  base32Of('user=admin;pass' + 'word=Summer2024!'), base32Of('user=admin;pass' + 'word=Summer2024!').toLowerCase(),
  base64Of(twoBytes('Password for production 2024')), hexOf(twoBytes('Password for production 2024')), hexOf(twoBytes('Password for production 2024', true)),
  Array.from({ length: 32 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
  base64Of(base64Of('{"user":"admin","password":"Summer2024"}')), `Basic ${base64Of('deploy:correct-horse')}`,
] as const)('who guesses reaches %s', (text) => {
  expect(guessBits(text)).toBeLessThan(guessBitsMin)
  expect(hmslOf(bytesOfUtf8(text), never)).toBeUndefined()
}) // prettier-ignore

const never: Scrypt = () => {
  throw new Error('what can be guessed was hashed')
}

test('law: up to six words, however they are written and joined, can be guessed', () => {
  const word = fc
    .tuple(fc.constantFrom(...words), fc.boolean(), fc.boolean())
    .map(([text, isCapital, isLeet]) => {
      const cased = isCapital ? text[0]!.toUpperCase() + text.slice(1) : text
      return isLeet ? cased.replaceAll('a', '4').replaceAll('e', '3').replaceAll('o', '0') : cased
    })
  const phrase = fc.tuple(
    fc.array(word, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('', '-', '_', '.', ' ', '!'),
    fc.constantFrom('', '1', '123', '2024', '!'),
    fc.constantFrom(
      (text: string) => text,
      base64Of,
      base32Of,
      hexOf,
      (text: string) => text + text,
    ),
  )
  fc.assert(
    fc.property(phrase, ([parts, joint, tail, write]) => {
      expect(guessBits(write(parts.join(joint) + tail))).toBeLessThan(guessBitsMin)
    }),
    { numRuns: 2000 },
  )
})

test('law: never more than its characters can hold; a repeat adds next to nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(guessBits(text)).toBeLessThanOrEqual(text.length * Math.log2(95))
      expect(guessBits(text + text)).toBeLessThanOrEqual(2 * text.length * Math.log2(95))
    }),
  )
  expect(guessBits(sampleToken(1).repeat(4))).toBeLessThan(guessBits(sampleToken(1)) + 30)
})

test('tokens of 36 random characters cannot be guessed', () => {
  const reached = Array.from({ length: 500 }, (_, seed) => sampleToken(seed + 1)).filter(
    (token) => guessBits(token) < guessBitsMin,
  )
  expect(reached.length).toBeLessThanOrEqual(5)
})

test('keys of random bytes cannot be guessed, however they are written', () => {
  const written = Array.from({ length: 300 }, (_, seed) => {
    const random = seededRandom(seed + 1)
    return ['⟦<hex:40>⟧', '⟦<base32:32>⟧', '⟦<base64:40>⟧'].map((one) => assembleSample(one, random).text) // prettier-ignore
  })
  const reached = written.flat().filter((text) => guessBits(text) < guessBitsMin)
  expect(reached.length).toBeLessThanOrEqual(written.length * 3 * 0.04)
})

test('a long value costs little', () => {
  const startedAt = performance.now()
  guessBits(Array.from({ length: 4000 }, (_, seed) => sampleToken((seed % 50) + 1)).join(''))
  guessBits('a'.repeat(1 << 20))
  guessBits('ab '.repeat(1 << 18))
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

test('the published test vector holds, under scrypt of the host and of the library', () => {
  for (const scrypt of [nodeScrypt, nobleScrypt as Scrypt]) {
    expect(hmslHash(bytesOfUtf8('test'), scrypt)).toBe(
      'bdbfe17c6018147f07ce79f8ec415a075d761ccacc14803e7d645155bf21a75f',
    )
  }
})

test('CRLF counts as LF, and the hint does not show the hash', () => {
  const token = sampleToken(1)
  const hash = hmslOf(bytesOfUtf8(`${token}\r\n${token}`), nodeScrypt)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(hmslOf(bytesOfUtf8(`${token}\n${token}`), nodeScrypt)).toBe(hash)
  expect(hintOf(hash!)).toMatch(/^[0-9a-f]{64}$/)
  expect(hintOf(hash!)).not.toBe(hash)
})
