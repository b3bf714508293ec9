import { expect, test } from 'vitest'
import { wordsOfName } from '../../src/engine/assigned-name.ts'
import type { Assignment } from '../../src/engine/assignment.ts'
import type { DocumentKind } from '../../src/engine/candidate.ts'
import { isOrdinaryValue } from '../../src/engine/ordinary-value.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

const random = assembleSample('<base62:14>', seededRandom(2)).text

function check(name: string, value: string, kind: DocumentKind = 'config', quoted = true) {
  const assignment: Assignment = {
    name,
    words: wordsOfName(name),
    value: { start: 0, end: 0 },
    quoted,
    operator: '=',
  }
  return isOrdinaryValue(assignment, value, kind)
}

test.for([
  ['a word', 'none'],
  ['a reference', '${DB_PASSWORD}'],
  ['a store', 'vault:secret/data/db'],
  ['a parameter', 'ssm:/prod/db'],
  ['an expression', 'process.env.DB_PASSWORD'],
  ['an address', 'https://host/path'],
  ['a path', './certs/key.pem'],
  ['a mail address', 'someone@corp.net'],
  ['an identifier', 'com.acme.PasswordField'],
  ['a number of four digits', '2048'],
  ['a date', '2026-03-01 10:00:00'],
  ['a version', 'v1.22.3'],
  ['a constant', 'DB_PASSWORD_KEY'],
  ['a template', 'v1-{{ checksum }}'],
  ['a password hash', '$6$rounds=5000$salt$hash'],
  ['a format', 'user %s password %s'],
  ['a call', 'getPassword(user)'],
  ['the name again', 'user_password'],
] as const)('%s is no password', ([, value]) => expect(check('password', value)).toBe(true))

test.for(['password_hash', 'public_key', 'token_type', 'secret_name', 'file_id', 'password_min'])(
  '%s is public, whatever its value',
  (name) => expect(check(name, random)).toBe(true),
)

test('random text is not ordinary', () => {
  for (const value of [random, `${random}-${random}`, `#${random}!`]) {
    expect(check('password', value), value).toBe(false)
  }
})

test('in code what stands without quotes is an expression, unless no name looks so; a lock file has none', () => {
  expect(check('password', 'qzxkwv', 'code', false)).toBe(true)
  expect(check('password', random, 'code', false)).toBe(false)
  expect(check('password', random, 'code', true)).toBe(false)
  expect(check('password', random, 'lock', true)).toBe(true)
})
