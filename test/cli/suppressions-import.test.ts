import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeDirectory, run } from './run-stanch.ts'

const sample = (seed: number) =>
  assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(seed)).text
const [first, second] = [sample(1), sample(2)]
const files = { 'a/one.env': `\nTOKEN=${first}\n`, 'a/two.env': `TOKEN=${second}\n` }
const account = ['--owner', 'team', '--reason', 'old findings']

/** Imports one file, then scans: what is still found. */
async function check(
  name: string,
  content: string,
  left: readonly string[],
  said: readonly string[],
) {
  const cwd = makeDirectory({ ...files, [name]: content })
  const imported = await run(['suppressions', 'import', name, ...account], { cwd })
  expect(imported.status).toBe(0)
  expect(imported.stdout).toBe('')
  for (const text of said) expect(imported.stderr).toContain(text)
  for (const secret of [first, second]) expect(imported.stderr).not.toContain(secret)
  const { stdout } = await run(['scan', 'a', '--format', 'json'], { cwd })
  const { findings } = JSON.parse(stdout) as { findings: { origin: { path: string } }[] }
  expect(findings.map(({ origin }) => origin.path)).toEqual(left)
}

test('.gitleaksignore: the secret on that line', () =>
  check(
    '.gitleaksignore',
    '# accepted\na/one.env:github-pat:2\na/two.env:github-pat:7 # moved\na/no.env:github-pat:1\n',
    ['a/two.env'],
    [
      '1 of 3 entries were found again',
      '.gitleaksignore:3: github-pat in a/two.env: no secret is found on line 7',
      '.gitleaksignore:4: github-pat in a/no.env: there is no such file',
    ],
  ))

test('a baseline of gitleaks: the secret itself, or its line where it is redacted', () =>
  check(
    'baseline.json',
    JSON.stringify([
      { RuleID: 'github-pat', File: 'a/one.env', StartLine: 9, Secret: first, Commit: '' },
      { RuleID: 'github-pat', File: 'a/two.env', StartLine: 1, Secret: 'REDACTED', Commit: '' },
    ]),
    [],
    ['2 of 2 entries were found again', '2 suppressions added'],
  ))

test('.secrets.baseline of detect-secrets: the secret with that hash', () =>
  check(
    '.secrets.baseline',
    JSON.stringify({
      results: {
        'a/one.env': [
          {
            type: 'GitHub Token',
            hashed_secret: createHash('sha1').update(first).digest('hex'),
            line_number: 2,
          },
          { type: 'Secret Keyword', hashed_secret: '0'.repeat(40), line_number: 2 },
        ],
      },
    }),
    ['a/two.env'],
    [
      '1 of 2 entries were found again',
      'Secret Keyword in a/one.env: no secret with this hash is found there',
    ],
  ))

test('a file of a commit', async () => {
  const cwd = makeDirectory(files)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
      cwd,
    }).toString()
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'one')
  const commit = git('rev-parse', 'HEAD').trim()
  git('rm', '-q', 'a/one.env')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(
    join(cwd, '.gitleaksignore'),
    `${commit}:a/one.env:x:2\n${'0'.repeat(40)}:a/one.env:x:2\n`,
  )
  const { stderr, status } = await run(['suppressions', 'import', '.gitleaksignore', ...account], {
    cwd,
  })
  expect(status).toBe(0)
  expect(stderr).toContain('1 of 2 entries were found again')
  expect(stderr).toContain('there is no such file in that commit')
  const yaml = readFileSync(join(cwd, '.stanch-suppressions.yaml'), 'utf8')
  expect(yaml).toContain('path: a/one.env')
  expect(yaml).not.toContain(first)
})

test.for([
  [
    'no owner',
    '.gitleaksignore',
    'a:b:1\n',
    ['--reason', 'x'],
    'wants --owner NAME and --reason TEXT',
  ],
  [
    'a line that is none',
    '.gitleaksignore',
    'a:b:1\nwhat\n',
    account,
    '.gitleaksignore:2: expected commit:file:rule:line',
  ],
  ['JSON that is cut', 'baseline.json', '[\n{"File":\n', account, 'baseline.json:'],
  [
    'a list of something else',
    'baseline.json',
    '[{"a": 1}]',
    account,
    'finding 1: expected a File and a RuleID',
  ],
  [
    'JSON of something else',
    'baseline.json',
    '{"a": 1}',
    account,
    'expected a list of findings, or a mapping with results',
  ],
  [
    'a hash that is none',
    'b',
    '{"results": {"a": [{"hashed_secret": "x"}]}}',
    account,
    'results of a: expected a hashed_secret',
  ],
] as const)('%s: exit 2, and nothing is written', async ([, name, content, options, message]) => {
  const cwd = makeDirectory({ [name]: content })
  const { status, stderr } = await run(['suppressions', 'import', name, ...options], { cwd })
  expect(status).toBe(2)
  expect(stderr).toContain(message)
  expect(existsSync(join(cwd, '.stanch-suppressions.yaml'))).toBe(false)
})
