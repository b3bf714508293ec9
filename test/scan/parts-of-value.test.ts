import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { openValueReader } from '../../src/scan/parts-of-value.ts'
import { latin1Of } from '../../src/text/bytes.ts'

const reader = openValueReader()

function sample(template: string, seed = 1): string {
  return assembleSample(template, seededRandom(seed)).text
}

function partsOf(value: string): string[] {
  return reader
    .partsOf(Buffer.from(value))
    .map((part) => `${part.isIdentifier ? 'id' : 'secret'} ${latin1Of(part.value)}`)
}

const token = sample('ghp_<base62:30><crc32-base62>')
const keyId = sample('AKIA<base32:16>')
const awsSecret = sample('<base64:40>', 3)
const password = sample('<base62:20>', 4)

test.for([
  ['a token is its own part', token, [`secret ${token}`]],
  [
    'in base64 it is the decoded one',
    Buffer.from(`${token}\n`).toString('base64'),
    [`secret ${token}`],
  ],
  [
    'the password of a connection string',
    `postgres://app:${password}@db.internal:5432/app`,
    [`secret ${password}`],
  ],
  [
    'a pair of AWS: the key and the id by itself',
    JSON.stringify({ aws_access_key_id: keyId, aws_secret_access_key: awsSecret }),
    [`secret ${awsSecret}`, `id ${keyId}`],
  ],
  ['a key id alone', keyId, [`id ${keyId}`]],
  ['an ordinary word', 'production', []],
  ['a port', '5432', []],
  ['an account number beside nothing', 'aws_account_id=123456789012', []],
  ['nothing', '', []],
  ['what looks like an option', '--help', []],
] as const)('%s', ([, value, expected]) => {
  expect(partsOf(value)).toEqual(expected)
})

test('several settings in one value are several parts', () => {
  const second = sample('xoxb-<digits:12>-<digits:12>-<base62:24>', 9)
  expect(partsOf(`GITHUB_TOKEN=${token}\nSLACK=${second}\nPORT=8080\n`)).toEqual([
    `secret ${token}`,
    `secret ${second}`,
  ])
})

test('any bytes are a value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      for (const { value } of reader.partsOf(bytes)) expect(value.length).toBeGreaterThan(0)
    }),
    { numRuns: 200 },
  )
})

test.for([
  ['a token in a purpose', `posts to chat with ${token}`, true],
  ['a password with its name', `login password=${password}`, true],
  ['a public key id', keyId, false],
  ['a client id', sample('<digits:12>-<lower-digits:32>.apps.googleusercontent.com'), false],
  ['prose', 'reads the CRM for the support agent; rotate with care', false],
  ['a path in a store', 'secret/data/payments/stripe#api_key', false],
  ['an ARN', 'arn:aws:iam::123456789012:role/deploy-production', false],
  ['a uuid', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', false],
] as const)('a text that people write: %s', ([, text, expected]) => {
  expect(reader.holdsSecret(text)).toBe(expected)
})
