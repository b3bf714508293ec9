import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import { parseSuppressions } from '../../src/scan/suppressions/parse-suppressions.ts'
import { Suppressions } from '../../src/scan/suppressions/suppressions.ts'
import {
  writeSuppressions,
  type NewSuppression,
} from '../../src/scan/suppressions/write-suppressions.ts'

const key = fingerprintKeyOf(new Uint8Array(32))

function suppressionOf(value: string, change: Partial<NewSuppression> = {}): NewSuppression {
  return {
    secret: new Secret(bytesOfUtf8(value), key),
    rule: 'rule-a',
    status: 'unverified',
    owner: 'team-a',
    reason: 'a sample',
    expires: '2027-01-31',
    ...change,
  }
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'stanch-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const read = (path: string) => parseSuppressions(readFileSync(path, 'utf8'), path)

test('a missing file is made, with a salt, and hides what was written', async () => {
  const path = join(directory(), 's.yaml')
  const value = ['hun', 'ter', '2'].join('')
  const entries = [
    suppressionOf(value),
    suppressionOf(value),
    suppressionOf(value, { rule: 'rule-b' }),
  ]
  expect(await writeSuppressions(path, entries)).toEqual({ added: 2, kept: [], refused: 0 })
  expect(readFileSync(path, 'utf8')).not.toContain(value)
  const file = read(path)
  expect(file.salt).not.toEqual(new Uint8Array(16))
  expect(file.entries.map(({ rule }) => rule)).toEqual(['rule-a', 'rule-b'])
  const decision = new Suppressions(file, '2027-01-31').decide({ ...entries[0]!, path: 'a' })
  expect(decision).toBe('suppressed')
})

test('comments, order, quotes and mode stay, and nothing is renewed', async () => {
  const path = join(directory(), 's.yaml')
  await writeSuppressions(path, [suppressionOf('x', { expires: '2020-01-01' })])
  const before = readFileSync(path, 'utf8')
    .replace('# Findings', '# Ours. Findings')
    .replace('  - secret', '  # agreed with security\n  - secret')
    .replace('reason: a sample', "reason: 'a sample' # really")
  writeFileSync(path, before)
  chmodSync(path, 0o640)
  const written = await writeSuppressions(path, [suppressionOf('x'), suppressionOf('y')])
  expect(written).toMatchObject({ added: 1, kept: [{ expires: '2020-01-01', where: `${path}:7` }] })
  const after = readFileSync(path, 'utf8')
  expect(after.startsWith(before)).toBe(true)
  expect(read(path).entries.map(({ expires }) => expires)).toEqual(['2020-01-01', '2027-01-31'])
  expect(statSync(path).mode & 0o777).toBe(0o640)
})

test('a secret known to be active is refused', async () => {
  const path = join(directory(), 's.yaml')
  const active = suppressionOf('x', { status: 'active' })
  expect(await writeSuppressions(path, [active])).toEqual({ added: 0, kept: [], refused: 1 })
  expect(existsSync(path)).toBe(false)
})

test('a file to which nothing is added is not touched', async () => {
  const path = join(directory(), 's.yaml')
  await writeSuppressions(path, [suppressionOf('x')])
  utimesSync(path, 1, 1)
  expect(await writeSuppressions(path, [suppressionOf('x')])).toMatchObject({ added: 0 })
  expect(statSync(path).mtimeMs).toBe(1000)
})

test('a symbolic link stays one', async () => {
  const root = directory()
  const path = join(root, 's.yaml')
  mkdirSync(join(root, 'inner'))
  await writeSuppressions(join(root, 'inner/real.yaml'), [suppressionOf('x')])
  symlinkSync('inner/real.yaml', path)
  await writeSuppressions(path, [suppressionOf('y')])
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
  expect(read(join(root, 'inner/real.yaml')).entries.length).toBe(2)
})

test('a file with faults is not replaced', async () => {
  const root = directory()
  const path = join(root, 's.yaml')
  writeFileSync(path, 'version: 1\n')
  await expect(writeSuppressions(path, [suppressionOf('x')])).rejects.toMatchObject({
    code: 'SUPPRESSIONS_INVALID',
  })
  expect(readFileSync(path, 'utf8')).toBe('version: 1\n')
  expect(readdirSync(root)).toEqual(['s.yaml'])
})

test.for([
  ['owner', { owner: ' ' }, 'owner: expected a team or mail address, not empty'],
  ['reason', { reason: '' }, 'reason: expected why this may stay, not empty'],
  ['day', { expires: '2027-02-30' }, 'expires: expected the last day as YYYY-MM-DD'],
] as const)('without a sound %s nothing is written', async ([, change, message]) => {
  const path = join(directory(), 's.yaml')
  await expect(writeSuppressions(path, [suppressionOf('x', change)])).rejects.toThrow(message)
  expect(existsSync(path)).toBe(false)
})

test('a directory that is missing is said', async () => {
  const path = join(directory(), 'none', 's.yaml')
  await expect(writeSuppressions(path, [suppressionOf('x')])).rejects.toMatchObject({
    code: 'SUPPRESSIONS_NOT_WRITTEN',
  })
})
