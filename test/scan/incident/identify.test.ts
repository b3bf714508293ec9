import { expect, test } from 'vitest'
import type { Finding } from '../../../src/engine/finding.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { chooseExposures } from '../../../src/scan/incident/choose-exposures.ts'
import { identifyKeyId } from '../../../src/scan/incident/identify-key-id.ts'
import { identifyValue, unknownRule } from '../../../src/scan/incident/identify-value.ts'
import { parseReport } from '../../../src/scan/incident/parse-report.ts'
import { openValueReader } from '../../../src/scan/parts-of-value.ts'
import { buildOpenOptions } from '../../../src/cli/incident/open-options.ts'
import { bytesOfUtf8, latin1Of } from '../../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { createJsonlReport } from '../../../src/report/jsonl-report.ts'
import { createJsonReport } from '../../../src/report/json-report.ts'
import { findingIn, fingerprintFor, resultOf } from '../../report/sample-result.ts'

const key = fingerprintKeyOf(new Uint8Array(32).fill(3))
const sample = (template: string, seed = 1) => assembleSample(template, seededRandom(seed)).text
const token = sample('ghp_<base62:30><crc32-base62>')
const keyId = sample('AKIA<[A-Z2-7]:16>', 2)
const secretKey = sample('<base64:40>', 3)

function identify(text: string) {
  return identifyValue(bytesOfUtf8(text), { key, rules: undefined }).map(({ finding, value }) => [
    finding.rule,
    latin1Of(value),
  ])
}

test.for([
  ['a token', token, [['github-token', token]]],
  ['a token with what an editor adds', `  ${token}\r\n\n`, [['github-token', token]]],
  ['a line of a file', `export GITHUB_TOKEN="${token}"`, [['github-token', token]]],
  [
    'a key with its id',
    `aws_access_key_id=${keyId}\naws_secret_access_key=${secretKey}`,
    [['aws-secret-access-key', secretKey]],
  ],
  ['an id alone', keyId, [['aws-access-key-id', keyId]]],
  ['what no rule knows', 'Zx8#kQ2!vB7pLm4', [[unknownRule, 'Zx8#kQ2!vB7pLm4']]],
] as const)('%s is told', ([, text, expected]) => {
  expect(identify(text)).toEqual(expected)
})

test.for(['', 'password', '12345678', 'db.example.com', '${TOKEN}'])(
  '“%s” is no secret',
  (text) => {
    expect(() => identify(text)).toThrow(/expected a secret/)
  },
)

const { holdsSecret } = openValueReader()
const rules: Record<string, { name: string; provider: string }> = {
  'my-rule': { name: 'My key', provider: 'Mine' },
}
function askId(id: string, provider?: string, rule?: string) {
  return identifyKeyId({
    keyId: id,
    provider,
    rule,
    describeRule: (one) => rules[one],
    holdsSecret,
  })
}

test('the form of an id tells its provider, or somebody must say it', () => {
  expect(askId(keyId)).toMatchObject({ provider: 'AWS', rule: 'aws-access-key-id', keyId })
  expect(askId(`ASIA${keyId.slice(4)}`).provider).toBe('AWS')
  expect(askId(keyId, 'Amazon').provider).toBe('AWS')
  expect(askId('a1'.repeat(20), 'GCP')).toMatchObject({ provider: 'Google' })
  expect(askId('12345', 'gitlab').rule).toBe('gitlab-token')
  expect(askId('id-77', 'Mine', 'my-rule')).toMatchObject({ name: 'My key', provider: 'Mine' })
})

test.for([
  ['of another provider', keyId, 'gcp', undefined],
  ['that tells nobody', 'a1'.repeat(20), undefined, undefined],
  ['of a rule that is none', 'id-77', undefined, 'no-rule'],
  ['that is a secret', token, undefined, undefined],
  ['that is a secret, of a rule', token, undefined, 'my-rule'],
  ['that is an option', '--x', undefined, undefined],
  ['with a line end', 'AKIA\n', undefined, undefined],
] as const)('refused: an id %s', ([, id, provider, rule]) => {
  try {
    askId(id, provider, rule)
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'INCIDENT_KEY_ID' })
    expect(String(error)).not.toContain(token)
  }
})

const findings: readonly Finding[] = [
  findingIn('a', { fingerprint: fingerprintFor(1), severity: 'low' }),
  findingIn('b', { fingerprint: fingerprintFor(2), severity: 'critical' }),
  findingIn('c', { fingerprint: fingerprintFor(2), severity: 'critical' }),
]
const chosen = (picks: readonly string[], minSeverity?: 'high') =>
  chooseExposures(findings, { picks, minSeverity }).map(({ number }) => number)

test('secrets of a report are chosen by number, fingerprint or severity', () => {
  const hex = fingerprintFor(2).slice(12, 20)
  expect(chosen([])).toEqual([1, 2])
  expect(chosen(['2'])).toEqual([2])
  expect(chosen([`#${hex}`, '1'])).toEqual([1])
  expect(chosen([fingerprintFor(1)])).toEqual([2])
  expect(chosen([], 'high')).toEqual([1])
  for (const pick of ['0', '3', 'abc', '#', 'zzzz', ''])
    expect(() => chosen([pick]), pick).toThrow(/from 1 to 2/)
})

test('reports whole, line by line, and broken off', () => {
  const result = resultOf(findings)
  const json = createJsonReport().onEnd(result)
  const jsonl = createJsonlReport()
  const lines = findings.map((finding) => jsonl.onFinding(finding)).join('')
  const whole = lines + jsonl.onEnd(result)
  expect(parseReport(json, 'x')).toMatchObject({ hasStableKey: true, gaps: [] })
  expect(parseReport(whole, 'x').findings).toHaveLength(3)
  expect(parseReport(lines, 'x')).toMatchObject({ hasStableKey: undefined, gaps: [] })
  const cut = parseReport(lines.slice(0, -20), 'x')
  expect([cut.findings.length, cut.gaps.length]).toEqual([2, 1])
  const random = resultOf(findings, { key: { kid: '3f9a1c2e', ephemeral: true }, complete: false })
  expect(parseReport(createJsonReport().onEnd(random), 'x')).toMatchObject({
    hasStableKey: false,
    gaps: [expect.any(String)],
  })
})

test.for(['', 'hello', '{"a":1}', '[]', 'null', '{"type":"finding"}', '{"type":"x"}'])(
  'no report: %s',
  (text) => {
    expect(() => parseReport(text, 'x')).toThrow(/stanch scan --format json/)
  },
)

const nowMs = Date.parse('2026-11-26T12:00:00Z')

test('options that do not go together are refused', () => {
  const build = (file: string | undefined, typed: object) => buildOpenOptions(file, typed, nowMs)
  expect(build('x', { publicSince: '2026-11-20' }).publicSince).toBe('2026-11-20T00:00:00.000Z')
  expect(build('x', { webhook: true, header: ['X-A: b c '] }).from).toMatchObject({
    headers: { 'x-a': 'b c' },
  })
  for (const [file, typed] of [
    [undefined, {}],
    ['x', { keyId: 'AKIA' }],
    ['x', { valueStdin: true }],
    [undefined, { keyId: 'AKIA', valueStdin: true }],
    [undefined, { keyId: 'AKIA', finding: ['1'] }],
    [undefined, { webhook: true }],
    ['x', { header: ['a: b'] }],
    ['x', { webhook: true, header: ['no header'] }],
    ['x', { webhook: true, header: ['a\n: b'] }],
    ['x', { minSeverity: 'worst' }],
    ['x', { publicSince: 'yesterday' }],
    ['x', { publicSince: '2027-01-01' }],
    ['x', { group: ' ' }],
    ['x', { group: '\u001b[2J' }],
    ['x', { format: 'xml' }],
    ['x', { provider: 'aws' }],
  ] as const)
    expect(() => build(file, typed), JSON.stringify(typed)).toThrow(/expected|belongs?|choose/)
})
