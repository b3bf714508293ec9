import { describe, expect, test } from 'vitest'
import {
  describeAnchors,
  describeChecks,
  describeConfidence,
  severityWords,
} from '../../src/cli/describe-rule.ts'
import { nearestRules, rulesWith } from '../../src/cli/nearest-rules.ts'
import { severities } from '../../src/rules/rule.ts'
import { readRulePack } from '../../src/scan/load-engine.ts'
import { makeDirectory, run } from './run-stanch.ts'

const { rules } = readRulePack()

test('every rule can be told in words', () => {
  for (const rule of rules) {
    const words = [describeAnchors(rule.anchors), describeConfidence(rule), ...describeChecks(rule)]
    for (const text of words) expect(text, rule.id).toMatch(/^[^\n]{10,}$/)
    expect(words.join(), rule.id).not.toMatch(/undefined|NaN|Infinity/)
  }
  expect(Object.keys(severityWords).toSorted()).toEqual([...severities].toSorted())
})

test.for([
  ['literals', { kind: 'literals', literals: ['ab_'], before: 0 }, 'ab_ stands in it'],
  [
    'a literal further on',
    { kind: 'literals', literals: ['ab_', 'cd_'], before: 1 },
    'ab_ or cd_ stands at most 1 byte behind its start',
  ],
  [
    'keywords',
    { kind: 'keywords', keywords: ['acme'], with: ['key', 'token'], distance: 48 },
    'acme, in any case, stands at most 48 bytes before it, and key or token near by',
  ],
  [
    'names',
    { kind: 'names', names: ['password'], except: ['hash'] },
    'it is the value of a name that holds password, but not hash',
  ],
  [
    'many',
    { kind: 'literals', literals: Array.from({ length: 14 }, (_, at) => `l${at}_`), before: 0 },
    'l0_, l1_, l2_, l3_, l4_, l5_, l6_, l7_, l8_, l9_, l10_ or 3 others stands in it',
  ],
] as const)('anchors in words: %s', ([, anchors, words]) => {
  expect(describeAnchors(anchors)).toBe(words)
})

describe('rules show', () => {
  test('a page', async () => {
    const { status, stdout } = await run(['rules', 'show', 'github-token'], {
      cwd: makeDirectory(),
    })
    expect(status).toBe(0)
    expect(stdout).toBe(`GitHub token  github-token

provider    GitHub
severity    critical: whoever has it can take over accounts, data or money
confidence  high: its own checksum proves it
looked for  where ghp_, gho_, ghu_, ghs_ or ghr_ stands in it
pattern     gh[pousr]_[0-9A-Za-z]{36}
and         it is 40 bytes long
            it has a CRC-32 in base 62 at its end; without, it is a finding of low confidence
looks like  GITHUB_TOKEN=ghp_…
reference   https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
revoke at   https://github.com/settings/tokens
`)
  })

  test('an own rule', async () => {
    const own = `provider: Acme
revoke: https://acme.example/revoke
rules:
  - id: acme-key
    name: Acme key
    reference: https://acme.example/keys
    confidence: high
    severity: low
    anchors: { literals: [acme_] }
    pattern: acme_[0-9a-f]{32}
    visiblePrefix: 5
    examples: { positive: ['k=⟦acme_<hex:32>⟧; x'] }
`
    const cwd = makeDirectory({ 'acme.yaml': own })
    const args = ['rules', 'show', 'acme-key', '--rules', 'acme.yaml', '--format', 'json']
    const { stdout } = await run(args, { cwd })
    expect(JSON.parse(stdout)).toEqual({
      id: 'acme-key',
      name: 'Acme key',
      provider: 'Acme',
      generic: false,
      reference: 'https://acme.example/keys',
      revoke: 'https://acme.example/revoke',
      confidence: 'high',
      severity: 'low',
      anchors: { literals: ['acme_'] },
      pattern: 'acme_[0-9a-f]{32}',
      visiblePrefix: 5,
      lengthMin: 37,
      lengthMax: 37,
      example: 'k=acme_…; x',
    })
  })

  test.for([
    [
      'a word out of place',
      'githubtoken',
      'There is no rule "githubtoken". The nearest are:\n  github-token\n',
    ],
    ['a word misspelt', 'slakc-webhok', '  slack-webhook\n'],
    ['nothing like it', 'qqqqq', 'There is no rule "qqqqq". stanch rules list shows all.\n'],
  ] as const)('%s', async ([, id, message]) => {
    const { status, stdout, stderr } = await run(['rules', 'show', id], { cwd: makeDirectory() })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

describe('rules list', () => {
  const list = (...args: string[]) => run(['rules', 'list', ...args], { cwd: makeDirectory() })

  test('all in columns', async () => {
    const { stdout } = await list()
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBe(rules.length)
    const columns = lines.map((line) =>
      /^(\S+ +)(\S+ +)(\S+ +)\S/
        .exec(line)!
        .slice(1)
        .map(({ length }) => length),
    )
    expect(new Set(columns.map(String)).size).toBe(1)
  })

  test('those that hold every word, as JSON', async () => {
    const { stdout } = await list('Slack', 'WEBHOOK', '--format', 'json')
    expect(JSON.parse(stdout)).toEqual([
      {
        id: 'slack-webhook',
        name: 'Slack incoming webhook, workflow or trigger address',
        provider: 'Slack',
        severity: 'high',
        confidence: 'high',
        reference: 'https://api.slack.com/messaging/webhooks',
        revoke: 'https://api.slack.com/apps',
      },
    ])
  })

  test('how many', async () => {
    expect((await list('slack', '--count')).stdout).toBe(`${rulesWith(['slack'], rules).length}\n`)
  })

  test('none, and what may have been meant', async () => {
    const { status, stdout, stderr } = await list('slakc')
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(stderr).toMatch(/^stanch: no rule holds slakc; do you mean slack-token, /)
  })
})

test('the nearest are few', () => {
  expect(nearestRules('api-key', rules).length).toBe(5)
})
