import { expect, test } from 'vitest'
import { wordsOfName } from '../../src/engine/assigned-name.ts'
import type { Assignment } from '../../src/engine/assignment.ts'
import { isOrdinaryValue, kindsOfValue } from '../../src/engine/ordinary-value.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

const random = assembleSample('<base62:14>', seededRandom(2)).text

function assign(name: string, quoted: boolean): Assignment {
  return { name, words: wordsOfName(name), value: { start: 0, end: 0 }, quoted, operator: '=' }
}

function check(name: string, value: string) {
  return isOrdinaryValue(assign(name, true), value)
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

test.for([
  ['in quotes it counts in code', 'qzxkwv', true, ['text', 'config', 'code']],
  ['without quotes it is an expression in code', 'qzxkwv', false, ['text', 'config']],
  ['unless no name looks so', random, false, ['text', 'config', 'code']],
  ['a short one behind a colon is prose in a text', 'qzxk', false, ['config']],
] as const)('%s', ([, value, quoted, kinds]) => {
  expect(kindsOfValue(assign('password', quoted), value)).toEqual(kinds)
})
