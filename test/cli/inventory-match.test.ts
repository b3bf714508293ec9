import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hmslOf } from '../../src/inventory/hmsl.ts'
import { nodeScrypt } from '../../src/scan/node-scrypt.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import {
  fingerprintUnder,
  inventoryFile,
  recordOf,
  sampleToken,
} from '../inventory/known-secret.ts'
import { makeDirectory, run, testKey } from './run-stanch.ts'

const token = sampleToken(11)
const stranger = sampleToken(12)
const otherKey = 'fedcba9876543210'.repeat(4)
const record = recordOf(token, [testKey], {
  owner: { team: 'payments' },
  environment: 'production',
  agent: 'deploy-bot',
})

test('known values are told by line and owner, never by value', async () => {
  const cwd = makeDirectory({ 'stanch-inventory.yaml': inventoryFile(record) })
  const input = `${stranger}\n\n${token}\r\n--help\n`
  const { status, stdout, stderr } = await run(['inventory', 'match', '-'], { cwd, input })
  expect(stdout).toBe(
    'VALUE   OWNER     ENVIRONMENT  AGENT       STATE   RECORD\n' +
      'line 3  payments  production   deploy-bot  active  gh-7\n' +
      '\n1 of 3 values is known.\n',
  )
  expect([status, stderr]).toEqual([1, ''])
})

test('names of JSON, and values that hold a known secret', async () => {
  const cwd = makeDirectory({ 'stanch-inventory.yaml': inventoryFile(record) })
  const input = JSON.stringify({
    a: { URL: `https://x:${token}@example.com/` },
    b: [`TOKEN=${token}`],
    c: btoa(token),
    d: stranger,
    e: true,
  })
  const { status, stdout, stderr } = await run(['inventory', 'match', '--format', 'jsonl'], {
    cwd,
    input,
  })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ name, holds, inventory }) => [name, holds, inventory?.id ?? null])).toEqual([
    ['a.URL', true, 'gh-7'],
    ['b.0', true, 'gh-7'],
    ['c', true, 'gh-7'],
    ['d', false, null],
  ])
  expect(status).toBe(1)
  expect(stderr).toContain('not asked for: e')
  expect(stdout + stderr).not.toContain(token)
})

test('values of many lines, a NUL behind each', async () => {
  const long = `${token}\n${stranger}`
  const cwd = makeDirectory({ 'stanch-inventory.yaml': inventoryFile(recordOf(long, [testKey])) })
  const input = `x\0${long}\0`
  const { stdout } = await run(['inventory', 'match', '--null', '--format', 'json'], { cwd, input })
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'value 1', inventory: null },
    { name: 'value 2', inventory: { id: 'gh-7' }, holds: false },
  ])
})

test('after a rotation of the key --update adds the newest fingerprint and drops none', async () => {
  const cwd = makeDirectory({
    keys: `${testKey}\n${otherKey}\n`,
    'stanch-inventory.yaml': inventoryFile(
      recordOf(token, [otherKey]),
      recordOf(stranger, [otherKey], { id: 'gh-8' }),
    ),
  })
  const env = { STANCH_KEY: undefined, STANCH_KEY_FILE: 'keys' }
  const input = `${token}\n`
  const first = await run(['inventory', 'match', '-'], { cwd, env, input })
  expect(first.stderr).toContain('--update')
  const second = await run(['inventory', 'match', '--update', '-'], { cwd, env, input })
  expect([second.status, second.stderr]).toEqual([1, ''])
  const written = readFileSync(join(cwd, 'stanch-inventory.yaml'), 'utf8')
  for (const key of [testKey, otherKey]) expect(written).toContain(fingerprintUnder(token, key))
  expect(written).not.toContain(fingerprintUnder(stranger, testKey))
  const third = await run(['inventory', 'match', '-'], { cwd, input })
  expect([third.status, third.stderr]).toEqual([1, ''])
})

test('without a key only the unkeyed column can be asked, and only when one says so', async () => {
  const value = `hmsl:${hmslOf(bytesOfUtf8(token), nodeScrypt)}`
  const cwd = makeDirectory({
    'stanch-inventory.yaml': inventoryFile({ ...record, fingerprints: [{ form: 'hmsl', value }] }),
  })
  const env = { STANCH_KEY: undefined }
  const input = `${token}\n`
  const refused = await run(['inventory', 'match', '-'], { cwd, env, input })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('STANCH_KEY')
  const asked = await run(['inventory', 'match', '--hmsl', '--format', 'json', '-'], {
    cwd,
    env,
    input,
  })
  expect(JSON.parse(asked.stdout)[0].inventory).toMatchObject({ id: 'gh-7', form: 'hmsl' })
})

test.for([
  ['none of the values is known', ['-'], stranger, 0],
  ['nothing on standard input', ['-'], '', 0],
  ['a value as an argument, which is not repeated', [token], '', 2],
  ['an inventory that is damaged', ['--store', 'bad.yaml', '-'], token, 2],
  ['an inventory that is not there', ['--store', 'none.yaml', '-'], token, 2],
] as const)('%s: exit status', async ([, args, input, expected]) => {
  const cwd = makeDirectory({
    'stanch-inventory.yaml': inventoryFile(record),
    'bad.yaml': 'version: 1\nrecords: {}\n',
  })
  const { status, stdout, stderr } = await run(['inventory', 'match', ...args], { cwd, input })
  expect(status).toBe(expected)
  expect(stdout + stderr).not.toContain(token)
})

test('rekey forgets a retired key, but not what is known under it alone, and never the newest', async () => {
  const cwd = makeDirectory({
    'stanch-inventory.yaml': inventoryFile(
      recordOf(token, [testKey, otherKey]),
      recordOf(stranger, [otherKey], { id: 'gh-8' }),
    ),
  })
  const kidOf = (key: string) => fingerprintUnder(token, key).slice(3, 11)
  const done = await run(['inventory', 'rekey', '--drop-kid', kidOf(otherKey)], { cwd })
  expect(done.stdout).toBe(
    `1 record without fingerprints under ${kidOf(otherKey)}; 1 known under no other key, and as they were.\n`,
  )
  expect(done.status).toBe(1)
  const written = readFileSync(join(cwd, 'stanch-inventory.yaml'), 'utf8')
  expect(written).not.toContain(fingerprintUnder(token, otherKey))
  expect(written).toContain(fingerprintUnder(stranger, otherKey))
  const refused = await run(['inventory', 'rekey', '--drop-kid', kidOf(testKey)], { cwd })
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('writes with')])
})

test('the configured inventory and tenant are asked', async () => {
  const cwd = makeDirectory({
    'stanch.yaml': 'version: 1\ninventory: { store: keys/known.yaml, tenant: acme }\n',
    'keys/known.yaml': inventoryFile({ ...record, tenant: 'acme' }),
    'sub/a.env': `A=${token}\n`,
  })
  const { stdout } = await run(['scan', '--format', 'json', 'a.env'], { cwd: join(cwd, 'sub') })
  expect(JSON.parse(stdout).findings[0].inventory).toMatchObject({ id: 'gh-7', tenant: 'acme' })
  const other = await run(['inventory', 'match', '--tenant', 'other', '-'], { cwd, input: token })
  expect(other.status).toBe(0)
})

test('under a key that the inventory was not written under it is said that nothing can be known', async () => {
  const cwd = makeDirectory({
    'stanch-inventory.yaml': inventoryFile(record),
    'a.txt': `token = ${stranger}\n`,
  })
  const env = { STANCH_KEY: otherKey }
  const matched = await run(['inventory', 'match', '-'], { cwd, env, input: token })
  const scanned = await run(['scan', 'a.txt'], { cwd, env })
  for (const { stderr } of [matched, scanned])
    expect(stderr).toMatch(
      /stanch-inventory\.yaml: expected fingerprints under this run's key; got those under the key [0-9a-f]{8}, so nothing is known/,
    )
  const own = await run(['inventory', 'match', '-'], { cwd, input: stranger })
  expect([own.status, own.stderr]).toEqual([0, ''])
})

test('a line end behind a value, as files have it, is none of the value', async () => {
  const cwd = makeDirectory()
  const value = `${stranger.slice(4)}${token.slice(4)}`
  const add = ['inventory', 'add', 'a/b', '--value-stdin']
  expect(await run(add, { cwd, input: `${value}\n` })).toMatchObject({ status: 0 })
  for (const end of ['', '\n', '\r\n']) {
    const inputs = [
      [[], JSON.stringify({ a: value + end })],
      [['--null'], value + end],
    ] as const
    for (const [words, input] of inputs) {
      const { status } = await run(['inventory', 'match', ...words], { cwd, input })
      expect([end, status]).toEqual([end, 1])
    }
  }
})
