import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parsePostgresPlace } from '../../src/store/postgres/postgres-place.ts'
import { readPassword } from '../../src/store/postgres/read-password.ts'
import { StanchError } from '../../src/text/error.ts'

describe('an address', () => {
  test.for([
    [
      'postgres://db.example.com/inventory',
      {},
      {
        host: 'db.example.com',
        port: 5432,
        database: 'inventory',
        user: undefined,
        tls: 'verify-full',
        name: 'postgres://db.example.com/inventory',
      },
    ],
    [
      'postgresql://ann@db.example.com:6432/inventory',
      {},
      { port: 6432, user: 'ann', name: 'postgres://db.example.com:6432/inventory' },
    ],
    [
      'postgres://db.example.com/a%20b',
      {},
      { database: 'a b', name: 'postgres://db.example.com/a%20b' },
    ],
    [
      'postgres://[2001:db8::1]/x',
      {},
      { host: '2001:db8::1', tls: 'verify-full', name: 'postgres://[2001:db8::1]/x' },
    ],
    [
      'postgres:///x',
      {},
      { host: '/var/run/postgresql', tls: 'disable', name: 'postgres:///x at /var/run/postgresql' },
    ],
    ['postgres:///x?host=/tmp/s', { PGHOST: 'other' }, { host: '/tmp/s', tls: 'disable' }],
    [
      'postgres:///',
      { PGHOST: 'h', PGPORT: '7', PGDATABASE: 'd', PGUSER: 'u' },
      { host: 'h', port: 7, database: 'd', user: 'u' },
    ],
    ['postgres://h/x', { PGHOST: 'other', PGUSER: 'u' }, { host: 'h', user: 'u' }],
    ['postgres://localhost/x', {}, { tls: 'disable' }],
    ['postgres://127.0.0.1/x', { PGSSLMODE: 'prefer' }, { tls: 'disable' }],
    ['postgres://127.0.0.1/x?sslmode=verify-ca', {}, { tls: 'verify-ca' }],
    ['postgres://127.0.0.1.example.com/x', {}, { tls: 'verify-full' }],
    ['postgres://h/x', { PGSSLMODE: 'prefer' }, { tls: 'verify-full' }],
    ['postgres://h/x?sslmode=require', {}, { tls: 'verify-full' }],
    ['postgres://h/x?sslmode=disable', { PGSSLMODE: 'verify-full' }, { tls: 'disable' }],
    ['postgres://h/x', { PGSSLROOTCERT: '/ca.pem' }, { rootCertificatePath: '/ca.pem' }],
  ] as const)('%s %o', ([address, env, expected]) => {
    expect(parsePostgresPlace(address, env)).toMatchObject(expected)
  })

  // Assembled, so that no address with a password stands here.
  const pass = ['hun', 'ter', '2'].join('')
  const at = '@h/x'
  test.for([
    ['STORE_PASSWORD_IN_URL', `postgres://ann:${pass}${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://ann:${pass}/y${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://ann:12/${pass}${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://ann:12#${pass}${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://ann:12?${pass}${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://:${pass}${at}`],
    ['STORE_PASSWORD_IN_URL', `postgres://h/x?password=${pass}`],
    ['STORE_ADDRESS_INVALID', `postgres://h/x?passwort=${pass}`],
    ['STORE_ADDRESS_INVALID', 'postgres://h/x?sslmode=no-verify'],
    ['STORE_ADDRESS_INVALID', 'postgres://h'],
    ['STORE_ADDRESS_INVALID', 'postgres://h/x/y'],
    ['STORE_ADDRESS_INVALID', 'postgres://h/%'],
    ['STORE_ADDRESS_INVALID', 'postgres://h/x#y'],
    ['STORE_ADDRESS_INVALID', 'postgres://h:0/x'],
    ['STORE_ADDRESS_INVALID', 'mysql://h/x'],
  ] as const)('%s for %s, without repeating it', ([code, address]) => {
    let thrown: unknown
    try {
      parsePostgresPlace(address, {})
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ name: 'StanchError', code })
    expect((thrown as StanchError).message).not.toContain(pass)
  })

  test('a bad port of the environment is refused', () => {
    expect(() => parsePostgresPlace('postgres://h/x', { PGPORT: '5432x' })).toThrow(
      /expected a port/,
    )
  })
})

describe('a password', () => {
  const place = { host: 'db', port: 5432, database: 'x', user: userInfo().username }

  function passwordFile(text: string, mode = 0o600): string {
    const directory = mkdtempSync(join(tmpdir(), 'stanch-pgpass-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const path = join(directory, '.pgpass')
    writeFileSync(path, text)
    chmodSync(path, mode)
    return path
  }

  test('comes from PGPASSWORD first', () => {
    const env = { PGPASSWORD: 'a', PGPASSFILE: passwordFile('*:*:*:*:b') }
    expect(readPassword(place, env)).toBe('a')
  })

  test.for([
    [
      'first line that fits',
      '# *:*:*:*:no\nother:*:*:*:no\ndb:5433:*:*:no\ndb:5432:x:*:yes\n*:*:*:*:no',
      'yes',
    ],
    ['colons and backslashes', String.raw`*:*:*:*:a\:b\\c:d`, String.raw`a:b\c:d`],
    ['none that fits', '*:*:y:*:no', undefined],
    ['half a line', '*:*', undefined],
    ['line ends of Windows', '*:*:*:*:yes\r\n', 'yes'],
  ] as const)('of a file: %s', ([, text, expected]) => {
    expect(readPassword(place, { PGPASSFILE: passwordFile(text) })).toBe(expected)
  })

  test('of a socket stands under localhost', () => {
    const env = { PGPASSFILE: passwordFile('localhost:*:*:*:yes') }
    expect(readPassword({ ...place, host: '/tmp' }, env)).toBe('yes')
  })

  test('stands in the home directory by default, and need not', () => {
    const path = passwordFile('*:*:*:*:yes')
    expect(readPassword(place, { HOME: join(path, '..') })).toBe('yes')
    expect(readPassword(place, { HOME: join(path, 'none') })).toBeUndefined()
  })

  test('of a file that others can read is refused', () => {
    const path = passwordFile('*:*:*:*:hush', 0o640)
    expect(() => readPassword(place, { PGPASSFILE: path })).toThrow(`Run: chmod 600 ${path}`)
  })
})
