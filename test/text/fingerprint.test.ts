import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfLatin1, bytesOfUtf8 } from '../../src/text/bytes.ts'
import {
  fingerprintKeyOf,
  fingerprintOf,
  parseFingerprintKey,
  normalisedSecret,
} from '../../src/text/fingerprint.ts'

const hex = '00112233445566778899aabbccddeeff'.repeat(2)
const key = parseFingerprintKey(hex, 'test')

test('a key is named by its SHA-256', () => {
  const digest = createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')
  expect(key.kid).toBe(digest.slice(0, 8))
  expect(parseFingerprintKey(hex.toUpperCase(), 'test').kid).toBe(key.kid)
})

test('a fingerprint is the first half of the HMAC', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (value) => {
      const normal = Buffer.from(
        Buffer.from(value).toString('latin1').replaceAll('\r\n', '\n'),
        'latin1',
      )
      const digest = createHmac('sha256', key.bytes).update(normal).digest('hex')
      expect(fingerprintOf(value, key)).toBe(`v1:${key.kid}:${digest.slice(0, 32)}`)
    }),
  )
})

test.for([
  ['', ''], ['a', 'a'], ['a\r\nb', 'a\nb'], ['a\rb', 'a\rb'], ['\r\r\n', '\r\n'], ['a\r', 'a\r'], [' a \r\n', ' a \n'],
] as const)('%j counts as %j', ([typed, counted]) => {
  expect(normalisedSecret(bytesOfLatin1(typed))).toEqual(bytesOfLatin1(counted))
}) // prettier-ignore

test('a private key counts as its file has it, wherever it stands', () => {
  const lines = [`-----BEGIN EC ${'PRIVATE KEY'}-----`, 'MHcCAQEEIAbcd', 'efgh', `-----END EC ${'PRIVATE KEY'}-----`]
  const plain = bytesOfLatin1(lines.join('\n'))
  for (const separator of ['\r\n', '\n    ', '\\n', '\n+', '\n-', '\n> ', '\\n"\n+ "']) {
    expect(normalisedSecret(bytesOfLatin1(lines.join(separator)))).toEqual(plain)
  }
  expect(normalisedSecret(plain)).toBe(plain)
}) // prettier-ignore

test('another key, or another value, gives another fingerprint', () => {
  const value = bytesOfUtf8('value')
  expect(fingerprintOf(value, fingerprintKeyOf(new Uint8Array(32)))).not.toBe(
    fingerprintOf(value, key),
  )
  expect(fingerprintOf(bytesOfUtf8('value '), key)).not.toBe(fingerprintOf(value, key))
})

test.for(['', 'ab', hex.slice(1), `${hex}0`, hex.replace('0', 'g'), ` ${hex.slice(2)} `])(
  'the key %j is refused and not repeated',
  (typed) => {
    const parse = () => parseFingerprintKey(typed, 'STANCH_KEY')
    expect(parse).toThrow(`STANCH_KEY: expected 64 hex digits, got ${typed.length} characters`)
    if (typed !== '') expect(parse).not.toThrow(typed)
  },
)
