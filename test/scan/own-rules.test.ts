import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { compileRule, makeRulePack } from '../../src/rules/compile-rule.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { buildEngine } from '../../src/scan/build-engine.ts'
import { loadEngine, readRulePack, type RuleSet } from '../../src/scan/load-engine.ts'
import { loadRules } from '../../src/scan/load-rules.ts'
import { locateConfiguration } from '../../src/scan/parse-configuration.ts'
import { describeMatches, plant, scanBytes } from '../engine/real-pack.ts'

/** Builds the rules of a configuration that lies beside these files. */
function load(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
  named: readonly string[] = [],
): RuleSet {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-own-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), content)
  }
  const { configuration, whereIs } = locateConfiguration(yaml, 'stanch.yaml')
  try {
    return loadRules({
      choice: configuration.rules,
      directory,
      whereIs,
      files: named.map((name) => join(directory, name)),
    })
  } catch (error) {
    ;(error as Error).message = (error as Error).message.replaceAll(`${directory}/`, '')
    throw error
  }
}

function faultsOf(...parameters: Parameters<typeof load>): string[] {
  try {
    load(...parameters)
  } catch (error) {
    expect(error).toMatchObject({ code: 'RULES_INVALID' })
    return (error as Error).message.split('\n')
  }
  return []
}

function found(rules: RuleSet, text: string) {
  const engine = loadEngine(defaultEngineOptions, () => undefined, rules)
  return scanBytes(engine, Buffer.from(text)).map(
    ({ rule, confidence }) => `${rule.id} ${confidence}`,
  )
}

function keys(id: string, prefix: string, more = ''): string {
  return `id: ${id}
    name: A key
    reference: https://acme.example/keys
    confidence: high
    severity: high
    anchors: { literals: [${prefix}] }
    pattern: ${prefix}[0-9a-f]{32}
    examples: { positive: ['⟦${prefix}<hex:32>⟧'] }${more}`
}

const ruleFile = (id: string, prefix: string, more = '') =>
  `provider: Acme\nrules:\n  - ${keys(id, prefix, more)}\n`
const inline = (id: string, prefix: string) =>
  `rules:\n  own:\n  - provider: Acme\n    ${keys(id, prefix)}\n`

const assembled = (template: string) => assembleSample(template, seededRandom(1)).text
const acme = assembled('k=acme_<hex:32>')
const github = plant('GH=⟦ghp_<base62:30><crc32-base62>⟧', 1).text

test.for([
  ['an inline rule', inline('acme-key', 'acme_'), {}, acme, ['acme-key high']],
  [
    'a rule file',
    'rules: { files: [a/acme.yaml] }',
    { 'a/acme.yaml': ruleFile('acme-key', 'acme_') },
    acme,
    ['acme-key high'],
  ],
  [
    'rule files by a glob',
    'rules: { files: ["**/*.yaml"] }',
    { 'a/b/x.yaml': ruleFile('acme-key', 'acme_') },
    acme,
    ['acme-key high'],
  ],
  [
    'rule files at the top',
    'rules: { files: ["*.yaml"] }',
    { 'a/x.yaml': 'no rules', 'x.yaml': ruleFile('acme-key', 'acme_') },
    acme,
    ['acme-key high'],
  ],
  ['built-in ones stay', inline('acme-key', 'acme_'), {}, github, ['github-token high']],
  [
    'without the built-in ones',
    `${inline('acme-key', 'acme_')}  builtIn: false\n`,
    {},
    `${acme}\n${github}`,
    ['acme-key high'],
  ],
  ['no rule at all', 'rules: { builtIn: false }', {}, github, []],
  [
    'a changed confidence',
    'rules: { override: { github-token: { confidence: medium } } }',
    {},
    github,
    ['github-token medium'],
  ],
  [
    'a changed exception',
    'rules: { override: { github-token: { except: ["^ghp_"] } } }',
    {},
    github,
    [],
  ],
  [
    'changed anchors and pattern',
    'rules: { override: { github-token: { anchors: { literals: [GH=] }, pattern: "GH=(gh[a-z]_[0-9A-Za-z]{36})" } } }',
    {},
    `GH=x\n${github}`,
    ['github-token high'],
  ],
  [
    'a literal that a built-in rule has, too',
    inline('acme-key', 'ghp_'),
    {},
    assembled('GH=ghp_<hex:32>'),
    ['acme-key high'],
  ],
  [
    'a literal of three characters that a built-in rule has, too',
    inline('acme-key', 'oy2'),
    {},
    assembled('k=oy2<hex:32>'),
    ['acme-key high'],
  ],
] as const)('%s', ([, yaml, files, text, expected]) => {
  expect(found(load(yaml, files), text)).toEqual(expected)
})

test('a rule file of the command line', () => {
  const rules = load('', { 'mine.yaml': ruleFile('acme-key', 'acme_') }, ['mine.yaml'])
  expect(found(rules, acme)).toEqual(['acme-key high'])
})

test('exceptions are added, other keys are replaced', () => {
  const rules = load(
    'rules: { override: { aws-access-key-id: { except: [TEST], visiblePrefix: 2 } } }',
  )
  const { except, visiblePrefix, name } = rules.pack.rules.find(
    ({ id }) => id === 'aws-access-key-id',
  )!
  const before = readRulePack().rules.find(({ id }) => id === 'aws-access-key-id')!
  expect({ except, visiblePrefix, name }).toEqual({
    except: [...before.except, 'TEST'],
    visiblePrefix: 2,
    name: before.name,
  })
})

test.for([
  [
    'every fault of every file and rule is listed',
    `rules:
  files: [a.yaml, none.yaml, 'x/*.yaml']
  override:
    github-tokn: { severity: low }
    github-token: { pattern: 'gh[' }
  own:
  - provider: Acme
    ${keys('bcme-key', 'bcme_', '\n    except: ["("]')}
  - provider: Acme
    ${keys('stripe-secret-key', 'ccme_')}
`,
    { 'a.yaml': ruleFile('acme-key', 'acme_').replace('{32}', '+') },
    [
      expect.stringMatching(/^stanch.yaml:2: cannot be read: ENOENT/) as string,
      'stanch.yaml:2: rules.files[2]: no file is there',
      expect.stringMatching(/^a.yaml:3: acme-key: the pattern is unbounded/) as string,
      expect.stringMatching(/^stanch.yaml:7: bcme-key: except\[0\]: /) as string,
      'stanch.yaml:4: github-tokn: no built-in rule of this id; do you mean github-token?',
      expect.stringMatching(/^stanch.yaml:5: github-token: /) as string,
      'stanch.yaml:17: stripe-secret-key: a built-in rule has this id; change that one by rules.override',
    ],
  ],
  [
    'a glob that is none',
    'rules: { files: ["{a"] }',
    {},
    [expect.stringMatching(/^stanch.yaml:1: rules.files\[0\]: /) as string],
  ],
  [
    'a file by two globs is no fault',
    'rules: { files: [a.yaml, "*.yaml"] }',
    { 'a.yaml': ruleFile('acme-key', 'acme_') },
    [],
  ],
  [
    'an id twice',
    'rules: { files: [a.yaml, b.yaml] }',
    { 'a.yaml': ruleFile('acme-key', 'acme_'), 'b.yaml': ruleFile('acme-key', 'bcme_') },
    ['b.yaml:3: acme-key: the id is taken by a.yaml:3'],
  ],
  [
    'a component that no rule finds',
    'rules: { files: [a.yaml] }',
    {
      'a.yaml': ruleFile(
        'acme-key',
        'acme_',
        '\n    components: [{ rule: acme-id, withinLines: 2 }]',
      ),
    },
    ['a.yaml:3: acme-key: refers to acme-id, but there is no such rule'],
  ],
  [
    'a change of a rule that is left out',
    'rules: { builtIn: false, override: { github-token: { severity: low } } }',
    {},
    ['stanch.yaml:1: github-token: the built-in rules are left out'],
  ],
  [
    'what only RE2 refuses',
    'rules: { files: [a.yaml] }',
    { 'a.yaml': ruleFile('acme-key', 'acme_', "\n    except: ['[[:nothing:]]']") },
    [expect.stringMatching(/^a.yaml:3: acme-key: /) as string],
  ],
  [
    'an alias bomb',
    'rules: { files: [a.yaml] }',
    {
      'a.yaml': [
        'l0: &l0 [x]',
        ...Array.from(
          { length: 12 },
          (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}]`,
        ),
      ].join('\n'),
    },
    [expect.stringMatching(/^a.yaml:1: Excessive alias/) as string],
  ],
] as const)('faults: %s', ([, yaml, files, expected]) => {
  expect(faultsOf(yaml, files)).toEqual(expected)
})

test('the digest covers own rules and changes, in whatever order they come', () => {
  const digestOf = (...parameters: Parameters<typeof load>) => load(...parameters).pack.digest
  const files = { 'a.yaml': ruleFile('acme-key', 'acme_'), 'b.yaml': ruleFile('bcme-key', 'bcme_') }
  const digest = digestOf('rules: { files: [a.yaml, b.yaml] }', files)
  expect(digestOf('rules: { files: [b.yaml, a.yaml] }', files)).toBe(digest)
  const others = [
    readRulePack().digest,
    digest,
    digestOf('rules: { files: [a.yaml] }', files),
    digestOf('rules: { files: [a.yaml], builtIn: false }', files),
    digestOf('rules: { files: [a.yaml], override: { github-token: { severity: low } } }', files),
    digestOf('rules: { files: [a.yaml] }', { 'a.yaml': ruleFile('acme-key', 'acmx_') }),
  ]
  expect(new Set(others).size).toBe(others.length)
})

const prefixes = ['acme_', 'ghp_', 'sk-', 'AKIA', 'xox', 'key-', 'eyJ', 'glpat-'] as const

test('own rules beside the built-in ones find what a pack of all, made at once, finds', () => {
  const builtIn = readRulePack().rules
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...prefixes), { minLength: 1 }),
      fc.nat(),
      (chosen, seed) => {
        const file = chosen.map((prefix, at) => `  - ${keys(`own-${at}`, prefix)}\n`).join('')
        const yaml = `provider: Acme\nrules:\n${file}`
        const own = load('rules: { files: [a.yaml] }', { 'a.yaml': yaml })
        const sources = parseRules(yaml, 'a.yaml').rules
        const whole = makeRulePack([
          ...builtIn,
          ...sources.map(({ where: _where, examples: _examples, ...rule }) => compileRule(rule)),
        ])
        const text = [...prefixes, 'ghp_<base62:4>', 'GH=ghp_<base62:30><crc32-base62>']
          .map(
            (prefix, at) => assembleSample(`k=${prefix}<hex:32>\n`, seededRandom(seed + at)).text,
          )
          .join('')
        const scan = (engine: ReturnType<typeof buildEngine>) =>
          describeMatches(scanBytes(engine, Buffer.from(text)))
        expect(scan(loadEngine(defaultEngineOptions, () => undefined, own))).toEqual(
          scan(buildEngine(whole)),
        )
      },
    ),
    { numRuns: 10 },
  )
})
