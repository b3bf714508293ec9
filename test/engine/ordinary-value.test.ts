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
  ['a time with its zone', '2013-10-30T14:51:21.901728+01:00'],
  ['a time in a query', '2013-10-30T14%3A51%3A21Z'],
  ['what an ARN says behind its service', 'us-east-1:123456789012:secret:db'],
  ['volumes of a container', '/io:rw'],
  ['an identifier that says so', 'id:263466287238'],
  ['a field', 'X-Request-Id=<base62:14>'],
  ['a field in capitals', 'TRACE=<base62:14>'],
  ['a field of an identifier', 'dd.span_id=<base62:14>'],
  ['the key of a cache', 'Linux-node-modules-<hex:64>'],
  ['the key of a cache of two digests', 'macOS-x86_64-deps-<hex:64>-1.14.1-2-<hex:64>'],
  ['an algorithm of SSH', 'ssh-ed25519'],
  ['the scope of a signature', 'GOOG1E<base32:55>%2F20210514%2FUS%2Fs3%2Faws4_request'],
  ['a pod', 'payments-api-<[bcdf2456789]:10>-<[bcdfghjklmnpqrstvwxz2456789]:5>'],
] as const)('%s is no password', ([, template]) => {
  const value = assembleSample(template, seededRandom(4)).text
  expect(check('password', value), value).toBe(true)
})

test.for([
  ['`pwd` in a command is a directory', 'pwd', '/io/data', true],
  ['PWD in an environment is a directory', 'PWD', 'D:\\a\\b', true],
  ['a password may start with a slash', 'password', `/${random}+`, false],
  [
    'a password may hold a sign that gives values',
    'password',
    `${random.slice(0, 4)}#=${random}`,
    false,
  ],
] as const)('%s', ([, name, value, expected]) => expect(check(name, value)).toBe(expected))

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
