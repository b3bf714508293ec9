import { describe, expect, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { TokenReader, tokenOf } from '../../src/redact/token.ts'
import { bytesOf, makeRedactor, oldKey, redactText, testKey } from './make-redactor.ts'

const hidden = bytesOf('what it hides')
const isRule = (id: string) => id === 'github-token'

/** How many tokens a reader with these keys sees. */
function count(text: string, keys = [testKey, oldKey]): number {
  return new TokenReader(keys, isRule).find(text).length
}

describe('a token', () => {
  const token = tokenOf('some-rule', hidden, testKey)

  test('has the form that is documented', () => {
    expect(token).toMatch(/^\[stanch:some-rule:[0-9a-f]{8}:[0-9a-f]{16}\]$/)
  })

  test('is the same for the same secret, whatever rule finds it', () => {
    expect(tokenOf('other-rule', hidden, testKey).slice(-26)).toBe(token.slice(-26))
    expect(tokenOf('r', bytesOf('a\r\nb'), testKey)).toBe(tokenOf('r', bytesOf('a\nb'), testKey))
  })

  test('is told under the newest and under older keys', () => {
    expect(count(`x${token}y ${tokenOf('r', hidden, oldKey)}`)).toBe(2)
  })

  test('under a key that is not at hand counts when it names a rule', () => {
    expect(count(tokenOf('github-token', hidden, oldKey), [testKey])).toBe(1)
    expect(count(tokenOf('no-rule', hidden, oldKey), [testKey])).toBe(0)
  })

  test.for([
    ['a digit too few', token.replace(/.\]$/, ']')],
    ['a digit too many', token.replace(']', '0]')],
    ['capitals', token.toUpperCase()],
    ['a wrong check digit', token.replace(/(.)\]$/, (_, digit) => `${digit === '0' ? '1' : '0'}]`)],
    [
      'another identity',
      token.replace(
        /:([0-9a-f])([0-9a-f]{15}\])$/,
        (_, digit, rest) => `:${digit === '0' ? '1' : '0'}${rest}`,
      ),
    ],
    ['no rule', token.replace('some-rule', '')],
  ])('is none with %s', ([, text]) => {
    expect(count(text!)).toBe(0)
  })
})

describe('data cannot switch the filter off', () => {
  const redactor = makeRedactor()
  const token = tokenOf('generic-password', hidden, testKey)
  const foreign = tokenOf('generic-password', hidden, oldKey)
  const github = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1).secret
  const random = plant('⟦<base62:6><digits:2><base62:6><digits:2><base62:6>⟧', 2).secret

  test.for([
    ['a token before it', `password=${token}${random}`, random],
    ['a token behind it', `password=${random}${token}`, random],
    ['tokens around it', `{"password":"${token}${random}${token}"}`, random],
    ['a token in it', `{"password":"${random}${token}${random}"}`, random],
    ['a token of another key before it', `password=${foreign}${random}`, random],
    ['a token before a key of a provider', `x ${token}${github} y`, github],
    ['a token right behind a key of a provider', `x ${github}${token} y`, github],
    [
      'a marker',
      `password=${random} # stanch:allow gitleaks:allow pragma: allowlist secret`,
      random,
    ],
    ['a look-alike around it', `[stanch:github-token:${testKey.kid}:${github}]`, github],
    [
      'a look-alike with it as the rule',
      `[stanch:${random.toLowerCase()}:${testKey.kid}:0123456789abcdef] password=${random}`,
      random,
    ],
    [
      'a wrong token as the value',
      `password=[stanch:x:${testKey.kid}:0123456789abcdef]${random}`,
      random,
    ],
  ])('by %s', ([, text, value]) => {
    expect(redactText(redactor, `${text}\n`)).not.toContain(value)
  })

  test('what stands beside a token is not masked for its sake', () => {
    const texts = [
      `env STRIPE_SECRET_KEY=${token} PORT=8080`,
      `password: ${token}, user: bob, id: 8f3e2d1c`,
      `{"token":"${token}","scope":"repo","id":"0123456789abcdef01234567"}`,
    ]
    for (const text of texts) expect(redactText(redactor, text)).toBe(text)
  })
})
