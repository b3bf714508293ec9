import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postureCheckIds } from '../../src/inventory/posture/posture-check-ids.ts'
import { postureChecks } from '../../src/inventory/posture/posture-checks.ts'
import type { PostureFinding } from '../../src/inventory/posture/posture-check.ts'
import { postureFormats } from '../../src/report/posture/load-posture-report.ts'
import { loadSchema } from '../report/load-schema.ts'
import { readXml } from '../report/read-xml.ts'
import { day, soundOrganisation, tokenOf, weakOrganisation } from './audit-organisation.ts'
import { makeDirectory, run } from './run-stanch.ts'

/** Scans an organisation, then audits it with what the scan has found. */
async function auditOf(files: Record<string, string>, ...options: string[]) {
  const cwd = makeDirectory(files)
  const scan = await run(['scan', '.', '--report', 'json:scan.json', '--quiet'], { cwd })
  expect(scan.stderr).toBe('')
  const ended = await run(['audit', '--scan-report', 'scan.json', ...options], { cwd })
  return { cwd, ...ended }
}

function findingsOf(stdout: string): PostureFinding[] {
  return (JSON.parse(stdout) as { findings: PostureFinding[] }).findings
}

test('every weak sign of an organisation is told once, in all formats, and none holds a secret', async () => {
  const reports = postureFormats.flatMap((format) => ['--report', `${format}:out.${format}`])
  const { cwd, status, stdout, stderr } = await auditOf(weakOrganisation(), ...reports)
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  const read = (format: string) => readFileSync(join(cwd, `out.${format}`), 'utf8')
  for (const text of [stdout, ...postureFormats.map(read)]) {
    for (let seed = 1; seed < 9; seed++) expect(text).not.toContain(tokenOf(seed))
  }
  expect(read('text')).toBe(stdout)

  const findings = findingsOf(read('json'))
  const ids = postureChecks.map(({ id }) => id)
  expect(postureCheckIds).toEqual(ids)
  expect(findings.map(({ check }) => check).toSorted()).toEqual(ids.toSorted())
  const by = new Map(findings.map((finding) => [finding.check, finding]))
  for (const [check, expected] of expectations) expect(by.get(check)).toMatchObject(expected)

  expect(loadSchema('sarif-2.1.0-reduced')(JSON.parse(read('sarif')))).toEqual([])
  expect(loadSchema('gitlab-secret-detection-15-reduced')(JSON.parse(read('gitlab')))).toEqual([])
  expect(readXml(read('junit')).attributes).toContain(String(ids.length + 1))
  const html = read('html')
  expect(html).not.toMatch(/<script|<link|<img|<[^>]* on\w+=/i)
  expect(html).toContain('One credential for several tenants')
  const lines = read('jsonl').trimEnd().split('\n')
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'coverage', complete: true })
  expect(lines).toHaveLength(ids.length + 1)
  expect(read('csv').match(/^(?:critical|high|medium|low),/gm)).toHaveLength(ids.length)
  expect(read('github').trimEnd().split('\n')).toHaveLength(ids.length)
})

/** Record, place, evidence, practice and whose key it is. */
const expectations: readonly (readonly [string, object])[] = [
  ['shared-across-agents', {
    severity: 'high', records: ['shared/agent/a', 'shared/agent/b'], path: 'stanch-inventory.yaml',
    practice: { row: 'Control 1', owasp: 'NHI9:2025 NHI Reuse' },
  }],
  ['secret-in-chat', { records: ['leak/chat'], subject: { kind: 'place', path: 'slack/general/2026-01-24.json' } }],
  ['secret-in-no-inventory', { records: [], path: 'src/config.ts' }],
  ['agent-inline-secret', { records: ['leak/agent'], line: 4 }],
  ['ci-secret-printed', { path: '.github/workflows/release.yml', line: 11 }],
  ['connector-without-audience', { path: 'stanch.yaml', line: 2 }],
] // prettier-ignore

test('an organisation without any has none', async () => {
  const { status, stdout } = await auditOf(soundOrganisation(), '--format', 'json')
  expect(findingsOf(stdout)).toEqual([])
  expect(status).toBe(0)
})

test('an accepted sign is not told; an entry past its date hides nothing, and one that meets none is named', async () => {
  const entry = (check: string, of: string, expires: string) =>
    `    - { check: ${check}, ${of}, owner: crm, reason: moved in spring, expires: '${expires}' }\n`
  const accept =
    'audit:\n  accept:\n' +
    entry('no-purpose', 'record: no-purpose', day(5)) +
    entry('no-scope', 'record: no-scope', day(-5)) +
    entry('ci-secret-printed', "path: '.github/workflows/*.yml'", day(5)) +
    entry('unused', 'record: elsewhere', day(5))
  const files = weakOrganisation()
  const cwd = makeDirectory({ ...files, 'stanch.yaml': files['stanch.yaml']! + accept })
  const { stdout } = await run(['audit', '--format', 'json'], { cwd })
  const { findings, coverage } = JSON.parse(stdout)
  const told = findings.map(({ check }: PostureFinding) => check)
  expect(told).not.toContain('no-purpose')
  expect(told).not.toContain('ci-secret-printed')
  expect(told).toContain('no-scope')
  expect(coverage).toMatchObject({
    accepted: 2,
    expired: [{ check: 'no-scope', of: 'no-scope' }],
    dead: [{ check: 'unused', of: 'elsewhere' }],
  })
})

test('--check and --fail-on choose', async () => {
  const cwd = makeDirectory(weakOrganisation())
  const only = await run(['audit', '--check', 'no-purpose', '--format', 'json'], { cwd })
  expect(findingsOf(only.stdout).map(({ check }) => check)).toEqual(['no-purpose'])
  expect(only.status).toBe(1)
  const grave = await run(['audit', '--check', 'no-purpose', '--fail-on', 'high'], { cwd })
  expect(grave.status).toBe(0)
  const wrong = await run(['audit', '--check', 'no-purpos'], { cwd })
  expect(wrong).toMatchObject({ status: 2 })
  expect(wrong.stderr).toContain('do you mean no-purpose?')
})

test.for([
  ['a file that cannot be parsed', { '.mcp.json': '{"mcpServers": {' }, [], '.mcp.json: is not YAML or JSON'],
  ['a path that is not there', {}, ['nowhere'], 'nowhere: no such file or directory'],
] as const)('%s makes the audit incomplete', async ([, files, paths, text]) => {
  const cwd = makeDirectory(files)
  const { status, stdout } = await run(['audit', ...paths], { cwd })
  expect(status).toBe(2)
  expect(stdout).toContain(text)
  expect(stdout).toContain('INCOMPLETE')
}) // prettier-ignore

test('a scan under a key that nobody kept cannot tell whose secrets it found', async () => {
  const cwd = makeDirectory(weakOrganisation())
  const env = { STANCH_KEY: '' }
  await run(['scan', '.', '--report', 'json:scan.json'], { cwd, env })
  const { status, stdout } = await run(['audit', '--scan-report', 'scan.json'], { cwd })
  expect(status).toBe(2)
  expect(stdout).toContain('scan again with STANCH_KEY set')
  expect(stdout).not.toContain('secret-in-no-inventory')
})

test('faults of connectors and accepted signs are told with their lines', async () => {
  const cwd = makeDirectory({
    'stanch.yaml':
      'audit:\n  unusedDays: 0\n  accept:\n    - { check: unusd, record: a, owner: b, reason: c, expires: 2026-02-30 }\n' +
      'connectors:\n  - { id: a, forwardsToken: maybe, algorithms: [none] }\n',
  })
  const { status, stderr } = await run(['audit'], { cwd })
  expect(status).toBe(2)
  for (const text of ['stanch.yaml:2: audit.unusedDays', 'did you mean unused?', 'stanch.yaml:6']) {
    expect(stderr).toContain(text)
  }
})

test('settings that git ignores are looked at nevertheless', async () => {
  const value = tokenOf(11)
  const cwd = makeDirectory({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': '[core]\n\trepositoryformatversion = 0\n',
    '.gitignore': 'settings.local.json\n',
    '.claude/settings.local.json': JSON.stringify({
      env: { GH_TOKEN: value, [value]: { password: `${value}-2` } },
    }),
  })
  const { stdout, status } = await run(['audit', '--format', 'json'], { cwd })
  const told = findingsOf(stdout).map(({ check }) => check)
  expect(told).toEqual(Array.from({ length: 3 }, () => 'agent-inline-secret'))
  expect({ status, hasValue: stdout.includes(value) }).toEqual({ status: 1, hasValue: false })
})
