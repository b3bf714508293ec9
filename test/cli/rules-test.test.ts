import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeDirectory, run } from './run-stanch.ts'

interface Given {
  readonly pattern?: string
  readonly positive?: readonly string[]
  readonly negative?: readonly string[]
}

function ruleFile({
  pattern = 'acme_[0-9a-f]{32}',
  positive = ['k=⟦acme_<hex:32>⟧'],
  negative = [],
}: Given): string {
  return `provider: Acme
rules:
  - id: acme-key
    name: Acme key
    reference: https://acme.example/keys
    confidence: high
    severity: high
    anchors: { literals: [acme_] }
    pattern: ${pattern}
    visiblePrefix: 5
    examples: ${JSON.stringify({ positive, negative })}
`
}

async function check(given: Given, args: readonly string[] = [], input = '') {
  const cwd = makeDirectory({ 'acme.yaml': ruleFile(given), 'empty.txt': '' })
  const { status, stdout, stderr } = await run(['rules', 'test', 'acme.yaml', ...args], {
    cwd,
    input,
  })
  return { status, lines: `${stdout}${stderr}`.trimEnd().split('\n') }
}

const tally = (examples: string, verdict: string) =>
  expect.stringMatching(
    new RegExp(`^1 rule, ${examples}, tried beside [\\d,]+ built-in rules: ${verdict}$`),
  ) as string

test.for<readonly [string, Given, number, readonly string[]]>([
  [
    'examples that behave',
    { negative: ['acme_<hex:8>'] },
    0,
    [
      'rule      found   quiet   found by others, too',
      'acme-key  1 of 1  1 of 1  –',
      '',
      tally('2 examples', 'all behave'),
    ],
  ],
  [
    'a positive one that is not found, and a negative one that is',
    { positive: ['k=⟦acme_<hex:32>⟧', 'k=⟦acme_<hex:8>⟧'], negative: ['k=acme_<hex:32>'] },
    1,
    [
      'rule      found   quiet   found by others, too',
      'acme-key  1 of 2  0 of 1  –',
      '',
      'acme.yaml:3: acme-key: expected at 2–15, found nothing: k=⟦acme_<hex:8>⟧',
      'acme.yaml:3: acme-key: finds its negative example: k=acme_<hex:32>',
      tally('3 examples', '2 faults'),
    ],
  ],
  [
    'what a generic rule finds, too',
    { positive: ['api_key = "⟦acme_<hex:32>⟧"'] },
    0,
    [
      'rule      found   quiet  found by others, too',
      'acme-key  1 of 1  –      generic-key',
      '',
      tally('1 example', 'all behave'),
    ],
  ],
  [
    'an example that cannot be assembled',
    { positive: ['⟦acme_<hexx:32>⟧'] },
    1,
    [
      'rule      found   quiet  found by others, too',
      'acme-key  0 of 1  –      –',
      '',
      expect.stringMatching(/^acme.yaml:3: acme-key: Example "<hexx:32>": known: /) as string,
      tally('1 example', '1 fault'),
    ],
  ],
])('%s', async ([, given, status, lines]) => {
  expect(await check(given)).toEqual({ status, lines })
})

test.for<readonly [string, Given, readonly string[], string]>([
  [
    'a rule file at fault',
    { pattern: 'acme_[0-9a-f]{9,}' },
    [],
    'stanch: acme.yaml:3: acme-key: the pattern is unbounded; expected {20,255} instead of +, or a matchLengthMax',
  ],
  [
    'a rule file that is missing',
    {},
    ['none.yaml'],
    "stanch: none.yaml: cannot be read: ENOENT: no such file or directory, open 'none.yaml'",
  ],
  [
    'a text that is missing',
    {},
    ['--text', 'none.txt'],
    "stanch: none.txt cannot be read: ENOENT: no such file or directory, open 'none.txt'",
  ],
])('exit 2 for %s', async ([, given, args, line]) => {
  expect(await check(given, args)).toEqual({ status: 2, lines: [line] })
})

const assembled = (template: string) => assembleSample(template, seededRandom(1)).text

test.for<readonly [string, string, number, readonly string[]]>([
  [
    'what is found, masked',
    assembled('a\nk=acme_<hex:32>\nGH=ghp_<base62:30><crc32-base62>\n'),
    1,
    [
      '2:3  acme-key      acme_…  high confidence',
      '3:4  github-token  ghp_…   high confidence  built-in',
      '1 secret found by 1 rule, 1 by built-in ones',
    ],
  ],
  [
    'where it would have looked',
    'a\n  acme_12',
    0,
    [
      'acme-key: its anchor acme_ stands at 2:3, but what is there does not fit',
      '0 secrets found by 1 rule, 0 by built-in ones',
    ],
  ],
  [
    'that there is nothing to look at',
    'a',
    0,
    [
      'acme-key: none of its anchors stands in the text',
      '0 secrets found by 1 rule, 0 by built-in ones',
    ],
  ],
])('--text - shows %s', async ([, input, status, lines]) => {
  expect(await check({}, ['--text', '-'], input)).toEqual({ status, lines })
})
