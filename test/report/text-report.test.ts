import { expect, test } from 'vitest'
import type { Origin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import type { ReportOptions } from '../../src/report/report-options.ts'
import type { Coverage } from '../../src/report/scan-result.ts'
import { createTextReport } from '../../src/report/text-report.ts'
import { findingIn, findingWith, fingerprintFor, resultOf, sampleOptions } from './sample-result.ts'
import { inventoryMatch } from './inventory-match.ts'

function write(
  findings: readonly Finding[],
  coverage: Partial<Coverage> = {},
  options: Partial<ReportOptions> = {},
): string {
  const report = createTextReport({ ...sampleOptions, ...options })
  expect(findings.map((finding) => report.onFinding(finding)).join('')).toBe('')
  return report.onEnd(resultOf(findings, coverage))
}

test('a clean scan says so and what it covered', () => {
  expect(write([])).toBe(`No secrets found in 312 files.

312 documents · 4.2 MB · 830 ms · 5.1 MB/s · 214 rules · complete
`)
})

test('one secret is a headline, its place and what to do', () => {
  expect(write([findingWith({})])).toBe(`1  critical  GitHub token  ghp_…  #9e3779b1
             at:      config/prod.env:3:9
             next:    Revoke or rotate it at GitHub first, then remove it.
                      https://docs.example.com/github-token

1 secret at 1 place: 1 critical.

312 documents · 4.2 MB · 830 ms · 5.1 MB/s · 214 rules · complete
`)
})

test('nothing found in a scan with holes is no good news', () => {
  const problems = [{ path: 'a.zip', reason: 'damaged' }]
  expect(write([], { complete: false, problems, documents: 1 })).toBe(
    `No secrets found in 1 file, but the scan is incomplete.
1 problem; not scanned, or not all of it:
  a.zip: damaged

1 document · 4.2 MB · 830 ms · 5.1 MB/s · 214 rules · INCOMPLETE (1 problem)
`,
  )
})

test('a file with many problems does not hide the others', () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ path: 'a.jsonl', reason: `fault ${at}` }))
  const problems = [...many, { path: 'b.zip', reason: 'damaged' }]
  expect(write([], { complete: false, problems })).toContain(
    `31 problems in 2 files; not scanned, or not all of it:
  a.jsonl: fault 0 (and 29 more)
  b.zip: damaged
`,
  )
})

test('nothing read is not "no secrets"', () => {
  expect(write([], { documents: 0, bytes: 0 })).toContain('Nothing to scan: no file was read.')
})

test('an interrupt is named', () => {
  expect(write([], { complete: false, interrupted: true })).toContain('INCOMPLETE (interrupted)')
})

const historical = {
  kind: 'file',
  path: 'old.json',
  commit: '0123456789abcdef0123',
  inHead: false,
} as Origin

test.for<[string, Partial<Finding>, string]>([
  [
    'a decoded chain, innermost first',
    { decoded: ['base64', 'gzip'] },
    '(inside gzip inside base64)',
  ],
  [
    'a file that git ignores',
    { origin: { kind: 'file', path: '.env', ignoredByGit: true } },
    '.env:3:9  (ignored by git)',
  ],
  ['standard input', { origin: { kind: 'stdin', path: '-' } }, 'at:      standard input:3:9'],
  ['a commit', { origin: historical }, 'old.json:3:9  (since 0123456789ab, in history only)'],
  ['what history keeps', { origin: historical }, 'then remove it;'],
  ['less than high confidence', { confidence: 'medium' }, 'ghp_…  medium confidence  #'],
  ['no bare ellipsis', { redacted: '…' }, 'GitHub token  #9e3779b1'],
  ['a format that does not hold', { status: 'invalid-format' }, 'status:  its format or checksum'],
  ['a secret that still works', { status: 'active' }, 'status:  still active'],
  [
    'the owner',
    { inventory: inventoryMatch({ owner: 'pay' }) },
    'owner:   pay · production (gh-7)\n',
  ],
  [
    'that nobody is named',
    { inventory: inventoryMatch({ owner: null }) },
    'owner:   nobody is named · production (gh-7)',
  ],
  ['how to name somebody', { inventory: inventoryMatch({ owner: null }) }, 'set gh-7'],
  [
    'a component',
    { components: [{ ...findingWith({}), rule: 'aws-key-id', redacted: 'AKIA…', line: 2 }] },
    'with:    aws-key-id AKIA… on line 2',
  ],
  [
    'no family of rules as an issuer',
    { provider: 'Payment services' },
    'Revoke or rotate it where it was issued first',
  ],
])('says %s', ([, changes, expected]) => {
  expect(write([findingWith(changes)])).toContain(expected)
})

const everywhere = Array.from({ length: 24 }, (_, index) => findingIn(`f${index}.env`))

test('ten places are shown of many', () => {
  const text = write(everywhere)
  expect(text.match(/\.env:/g)).toHaveLength(10)
  expect(text).toContain('                      … and 14 more\n')
  expect(text).toContain('1 secret at 24 places: 1 critical.')
})

test('all places are shown when asked for', () => {
  expect(write(everywhere, {}, { allPlaces: true }).match(/\.env:/g)).toHaveLength(24)
})

test('advice is given once a kind of secret', () => {
  const text = write([findingIn('a'), findingIn('b', { fingerprint: fingerprintFor(2) })])
  expect(text.match(/Revoke or rotate/g)).toHaveLength(1)
  expect(text).toContain('next:    as for 1')
})

const note = {
  rule: 'github-token',
  owner: 'ann',
  reason: 'fixture',
  expires: '2026-01-01',
  where: 'stanch.yaml:12',
}

test('suppressions that did or did not work are reported', () => {
  const text = write([], { suppressions: { suppressed: 2, expired: [note], dead: [note] } })
  expect(text).toContain(`2 findings suppressed.
1 suppression expired and hid nothing:
  github-token, ann, until 2026-01-01: fixture (stanch.yaml:12)
1 suppression met no secret and can go:
  github-token, ann, until 2026-01-01: fixture (stanch.yaml:12)
`)
})

test('what was skipped is counted by reason, the commonest first', () => {
  const skipped = ['ignored', 'binary', 'binary'].map((reason) => ({ path: 'x', reason }))
  expect(write([], { skipped })).toContain('Skipped 3: 2 binary, 1 ignored\n')
})

test('a passing key is mentioned only where there are fingerprints', () => {
  const key = { kid: '3f9a1c2e', ephemeral: true }
  expect(write([], { key })).not.toContain('STANCH_KEY')
  expect(write([findingWith({})], { key })).toContain('unless STANCH_KEY is set.')
})

const hostile = 'a\u001b]0;x\u0007\n\u202eb\u009b2J'

test('no outside text reaches the terminal with a control character in it', () => {
  const evil = findingIn(hostile, {
    name: hostile,
    redacted: hostile,
    provider: hostile,
    inventory: inventoryMatch({ id: hostile, owner: hostile }),
    components: [{ ...findingWith({}), rule: hostile, redacted: hostile }],
  })
  const text = write([evil], {
    complete: false,
    problems: [{ path: hostile, reason: hostile }],
    skipped: [{ path: hostile, reason: hostile }],
    suppressions: { suppressed: 0, expired: [{ ...note, reason: hostile }], dead: [] },
  })
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(text).toContain('a\\x1b]0;x\\x07\\n\\u202eb\\x9b2J:3:9')
})

test('a file name is no workflow command in a build log', () => {
  const text = write([findingIn('a'), findingIn('::stop-commands::x')], {
    problems: [{ path: '##[group]x', reason: 'gone' }],
  })
  expect(text).not.toMatch(/^\s*::/m)
  expect(text).not.toContain('##[')
})

test('colours and links are written only when asked for', () => {
  const text = write(
    [findingWith({})],
    {},
    { color: true, hyperlinks: true, rootUrl: 'file:///w/' },
  )
  expect(text).toContain('\u001b[1;31mcritical\u001b[0m')
  expect(text).toContain(
    '\u001b]8;;file:///w/config/prod.env\u001b\\config/prod.env\u001b]8;;\u001b\\',
  )
})

test('links to hostile names are encoded', () => {
  const text = write([findingIn(hostile)], {}, { hyperlinks: true, rootUrl: 'file:///w/' })
  expect(text).toContain('\u001b]8;;file:///w/a%1B%5D0;x%07%0A%E2%80%AEb%C2%9B2J\u001b\\')
})

test('prose is wrapped to the width, places are not', () => {
  const path = `${'deep/'.repeat(30)}x`
  const text = write([findingIn(path, { status: 'invalid-format' })], {}, { width: 60 })
  const long = text.split('\n').filter((line) => line.length > 60)
  expect(long).toEqual([`             at:      ${path}:3:9`])
})

test.for([
  [
    'an expiry that is to come',
    { expires: '2026-03-01T03:00:01Z' },
    'expires 2026-03-01T03:00:01Z',
  ],
  ['an expiry that is past', { expires: '2026-02-28T23:59:59Z' }, 'expired 2026-02-28T23:59:59Z'],
  [
    'whose it is and who has issued it',
    { account: '123456789012', keyId: 'A01', issuer: 'x.example' },
    'account 123456789012, key A01, issued by x.example',
  ],
  ['an account of a kind', { account: 'workspace T01' }, 'workspace T01'],
] as const)('what a secret tells of itself: %s', ([, details, told]) => {
  expect(write([findingWith({ details })])).toContain(`             tells:   ${told}\n`)
})

test('what a secret tells at several places is said once', () => {
  const text = write([
    findingIn('a', { details: { account: 'demo' } }),
    findingIn('b', { details: { account: 'demo', expires: '2030-01-01T00:00:00Z' } }),
    findingIn('c'),
  ])
  expect(text).toContain('tells:   account demo, expires 2030-01-01T00:00:00Z\n')
})
