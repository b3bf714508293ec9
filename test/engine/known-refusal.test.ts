import { expect, test } from 'vitest'
import { KnownValues } from '../../src/engine/known-values.ts'
import { refusalOf } from '../../src/engine/known-refusal.ts'
import { seededRandom } from '../../src/rules/sample.ts'

test.for([
  ['{', 'shorter than 8 bytes'],
  ['1', 'shorter than 8 bytes'],
  ['true', 'shorter than 8 bytes'],
  ['default', 'shorter than 8 bytes'],
  ['пароль'.slice(0, 4), 'shorter than 6 characters'],
  ['x'.repeat(17 << 10), 'longer than 16384 bytes'],
  ['aaaaaaaaaaab', 'few different characters'],
  ['********', 'few different characters'],
  ['12345678', 'counted up or down'],
  ['abcdefghij', 'counted up or down'],
  ['73519264', 'a number of fewer than 10 digits, or a point in time'],
  ['1716239022', 'a number of fewer than 10 digits, or a point in time'],
  ['1716239022123', 'a number of fewer than 10 digits, or a point in time'],
  ['3.14159265', 'a number'],
  ['2024-03-15', 'a date or a time'],
  ['2024-03-15T10:27:31Z', 'a date or a time'],
  ['1.24.0-beta.3', 'a version'],
  ['192.168.17.24:8080', 'an address of a machine'],
  ['00:1b:44:11:3a:b7', 'an address of a machine'],
  ['db-3.internal', 'a host name'],
  ['api.corp.net:8443', 'a host name'],
  ['someone@corp.net', 'a mail address'],
  ['https://api.corp.net', 'an address without credentials'],
  ['https://api.corp.net/v1/users', 'a path or an address without credentials'],
  ['/usr/local/share', 'a path or an address without credentials'],
  ['com.corp.service.OrderService', 'a path or an address without credentials'],
  ['${DB_TOKEN_VALUE}', 'a reference to a value'],
  ['-----BEGIN RSA PRIVATE KEY-----', 'the head or the foot of a PEM text'],
  ['changeme-please', 'a placeholder'],
  ['production', 'a word, or a few: as common as those'],
  ['localhost', 'a word, or a few: as common as those'],
  ['password', 'a word, or a few: as common as those'],
  ['us-east-1', 'a word, or a few: as common as those'],
  ['Content-Type', 'a word, or a few: as common as those'],
  ['internal server error', 'a word, or a few: as common as those'],
] as const)('%s is refused', ([value, reason]) => {
  expect(refusalOf(Buffer.from(value).toString('latin1'))).toBe(reason)
}) // prettier-ignore

test.for([
  'kfjwbqxz', 'db3kq9f2', 'Summer2024!', 'correct horse battery staple', 's3cr3tV4lue', '4929123412341234',
  ['postgres://app:', 'x9Kd2Lp4@db:5432/x'].join(''), 'Администратор', 'qwertyuiop', 'tr0ub4dor&3',
])('%s is known', (value) => expect(refusalOf(Buffer.from(value).toString('latin1'))).toBe(undefined)) // prettier-ignore

test('random values are hardly ever refused', () => {
  const random = seededRandom(31)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const make = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]!).join('')
  for (const [alphabet, length, most] of [
    [letters.slice(0, 62), 8, 5],
    [letters.slice(0, 62), 16, 1],
    [letters, 32, 0],
    [letters.slice(26, 52), 12, 3],
    ['0123456789abcdef', 16, 1],
    ['0123456789abcdef', 32, 0],
  ] as const) {
    const refused = Array.from({ length: 3000 }, () => make(alphabet, length)).filter(
      (value) => refusalOf(value) !== undefined,
    )
    expect(refused.length, refused.join(' ')).toBeLessThanOrEqual(most)
  }
})

test('refusals name the value, and do not hold it', () => {
  const names = ['MODE', 'PORT', 'MULTI']
  const values = ['production', '5432', 'yes\nno\non']
  const known = new KnownValues(
    names.map((name, at) => ({ name, value: Buffer.from(values[at]!) })),
  )
  expect(known.count).toBe(0)
  expect(known.refused.map(({ name }) => name)).toEqual(names)
  for (const value of values) expect(JSON.stringify(known.refused)).not.toContain(value)
})

test('blanks around a value are no part of it', () => {
  const value = 'k7Q2x9Lm4Zp'
  const known = new KnownValues([{ name: 'a', value: Buffer.from(` \t${value}\r\n`) }])
  expect(Buffer.from(known.table.bytes).toString()).toBe(value)
})
