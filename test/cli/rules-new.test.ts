import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeDirectory, run } from './run-stanch.ts'

function samplesOf(template: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => assembleSample(template, seededRandom(at)).text)
}

const propose = (samples: readonly string[], args: readonly string[] = []) =>
  run(['rules', 'new', ...args], { cwd: makeDirectory(), input: `${samples.join('\n')}\n` })

test('a rule by samples: it passes the check, finds them, and repeats nothing but their prefix', async () => {
  const samples = samplesOf('acme_live_<base62:32>', 6)
  const { status, stdout, stderr } = await propose(samples)
  expect(status).toBe(0)
  expect(stderr).toBe(
    'stanch: their common prefix acme_live_ stands in the rule, and nothing else of the 6 samples\n',
  )
  const pieces = samples.flatMap((sample) =>
    Array.from({ length: 29 }, (_, at) => sample.slice(10 + at, 14 + at)),
  )
  expect(pieces.filter((piece) => `${stdout}${stderr}`.includes(piece))).toEqual([])
  const cwd = makeDirectory({ 'a.yaml': stdout, 'a.txt': `k=${samples[0]}\n` })
  const checked = await run(['rules', 'check', 'a.yaml'], { cwd })
  expect(checked.stdout).toBe('1 rules in 1 files, 3 examples: all sound\n')
  const tried = await run(['rules', 'test', 'a.yaml', '--text', 'a.txt'], { cwd })
  expect(tried.stdout).toContain('1:3  acme-token  acme_live_…  high confidence')
  writeFileSync(join(cwd, 'stanch.yaml'), 'rules: { files: [a.yaml] }\n')
  const { stdout: report } = await run(['scan', 'a.txt'], { cwd })
  expect(report).toContain('Acme token  acme_live_…')
})

test('names may be given', async () => {
  const { stdout } = await propose(samplesOf('<hex:40>', 5), [
    '--keyword', 'Acme Cloud', '--id', 'acme-cloud-key', '--name', 'Acme Cloud key',
    '--provider', 'Acme', '--reference', 'https://acme.example/keys',
  ]) // prettier-ignore
  for (const line of [
    'provider: Acme',
    '  - id: acme-cloud-key',
    '    name: Acme Cloud key',
    '    reference: https://acme.example/keys',
    '        - acme cloud',
    '        - acme_cloud',
    '    pattern: "[0-9a-f]{40}"',
  ])
    expect(stdout).toContain(`${line}\n`)
})

test('what built-in rules find already is told, and so are few samples and a checksum', async () => {
  const { stderr } = await propose(samplesOf('⟦ghp_<base62:30><crc32-base62>⟧', 3))
  expect(stderr).toContain('all have the checksum crc32-base62')
  expect(stderr).toContain('3 samples may not show every length and character')
  expect(stderr).toContain('built-in rules find all of them already: github-token')
})

const secret = samplesOf('<base62:40>', 1)[0]!

test.for<readonly [string, readonly string[], readonly string[], RegExp]>([
  ['nothing', [''], [], /expected samples of a secret, one a line/],
  ['a blank', ['x', `${secret} ${secret}`], [], /line 2: expected one secret of visible ASCII/],
  ['a line that is too long', ['x'.repeat(5000)], [], /line 1: expected at most 4096/],
  ['too short ones', ['abc_123', 'abc_456'], [], /at least 8 random characters, got 6/],
  ['quotes', [`${secret}"${secret}`], ['--keyword', 'acme'], /write it by hand/],
  ['one without a keyword', [secret], [], /Of one sample nobody knows/],
  [
    'nothing in common',
    samplesOf('<base62:40>', 3),
    [],
    /do not begin with the same .*--keyword WORD/,
  ],
  [
    'a keyword that is a piece',
    [secret],
    ['--keyword', secret.slice(4, 12).toLowerCase()],
    /is a piece of a sample/,
  ],
  [
    'a name that is a piece',
    [secret],
    ['--keyword', 'acme', '--name', secret],
    /is a piece of a sample/,
  ],
  ['a keyword that is none', [secret], ['--keyword', 'a!'], /--keyword: expected a word/],
  [
    'an id that is none',
    [secret],
    ['--keyword', 'acme', '--id', 'Acme Key'],
    /--id: expected lower-case words/,
  ],
  [
    'an address that is none',
    [secret],
    ['--keyword', 'acme', '--reference', 'acme'],
    /--reference: expected an address/,
  ],
])('exit 2 for %s, and nothing of it is said', async ([, samples, args, message]) => {
  const { status, stdout, stderr } = await propose(samples, args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(message)
  for (let at = 0; at + 6 <= secret.length; at++) {
    expect(stderr).not.toContain(secret.slice(at, at + 6))
  }
})
