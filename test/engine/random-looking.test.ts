import fc from 'fast-check'
import { expect, test } from 'vitest'
import { looksRandom } from '../../src/engine/random-looking.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

/** As the rules for passwords and secrets ask. */
const bitsMin = 5

function check(text: string, expected: boolean) {
  expect(looksRandom(text, bitsMin), text).toBe(expected)
}

test.for([
  'hunter2', 'Welcome1', 'Summer2024!', 'admin123', 'qwerty123', 'secret12345', 'letmein', 'rootroot', 'Passw0rd', 'S3cur3P@ss',
  'my-super-secret-token-value', 'correct-horse-battery-staple', 'test_token_123', 'foo-bar-baz-2', 'db_prod_2024', 'user:password1',
  'kubernetes.io/service-account-token', 'net.core.Some', 'version-1.2.3-beta', 'AAAA-BBBB-CCCC', 'ThisIsMyVeryLongTestToken', 'deadbeefcafebabe',
  'getUserPasswordFromStore', 'spring-boot-starter-security', 'DB_PASSWORD_KEY', 'Test1234', 'changeit', '1234', '12345', '', ' ', '....', '####',
])('%s is made of words', (text) => check(text, false)) // prettier-ignore

test.for([
  'zxcvbn', '!QAZ2wsx', 'zaq12wsx', '1q2w3e4r', 'a1b2c3d4', 'aA1!aA1!', 'sw0rdf1sh', 'T0ps3cr3t', 'geheim', 'iloveyou', 'x7Kp', 'Jf83kd', 'P@ssw0rd!',
  'kxqvjzwp', 'XKQJZVWP', '98765432', 'd41d8cd98f00b204e9800998ecf8427e', 'D41D8CD98F00B204', '0xd41d8cd98f00b204',
])('%s looks random', (text) => check(text, true)) // prettier-ignore

test.for([
  ['hex digits', '<hex:32>', 1],
  ['hex digits in capitals', '<HEX:40>', 1],
  ['letters and digits, 8', '<base62:8>', 0.85],
  ['letters and digits, 16', '<base62:16>', 0.99],
  ['letters and digits, 32', '<base62:32>', 0.999],
  ['lower-case letters and digits', '<lower-digits:20>', 0.98],
  ['base64', '<base64:40>', 0.999],
  ['lower-case letters', '<lower:16>', 0.99],
  ['a password', '<password:12>', 0.9],
] as const)('%s of a generator nearly always look random', ([, template, least]) => {
  const random = seededRandom(4)
  const rounds = 2000
  let count = 0
  for (let round = 0; round < rounds; round++) {
    if (looksRandom(assembleSample(template, random).text, bitsMin)) count++
  }
  expect(count / rounds).toBeGreaterThanOrEqual(least)
})

test('the more surprise is asked for, the less looks random', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aeiourstnlqxzAERTQ0123-_!'), maxLength: 24 })
  const bits = fc.double({ min: 0, max: 15, noNaN: true })
  fc.assert(
    fc.property(text, bits, bits, (value, one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one]
      if (looksRandom(value, more)) expect(looksRandom(value, less)).toBe(true)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('digits that count up behind a word add nothing to it', () => {
  const word = fc.constantFrom('admin', 'secret', 'welcome', 'dragon', 'Testing', 'passwort')
  const counted = fc.constantFrom('123', '1234', '12345', '123456', '1234567890')
  fc.assert(fc.property(word, counted, (text, digits) => check(text + digits, false)))
})

test('a UUID is an identifier, however random', () => {
  const random = seededRandom(4)
  for (let round = 0; round < 200; round++) check(assembleSample('<uuid>', random).text, false)
})
