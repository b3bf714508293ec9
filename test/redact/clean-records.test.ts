import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { loadRedactor } from '../../src/scan/load-redactor.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'

const key = parseFingerprintKey('0123456789abcdef'.repeat(4), 'test')
const redactor = loadRedactor({ keys: [key], readsOn: false })
const random = seededRandom(4)
const token = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
const password = assembleSample('⟦<password:14>⟧', random).text
const wrapped = assembleSample('⟦<base64:64>⟧', random).text

/** What records are made of: secrets, halves of them, names without values, heads of what is longer, and what is like it. */
const pieces = [
  'GET /index.html 200', ' ', '"', '\\"', '{', '}', ':', ',', '=', ' | ', '\t', 'user', 'ü',
  'password', 'api_key', 'Authorization: Bearer ', 'token=', '"secret":', 'a1b2c3d4', '12345678',
  token, token.slice(0, 20), token.slice(20), password, wrapped, wrapped.slice(0, 40),
  '-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----', 'postgres://u:',
  '@host/db', '2026-11-26T04:00:00.0Z stdout P ', '2026-11-26T04:00:00.0Z stdout F ',
  '{"delta":{"content":"', Buffer.from(token).toString('base64'), Buffer.from(token).toString('hex'),
  '[stanch:github-token:00000000:0123456789abcdef]', '\n', '\r', '\0',
] // prettier-ignore

const records = fc.array(
  fc
    .array(fc.constantFrom(...pieces), { maxLength: 6 })
    .map((parts) => Buffer.from(parts.join(''))),
  { maxLength: 40 },
)

function comesOutAsItIs(record: Uint8Array): boolean {
  const stream = redactor.openRecords()
  const out = stream.push(record)
  return !stream.isOpen && out.length === 1 && Buffer.compare(out[0]!, record) === 0
}

test('what is clean among others comes out as it is, alone', () => {
  let clean = 0
  fc.assert(
    fc.property(records, (all) => {
      for (const [at, isClean] of redactor.findClean(all).entries()) {
        if (!isClean) continue
        clean++
        expect(comesOutAsItIs(all[at]!)).toBe(true)
      }
    }),
    { numRuns: 3000 },
  )
  // It is of use only if it finds some.
  expect(clean).toBeGreaterThan(3000)
})

test('ordinary records are clean, and one that is not does not make others so', () => {
  const lines = Array.from({ length: 5000 }, (_, at) => Buffer.from(`request ${at} served in 5 ms`))
  lines[4321] = Buffer.from(`Authorization: Bearer ${token}`)
  const clean = redactor.findClean(lines)
  expect(clean.flatMap((isClean, at) => (isClean ? [] : [at]))).toEqual([4321])
})

test('where records are read on, none is passed unseen', () => {
  const reading = loadRedactor({ keys: [key], readsOn: true })
  expect(reading.findClean([Buffer.from('plain')])).toEqual([false])
})
