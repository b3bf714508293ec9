import { expect, test } from 'vitest'
import fc from 'fast-check'
import { holdsLongRun, isPlaceholder, isReference } from '../../src/engine/placeholder.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

test.for([
  'changeme', 'change-me', 'your-api-key', 'EXAMPLEKEY', 'xxxxxxxx', 'XXXXXXXXXXXX', '****', 'abc***', 'a...b', 'dummy-value',
  '1234567890', '0123456789abcdef', 'abcdefghijkl', '987654321', 'aaaaaaaaaa', 'ababababababababababab', '0000000000', 'test-key', 'insert-here', 'REDACTED',
])('%s stands for a secret', (text) => expect(isPlaceholder(text)).toBe(true)) // prettier-ignore

test.for([
  '${TOKEN}', '${TOKEN:-x}', '$TOKEN', '%TOKEN%', '{{ token }}', '${{ secrets.X }}', '${{', '<token>', '[token]', '$(cat file)', '<%= token %>', '%(token)s', '#{token}', 'prefix-${TOKEN}-x',
])('%s is filled in elsewhere', (text) => expect(isReference(text)).toBe(true)) // prettier-ignore

test.for(['aB3kf$(xY7', 'xyzw%(y', 'k3y9x{{9z', 'p$$w0rd', 'abcd<%b'])(
  '%s is no reference',
  (text) => {
    expect(isReference(text)).toBe(false)
  },
)

test.for([
  'x123456789y', 'x987654321y', 'pass0123456789', '9012345678', 'abcdefg-1', 'KEYABCDEFGH', 'zyxwvut', 'aB3-tuvwxyz-Q9', '!"#$%&\'()*',
])('%s holds a run that no random text has', (text) => expect(holdsLongRun(text)).toBe(true)) // prettier-ignore

test.for([
  '', 'a', '12345678', '87654321', 'abcdef', 'fedcba', 'abcdefABCDEF12345678', 'aceg1357', '1234a5678', 'xyzabc', '11111111111', 'password1234',
])('%s holds none', (text) => expect(holdsLongRun(text)).toBe(false)) // prettier-ignore

test('a run is found wherever it stands, and either way', () => {
  const around = fc.string({ unit: fc.constantFrom(...'!?QKW_~') })
  const first = fc.integer({ min: 0, max: 26 - 7 })
  fc.assert(
    fc.property(around, around, first, (before, behind, from) => {
      const run = 'abcdefghijklmnopqrstuvwxyz'.slice(from, from + 7)
      for (const text of [run, Array.from(run).toReversed().join('')]) {
        expect(holdsLongRun(before + text + behind)).toBe(true)
        expect(holdsLongRun(before + text.slice(1) + behind)).toBe(false)
        expect(holdsLongRun(before + text.toUpperCase() + behind)).toBe(true)
      }
    }),
    { seed: 1 },
  )
})

test('random text of all signs is next to never taken for a placeholder', () => {
  const random = seededRandom(2)
  const signs = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).filter(
    (sign) => sign !== '<',
  )
  let taken = 0
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: 40 }, () => signs[Math.floor(random() * signs.length)]).join(
      '',
    )
    if (isPlaceholder(text)) taken++
  }
  expect(taken).toBeLessThan(50)
})

test('a word of four letters in a long random text is chance', () => {
  const random = assembleSample('⟦<base62:400>⟧', seededRandom(5)).text
  expect(isPlaceholder(`${random.slice(0, 200)}xXxX${random.slice(200)}`)).toBe(false)
  expect(isPlaceholder(`${random.slice(0, 200)}FaKe${random.slice(200)}`)).toBe(false)
  expect(isPlaceholder(`${random.slice(0, 200)}xxxxxxxx${random.slice(200)}`)).toBe(true)
  expect(isPlaceholder(`${random.slice(0, 200)}example${random.slice(200)}`)).toBe(true)
  expect(isPlaceholder(`${random.slice(0, 30)}fake${random.slice(30, 60)}`)).toBe(true)
})
