import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { expect, test } from 'vitest'
import { ruleChangeSchema } from '../../src/rules/schema.ts'
import { configurationSchema } from '../../src/scan/configuration-schema.ts'
import { defaultConfiguration, type Configuration } from '../../src/scan/configuration.ts'
import { parseConfiguration } from '../../src/scan/parse-configuration.ts'

const { limits, rules } = defaultConfiguration

const signer = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`

function check(yaml: string, expected: Partial<Configuration>) {
  expect(parseConfiguration(yaml, 'stanch.yaml')).toEqual({ ...defaultConfiguration, ...expected })
}

test.for([
  ['an empty file means the defaults', '', {}],
  ['comments alone mean the defaults', '# nothing yet\n', {}],
  [
    'who may approve, and where incidents are kept',
    `incidents: { store: postgres://db/stanch }\napprovers: [{ name: Ann, key: ${signer} ann@desk }]`,
    {
      incidents: { store: 'postgres://db/stanch' },
      approvers: [{ name: 'Ann', key: `${signer} ann@desk`, aliases: [] }],
    },
  ],
  ['the version may be written', 'version: 1\n', {}],
  ['confidence', 'minConfidence: low', { minConfidence: 'low' }],
  ['disabled rules', 'rules: { disable: [a-b] }', { rules: { ...rules, disable: ['a-b'] } }],
  ['only own rules', 'rules: { builtIn: false }', { rules: { ...rules, builtIn: false } }],
  ['own rule files', 'rules: { files: [a/*.yaml] }', { rules: { ...rules, files: ['a/*.yaml'] } }],
  [
    'a rule that is changed',
    'rules: { override: { a-b: { severity: low, anchors: { literals: [abc_] } } } }',
    {
      rules: {
        ...rules,
        override: { 'a-b': { severity: 'low', anchors: { literals: ['abc_'] } } },
      },
    },
  ],
  ['ignored paths', 'ignore: ["*.min.js", "!a.min.js"]', { ignore: ['*.min.js', '!a.min.js'] }],
  ['what git ignores', 'noIgnore: true', { noIgnore: true }],
  [
    'one limit leaves the others',
    'limits:\n  decodeDepth: 0',
    { limits: { ...limits, decodeDepth: 0 } },
  ],
  [
    'suppressions',
    'suppressions: { inline: true, file: security/allowed.yaml }',
    { suppressions: { file: 'security/allowed.yaml', inline: true } },
  ],
  [
    'an inventory',
    `inventory: { store: team/inventory.yaml, tenant: acme, signers: [${signer} Ann] }`,
    {
      inventory: {
        store: 'team/inventory.yaml',
        tenant: 'acme',
        signers: [`${signer} Ann`],
        hmsl: false,
      },
    },
  ],
  [
    'of an inventory the tenant alone',
    'inventory: { tenant: acme }',
    { inventory: { store: undefined, tenant: 'acme', signers: [], hmsl: false } },
  ],
  [
    'an inventory by its place alone',
    `inventory: acme/policy@${'0a'.repeat(20)}:stanch-inventory.yaml`,
    {
      inventory: {
        store: `acme/policy@${'0a'.repeat(20)}:stanch-inventory.yaml`,
        tenant: undefined,
        signers: [],
        hmsl: false,
      },
    },
  ],
] as const)('%s', ([, yaml, expected]) => check(yaml, expected))

function faultsOf(yaml: string): string {
  try {
    parseConfiguration(yaml, 'stanch.yaml')
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID' })
    return (error as Error).message
  }
  return 'no fault'
}

const changeable = Object.keys(ruleChangeSchema.entries).join(', ')
const anyKey = Object.keys(configurationSchema.entries).join(', ')

test.for([
  [
    'every fault is listed in the order of the file',
    'minConfidense: low\nnoIgnore: 1\nlimits:\n  # deep\n  archiveDepth: -1\n  entryBytes: 1.5\n  fooo: 1\nrules: []\n',
    [
      'stanch.yaml:1: minConfidense: expected a known key; did you mean minConfidence?',
      'stanch.yaml:2: noIgnore: expected true or false, got a number',
      'stanch.yaml:5: limits.archiveDepth: expected a whole number of levels, at least 0',
      'stanch.yaml:6: limits.entryBytes: expected a whole number of bytes, at least 1',
      'stanch.yaml:7: limits.fooo: expected a known key: ' + Object.keys(limits).join(', '),
      'stanch.yaml:8: rules: expected a mapping with builtIn, disable, override, files, own, got a list',
    ],
  ],
  [
    'two unknown keys are two faults',
    'qqq: 1\nzzz: 2',
    [
      `stanch.yaml:1: qqq: expected a known key: ${anyKey}`,
      `stanch.yaml:2: zzz: expected a known key: ${anyKey}`,
    ],
  ],
  [
    'a key at the wrong level is shown the right one',
    'disable: [a]\nmax: 1\narchive_depth: 3',
    [
      'stanch.yaml:1: disable: expected a known key; did you mean rules.disable?',
      `stanch.yaml:2: max: expected a known key: ${anyKey}`,
      'stanch.yaml:3: archive_depth: expected a known key; did you mean limits.archiveDepth?',
    ],
  ],
  [
    'a wrong choice is shown the nearest',
    'minConfidence: hihg',
    ['stanch.yaml:1: minConfidence: expected low, medium or high; did you mean high?'],
  ],
  [
    'a list names its item and the line of the item',
    'rules:\n  disable:\n    - good\n    - Not Good\nignore:\n  - " "\n',
    [
      'stanch.yaml:4: rules.disable[1]: expected a rule id: lower-case words joined by hyphens',
      'stanch.yaml:6: ignore[0]: expected a pattern as in .gitignore, not an empty text',
    ],
  ],
  [
    'the keys of own and changed rules are known, too',
    `rules:
  files: [../x.yaml]
  override:
    github-token:
      severty: low
      id: other
      examples: {}
    Slack: { confidence: sure }
    b: []
  own:
    - id: acme-key
      anchors: { literals: [ab] }
`,
    [
      'stanch.yaml:2: rules.files[0]: expected a path relative to this file that does not lead out of its directory',
      'stanch.yaml:5: rules.override.github-token.severty: expected a known key; did you mean severity?',
      'stanch.yaml:6: rules.override.github-token.id: expected a known key: ' + changeable,
      'stanch.yaml:7: rules.override.github-token.examples: expected a known key: ' + changeable,
      'stanch.yaml:8: rules.override.Slack: expected a rule id: lower-case words joined by hyphens',
      'stanch.yaml:8: rules.override.Slack.confidence: expected one of low, medium, high',
      'stanch.yaml:9: rules.override.b: expected a mapping of keys of a rule, got a list',
      'stanch.yaml:11: rules.own[0].provider: expected a text; the key is missing',
      'stanch.yaml:11: rules.own[0].name: expected a text; the key is missing',
      'stanch.yaml:11: rules.own[0].reference: expected an address; the key is missing',
      'stanch.yaml:11: rules.own[0].confidence: expected one of low, medium, high; the key is missing',
      'stanch.yaml:11: rules.own[0].severity: expected one of low, medium, high, critical; the key is missing',
      'stanch.yaml:11: rules.own[0].pattern: expected a text; the key is missing',
      'stanch.yaml:11: rules.own[0].examples: expected a mapping with positive and negative; the key is missing',
      'stanch.yaml:12: rules.own[0].anchors.literals[0]: expected an anchor of at least 3 characters',
    ],
  ],
  [
    'a key without value is a fault',
    'a: &x 1\nignore:\n',
    [
      `stanch.yaml:1: a: expected a known key: ${anyKey}`,
      'stanch.yaml:2: ignore: expected a list of patterns as in .gitignore, got nothing',
    ],
  ],
  [
    'names that every object has are unknown keys too',
    'constructor: 1\n__proto__: 2\n',
    [
      `stanch.yaml:1: constructor: expected a known key: ${anyKey}`,
      `stanch.yaml:2: __proto__: expected a known key: ${anyKey}`,
    ],
  ],
  [
    'approvers that share a name',
    `approvers:\n  - { name: Ann, key: ${signer} }\n  - { name: Ben, key: ${signer}, aliases: [ann] }`,
    ['stanch.yaml:1: approvers: expected each name and alias once: two people have different ones'],
  ],
  [
    'approvers that share a key',
    `approvers:\n  - { name: Ann, key: ${signer} }\n  - { name: Ben, key: ${signer} ben@desk }`,
    ['stanch.yaml:1: approvers: expected each key once: two people have different ones'],
  ],
  [
    'a key twice is a fault',
    'noIgnore: true\nnoIgnore: false',
    ['stanch.yaml:2: Map keys must be unique'],
  ],
  [
    'a later version is refused',
    'version: 2',
    ['stanch.yaml:1: version: expected 1, got a number'],
  ],
  [
    'a list is no configuration',
    '- a',
    ['stanch.yaml:1: expected a mapping of keys to values, got a list'],
  ],
  [
    'syntax faults do not quote the file',
    'a: "x" hunter2\nb: [hunter2',
    [
      'stanch.yaml:1: Unexpected scalar at node end',
      'stanch.yaml:2: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
] as const)('%s', ([, yaml, expected]) => {
  expect(faultsOf(yaml).split('\n')).toEqual(expected)
})

test.for(['/etc/x', '../x', 'a/../../x', 'a/..', '..\\x', 'C:\\x', '\\\\host\\x', ''])(
  'the suppression file may not be %j',
  (file) => {
    expect(faultsOf(stringify({ suppressions: { file } }))).toMatch(
      /^stanch.yaml:2: suppressions.file: expected a path/,
    )
  },
)

test('an alias bomb is refused', () => {
  const levels = Array.from(
    { length: 12 },
    (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}]`,
  )
  expect(faultsOf(['l0: &l0 [x]', ...levels].join('\n'))).toMatch(/^stanch.yaml:1: Excessive alias/)
})

test('what was printed is parsed again', () => {
  const id = fc.stringMatching(/^[a-z]{1,9}(-[a-z0-9]{1,4})?$/)
  const whole = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
  const configuration = fc.record({
    minConfidence: fc.constantFrom('low', 'medium', 'high'),
    rules: fc.record({
      builtIn: fc.boolean(),
      disable: fc.array(id),
      override: fc.dictionary(
        id.filter((text) => text !== 'constructor' && text !== 'prototype'),
        fc.record({ severity: fc.constantFrom('low', 'high') }),
      ),
      files: fc.array(id),
      own: fc.constant([]),
    }),
    ignore: fc.array(fc.string({ minLength: 1 }).filter((text) => /\S/.test(text))),
    noIgnore: fc.boolean(),
    limits: fc.record({
      fileBytes: whole,
      archiveDepth: whole,
      archiveBytes: whole,
      archiveRatio: whole,
      entryBytes: whole,
      decodeDepth: whole,
    }),
    suppressions: fc.record({ file: id, inline: fc.boolean() }),
    inventory: fc.record({
      store: id,
      tenant: id,
      signers: fc.constantFrom([], [signer]),
      hmsl: fc.boolean(),
    }),
    incidents: fc.record({ store: id }),
    approvers: fc.constantFrom([], [{ name: 'Ann', key: signer, aliases: ['adm-ann'] }]),
  })
  fc.assert(
    fc.property(configuration, (value) => {
      expect(parseConfiguration(stringify(value), 'stanch.yaml')).toEqual(value)
    }),
  )
})

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

test('every key of the JSON Schema is described, and its defaults are the defaults', () => {
  const schema = toJsonSchema(configurationSchema, { errorMode: 'ignore' })
  const undescribed = (name: string, { properties = {} }: JsonSchema): string[] =>
    Object.entries(properties).flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [`${name}.${key}`] : []),
      ...undescribed(`${name}.${key}`, inner),
    ])
  expect(undescribed('', schema as JsonSchema)).toEqual([])
  const filled = {}
  const validate = new Ajv({ useDefaults: true, strict: false, logger: false }).compile({
    ...schema,
    $schema: undefined,
  })
  expect(validate(filled)).toBe(true)
  expect(filled).toEqual({ version: 1, ...defaultConfiguration })
  expect(validate({ minConfidense: 'low' })).toBe(false)
})
