import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { commit, gitText, tokenLine, withoutTime } from './history-repository.ts'
import { makeDirectory, run, type RunOptions } from './run-stanch.ts'

const rule = (id: string, prefix: string) => `
  - id: ${id}
    name: Acme ${id}
    reference: https://acme.example/keys
    confidence: high
    severity: high
    anchors: { literals: [${prefix}] }
    pattern: ${prefix}[0-9a-f]{32}
    visiblePrefix: 5
    examples: { positive: ['k=⟦${prefix}<hex:32>⟧'] }
`
const acmeFile = `provider: Acme\nrules:${rule('acme-key', 'acme_')}`
const configured = { 'stanch.yaml': 'rules: { files: [acme.yaml] }\n', 'acme.yaml': acmeFile }

/** A line with a key of Acme; another one for each seed. */
function acmeLine(seed: number): string {
  return assembleSample('k=acme_<hex:32>\n', seededRandom(seed)).text
}

async function scan(args: readonly string[], options: RunOptions) {
  const ended = await run(['scan', ...args, '--format', 'json'], options)
  return { ...ended, result: JSON.parse(ended.stdout) as ScanResult }
}

function rulesOf({ findings }: ScanResult): string[] {
  return findings.map(({ rule: id }) => id).toSorted()
}

test('a scan with own rules counts and names them, and its digest is another', async () => {
  const cwd = makeDirectory({ ...configured, 'a.txt': acmeLine(1) + tokenLine(1) })
  const own = await scan(['a.txt'], { cwd })
  writeFileSync(join(cwd, 'stanch.yaml'), '')
  const builtIn = await scan(['a.txt'], { cwd })
  expect(rulesOf(own.result)).toEqual(['acme-key', 'github-token'])
  expect(rulesOf(builtIn.result)).toEqual(['github-token'])
  expect(own.result.coverage.rules).toBe(builtIn.result.coverage.rules + 1)
  expect(own.result.coverage.rulePack).not.toBe(builtIn.result.coverage.rulePack)
})

test('--rules adds files of the command line, and the report knows their reference', async () => {
  const cwd = makeDirectory({
    'one.yaml': acmeFile,
    'two.yaml': `provider: Bcme\nrules:${rule('bcme-key', 'bcme_')}`,
    'a.txt': acmeLine(1),
  })
  const args = ['scan', 'a.txt', '--rules', 'one.yaml', '--rules', 'two.yaml']
  const { stdout, status } = await run(args, { cwd })
  expect(status).toBe(1)
  expect(stdout).toContain('Revoke or rotate it at Acme first')
  expect(stdout).toContain('https://acme.example/keys')
})

test('workers have them, too', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, at) => [`d/${at}.txt`, `${'plain text\n'.repeat(9)}`] as const),
  )
  const large = `${'x'.repeat(99)}\n`.repeat(180_000)
  const cwd = makeDirectory({
    ...files,
    ...configured,
    'd/399.txt': acmeLine(1),
    'd/large.txt': large + acmeLine(2),
  })
  const { result } = await scan(['d', '--threads', '2'], { cwd })
  expect(rulesOf(result)).toEqual(['acme-key', 'acme-key'])
})

function makeRepository(): string {
  const cwd = makeDirectory()
  gitText(cwd, 'init', '--quiet', '--initial-branch=main')
  for (let version = 0; version < 6; version++) {
    const middle = version === 2 ? acmeLine(1) : ''
    commit(cwd, { 'a.txt': `${'some line\n'.repeat(40)}${middle}${'another\n'.repeat(version)}` })
  }
  commit(cwd, { 'b.txt': 'nothing\n' }, `on ${acmeLine(3)}`)
  gitText(cwd, 'repack', '-adfq')
  return cwd
}

test('a history is scanned with them; an index of other rules is refused', async () => {
  const cwd = makeRepository()
  const args = ['git', '--index', '.git/stanch.idx']
  expect(rulesOf((await scan(args, { cwd })).result)).toEqual([])
  for (const [name, text] of Object.entries(configured)) writeFileSync(join(cwd, name), text)
  const first = await scan(args, { cwd })
  expect(rulesOf(first.result)).toEqual(['acme-key', 'acme-key'])
  expect(first.stderr).toContain('the index is not used')
  const second = await scan(args, { cwd })
  expect(second.stderr).toBe('')
  expect(withoutTime(second.stdout)).toBe(withoutTime(first.stdout))
  writeFileSync(join(cwd, 'acme.yaml'), acmeFile.replace('severity: high', 'severity: low'))
  expect((await scan(args, { cwd })).stderr).toContain('the index is not used')
})

test('so is what is staged and what a range adds', async () => {
  const cwd = makeRepository()
  for (const [name, text] of Object.entries(configured)) writeFileSync(join(cwd, name), text)
  writeFileSync(join(cwd, 'c.txt'), acmeLine(4))
  gitText(cwd, 'add', 'c.txt')
  expect(rulesOf((await scan(['git', '--staged'], { cwd })).result)).toEqual(['acme-key'])
  commit(cwd, {})
  const { result } = await scan(['git', '--range', 'HEAD~1..HEAD'], { cwd })
  expect(result.findings.map(({ origin }) => origin.path)).toEqual(['c.txt'])
})

test('a commit hook stops what they find', async () => {
  const cwd = makeRepository()
  await run(['hook', 'git', '--install'], { cwd })
  for (const [name, text] of Object.entries(configured)) writeFileSync(join(cwd, name), text)
  writeFileSync(join(cwd, 'c.txt'), acmeLine(4))
  gitText(cwd, 'add', 'c.txt')
  expect(() => gitText(cwd, 'commit', '--quiet', '--message=x')).toThrow(/Acme acme-key/)
})

test.for([
  [
    'faults of own rules',
    {
      'stanch.yaml': 'rules:\n  files: [acme.yaml]\n',
      'acme.yaml': acmeFile.replace('{32}', '{9,}'),
    },
    [],
    'stanch: acme.yaml:3: acme-key: the pattern is unbounded; expected {20,255} instead of +, or a matchLengthMax\n',
  ],
  [
    'a rule file that is missing',
    {},
    ['--rules', 'none.yaml'],
    /^stanch: none.yaml: cannot be read: ENOENT[^\n]*\n$/,
  ],
  [
    'a disabled rule that is not there',
    { 'stanch.yaml': 'rules: { builtIn: false, disable: [github-token] }' },
    [],
    'stanch: stanch.yaml: rules.disable: no rule "github-token"\n',
  ],
] as const)('%s: exit 2 before anything is scanned', async ([, files, args, message]) => {
  const cwd = makeDirectory({ ...files, 'a.txt': tokenLine(1) })
  const { status, stdout, stderr } = await run(['scan', 'a.txt', ...args], { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  if (typeof message === 'string') expect(stderr).toBe(message)
  else expect(stderr).toMatch(message)
})

test('a rule on trial is told of, and fails nothing', async () => {
  const cwd = makeDirectory({
    ...configured,
    'acme.yaml': acmeFile.replace('confidence: high', 'confidence: high\n    maturity: trial'),
    'trial.txt': acmeLine(1),
    'stable.txt': tokenLine(1),
  })
  const trial = await scan(['trial.txt'], { cwd })
  expect(trial.result.findings).toMatchObject([{ rule: 'acme-key', maturity: 'trial' }])
  expect(trial.result.exposures).toMatchObject([{ rule: 'acme-key', maturity: 'trial' }])
  expect(trial.status).toBe(0)
  expect((await run(['scan', 'trial.txt'], { cwd })).stdout).toContain('on trial')
  const both = await scan(['trial.txt', 'stable.txt'], { cwd })
  expect(both.status).toBe(1)
  expect(both.result.findings.map(({ maturity }) => maturity)).toEqual(['trial', undefined])
})

test('a rule on trial takes no place from a stable one, whatever it says of itself', async () => {
  const wide = rule('token-trial', 'ghp_')
    .replace('[0-9a-f]{32}', '[0-9A-Za-z]{36}')
    .replace('<hex:32>', '<base62:36>')
    .replace('confidence: high', 'confidence: high\n    maturity: trial')
  const cwd = makeDirectory({
    'stanch.yaml': 'rules: { files: [acme.yaml] }\n',
    'acme.yaml': `provider: Acme\nrules:${wide}`,
    'a.txt': tokenLine(1),
  })
  const { result, status } = await scan(['a.txt'], { cwd })
  expect(rulesOf(result)).toEqual(['github-token'])
  expect(status).toBe(1)
})

test('a built-in rule can be put on trial', async () => {
  const cwd = makeDirectory({
    'stanch.yaml': 'rules: { override: { github-token: { maturity: trial } } }\n',
    'a.txt': tokenLine(1),
  })
  const { result, status } = await scan(['a.txt'], { cwd })
  expect(result.findings).toMatchObject([{ rule: 'github-token', maturity: 'trial' }])
  expect(status).toBe(0)
})
