import fc from 'fast-check'
import { beforeEach, expect, test, vi } from 'vitest'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import {
  addSuppressions,
  emptySuppressions,
  type UnplacedEntry,
} from '../../src/scan/suppressions/add-suppressions.ts'
import * as hashing from '../../src/scan/suppressions/hash-secret.ts'
import {
  openSuppressions,
  parseSuppressions,
} from '../../src/scan/suppressions/parse-suppressions.ts'
import { addDays, isDay, noSuppressions } from '../../src/scan/suppressions/suppression-file.ts'
import {
  Suppressions,
  type SuppressionCandidate,
} from '../../src/scan/suppressions/suppressions.ts'

vi.mock(import('../../src/scan/suppressions/hash-secret.ts'), { spy: true })
beforeEach(() => void vi.mocked(hashing.hashSecret).mockClear())

const salt = new Uint8Array(16).fill(7)
const today = '2026-11-23'
const key = fingerprintKeyOf(new Uint8Array(32))
const secretOf = (text: string) => new Secret(bytesOfUtf8(text), key)

const hashA = hashing.hashSecret(bytesOfUtf8('value-a'), salt)
const entryA = {
  secret: hashA,
  rule: 'rule-a',
  path: undefined,
  owner: 'team-a',
  reason: 'a sample',
  expires: '2026-12-31',
  where: 's.yaml:5',
}

/** Decides with one entry; `calls` is how many slow hashes that cost. */
function check(
  entry: Partial<typeof entryA> & { readonly path?: string | undefined },
  candidate: Partial<Omit<SuppressionCandidate, 'secret'>> & { readonly value?: string },
  expected: { readonly decision: string; readonly calls: number; readonly dead?: number },
) {
  const suppressions = new Suppressions({ salt, entries: [{ ...entryA, ...entry }] }, today)
  const { value = 'value-a', ...rest } = candidate
  const secret = secretOf(value)
  const ask = () =>
    suppressions.decide({ secret, rule: 'rule-a', path: 'a/b', status: 'unverified', ...rest })
  expect([ask(), ask()]).toEqual([expected.decision, expected.decision])
  expect(hashing.hashSecret).toHaveBeenCalledTimes(expected.calls)
  const use = suppressions.summary(true)
  expect(use.suppressed).toBe(expected.decision === 'suppressed' ? 2 : 0)
  expect(use.dead.length).toBe(expected.dead ?? 0)
  expect(suppressions.summary(false).dead).toEqual([])
}

test.for([
  ['the same value is suppressed', {}, {}, { decision: 'suppressed', calls: 1 }],
  [
    'another value is reported',
    {},
    { value: 'value-b' },
    { decision: 'reported', calls: 1, dead: 1 },
  ],
  [
    'another rule costs no hash',
    {},
    { rule: 'rule-b' },
    { decision: 'reported', calls: 0, dead: 1 },
  ],
  ['a path that is meant', { path: 'a/**' }, {}, { decision: 'suppressed', calls: 1 }],
  ['another path costs no hash', { path: 'b/**' }, {}, { decision: 'reported', calls: 0, dead: 1 }],
  ['the last day counts', { expires: today }, {}, { decision: 'suppressed', calls: 1 }],
  [
    'an expired entry hides nothing',
    { expires: '2026-11-22' },
    {},
    { decision: 'reported', calls: 0 },
  ],
  ['an active secret is reported', {}, { status: 'active' }, { decision: 'reported', calls: 1 }],
  [
    'an inactive one is suppressed',
    {},
    { status: 'inactive' },
    { decision: 'suppressed', calls: 1 },
  ],
] as const)('%s', ([, entry, candidate, expected]) => check(entry, candidate, expected))

test('CRLF and LF are one value', () => {
  const entry = { ...entryA, secret: hashing.hashSecret(bytesOfUtf8('x\ny'), salt) }
  const suppressions = new Suppressions({ salt, entries: [entry] }, today)
  const candidate = { rule: 'rule-a', path: 'a', status: 'unverified' } as const
  expect(suppressions.decide({ ...candidate, secret: secretOf('x\r\ny') })).toBe('suppressed')
})

test('another salt gives another hash', () => {
  const hash = hashing.hashSecret(bytesOfUtf8('value-a'), new Uint8Array(16))
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(hash).not.toBe(hashA)
})

test('one value under two entries counts both as met', () => {
  const entries = [entryA, { ...entryA, path: 'a/*', where: 's.yaml:9' }]
  const suppressions = new Suppressions({ salt, entries }, today)
  const candidate = { rule: 'rule-a', path: 'a/b', status: 'unverified' } as const
  expect(suppressions.decide({ ...candidate, secret: secretOf('value-a') })).toBe('suppressed')
  expect(suppressions.summary(true)).toEqual({ suppressed: 1, expired: [], dead: [] })
})

test('the summary names expired and dead entries with their place', () => {
  const entries = [
    { ...entryA, expires: '2026-01-01' },
    { ...entryA, where: 's.yaml:12' },
  ]
  const { expired, dead } = new Suppressions({ salt, entries }, today).summary(true)
  const note = { rule: 'rule-a', owner: 'team-a', reason: 'a sample' }
  expect(expired).toEqual([{ ...note, expires: '2026-01-01', where: 's.yaml:5' }])
  expect(dead).toEqual([{ ...note, expires: '2026-12-31', where: 's.yaml:12' }])
})

test('without a file nothing is suppressed and nothing hashed', () => {
  const suppressions = new Suppressions(noSuppressions, today)
  const candidate = {
    secret: secretOf('x'),
    rule: 'rule-a',
    path: 'a',
    status: 'unverified',
  } as const
  expect(suppressions.decide(candidate)).toBe('reported')
  expect(hashing.hashSecret).not.toHaveBeenCalled()
})

test.for([
  ['2026-02-28', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['31.12.2026', false],
  ['2026-12-31T00:00', false],
] as const)('%s is a day: %s', ([text, expected]) => expect(isDay(text)).toBe(expected))

test('days are added across months and years', () => {
  expect(addDays('2026-11-23', 90)).toBe('2027-02-21')
})

const head = `version: 1\nsalt: ${'0a'.repeat(16)}\n`
const secretLine = `secret: ${'0b'.repeat(32)}`

test('an entry is read as it stands, with its place', () => {
  const yaml = `${head}entries:\n  # why\n  - ${secretLine}\n    rule: r\n    path: 'test/**'\n    owner: o\n    reason: because\n    expires: 2027-01-31\n`
  expect(parseSuppressions(yaml, 's.yaml')).toEqual({
    salt: new Uint8Array(16).fill(10),
    entries: [
      {
        secret: '0b'.repeat(32),
        rule: 'r',
        path: 'test/**',
        owner: 'o',
        reason: 'because',
        expires: '2027-01-31',
        where: 's.yaml:5',
      },
    ],
  })
})

function faultsOf(yaml: string): string {
  try {
    parseSuppressions(yaml, 's.yaml')
  } catch (error) {
    expect(error).toMatchObject({ code: 'SUPPRESSIONS_INVALID' })
    return (error as Error).message
  }
  return 'no fault'
}

const secretExpected =
  'expected the 64 hex digits that `stanch scan --suppress` writes, never the secret itself'

test.for([
  [
    'every fault is listed, and no value',
    `version: 1\nsalt: hunter2\nentries:\n  - secret: hunter2\n    rule: r\n    path: 'a['\n    owner: ' '\n    reson: hunter2\n    expires: 2027-02-29\n`,
    [
      's.yaml:2: salt: expected 32 hex digits, as `stanch scan --suppress` makes them',
      's.yaml:4: entries[0].reason: expected why this may stay, not empty; the key is missing',
      `s.yaml:4: entries[0].secret: ${secretExpected}`,
      's.yaml:6: entries[0].path: expected ] after [',
      's.yaml:7: entries[0].owner: expected a team or mail address, not empty',
      's.yaml:8: entries[0].reson: expected a known key; did you mean reason?',
      's.yaml:9: entries[0].expires: expected the last day as YYYY-MM-DD',
    ],
  ],
  [
    'a pasted secret that is a number is not shown',
    `${head}entries:\n- {secret: 12345678, rule: r, owner: o, reason: x, expires: 2027-01-01}`,
    [`s.yaml:4: entries[0].secret: ${secretExpected}, got a number`],
  ],
  [
    'an expiry is required',
    `${head}entries:\n- {${secretLine}, rule: r, owner: o, reason: x}`,
    ['s.yaml:4: entries[0].expires: expected the last day as YYYY-MM-DD; the key is missing'],
  ],
  [
    'an entry that is a list is one fault',
    `${head}entries:\n- []`,
    [
      's.yaml:4: entries[0]: expected a mapping with secret, rule, owner, reason and expires, got a list',
    ],
  ],
  [
    'an empty file is a fault',
    '',
    ['s.yaml:1: expected a mapping with version, salt and entries, got nothing'],
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(faultsOf(yaml).split('\n').sort()).toEqual([...expected].sort())
})

test('what was printed is parsed again, in one step or in two', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{64}$/)
  const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((each) => /\S/.test(each))
  const entry: fc.Arbitrary<UnplacedEntry> = fc.record({
    secret: fc.oneof(hex, fc.constantFrom('1'.repeat(64), `1e${'3'.repeat(62)}`)),
    rule: text,
    path: fc.constantFrom(undefined, 'test/**', '*.{a,b}', '[!#]*', '!x'),
    owner: text,
    reason: fc.oneof(
      text,
      fc.constantFrom('a: b # c', 'x\ny', '|\n', '2027-01-01', 'null', "it's"),
    ),
    expires: fc.nat(20_000).map((days) => addDays('2020-01-01', days)),
  })
  const withoutPlace = (yaml: string) =>
    parseSuppressions(yaml, 's.yaml').entries.map((each) => ({ ...each, where: undefined }))
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), (first, second) => {
      const empty = emptySuppressions('1'.repeat(32))
      const add = (yaml: string, entries: UnplacedEntry[]) =>
        addSuppressions(openSuppressions(yaml, 's.yaml').document, entries)
      const atOnce = add(empty, [...first, ...second])
      expect(withoutPlace(atOnce)).toEqual([...first, ...second])
      expect(add(add(empty, first), second)).toBe(atOnce)
    }),
  )
})
