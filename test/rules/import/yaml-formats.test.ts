import { expect, test } from 'vitest'
import { importText } from './import-fields.ts'

const kingfisher = `rules:
  - name: Acme key
    id: kingfisher.acme.1
    pattern: |
      (?xi)
      \\b
      acme_            # its prefix
      (
        [a-z0-9]{20}
      )
    min_entropy: 3.5
    confidence: high
    examples:
      - key=acme_<here>
    references: [none, https://acme.example/keys]
`

test('a rule of kingfisher', () => {
  const { rules, formats, notes } = importText(kingfisher)
  expect(formats).toEqual(['kingfisher'])
  expect(notes).toEqual([])
  expect(rules).toEqual([
    {
      id: 'kingfisher-acme-1',
      name: 'Acme key',
      reference: 'https://acme.example/keys',
      confidence: 'high',
      severity: 'high',
      anchors: { near: ['acme_'] },
      pattern: '(?i)\\bacme_(?P<secret>[a-z0-9]{20})',
      entropyAbove: 3.5,
      examples: { positive: ['key=acme_<<here>'] },
    },
  ])
})

test.for([
  ['a hidden rule', '    visible: false', { hidden: true }, undefined],
  ['negative examples', '    negative_examples: [acme_]', { examples: { negative: ['acme_'] } }, undefined],
  ['least digits', '    pattern_requirements: { min_digits: 2 }', { require: ['(?s)(?:[0-9].*?){2}'] }, undefined],
  ['one capital and special character', "    pattern_requirements: { min_uppercase: 1, min_special_chars: 1, special_chars: '-]' }", { require: ['[A-Z]', '[\\-\\]]'] }, undefined],
  ['words that must not occur', '    pattern_requirements: { ignore_if_contains: [Test] }', { allow: [{ stopwords: ['Test'] }] }, undefined],
  ['a checksum', '    pattern_requirements: { min_lowercase: 1, checksum: { expected: x } }', { require: ['[a-z]'] }, 'pattern_requirements.checksum: a template of its own'],
  ['a validation', '    validation: { type: Http }', {}, 'not carried | kingfisher.acme.1 | validation: asks the provider over the network'],
  ['a revocation', '    revocation: { type: Http }\n    tls_mode: strict', {}, 'revocation: asks the provider over the network'],
  ['a rule that it depends on', '    depends_on_rule: [{ rule_id: kingfisher.acme.2, variable: X }]', { components: [{ rule: 'kingfisher-acme-2', withinLines: 20, required: false }] }, 'depends_on_rule: kingfisher.acme.2: within 20 lines'],
  ['an unknown field', '    colour: red', {}, 'rules.in:2 | not carried | kingfisher.acme.1 | colour: unknown field'],
] as const)('of kingfisher: %s', ([, more, expected, note]) => {
  const part = '  - { name: Acme id, id: kingfisher.acme.2, pattern: "acmeid_[a-z]{9}", visible: false }\n'
  const { rules, notes } = importText(`${kingfisher}${more}\n${part}`)
  expect(rules[0]).toMatchObject(expected)
  if (note === undefined) expect(notes).toEqual([])
  else expect(notes.join('\n')).toContain(note)
})

test('the secret of kingfisher is the group TOKEN, else the first', () => {
  const patternOf = (pattern: string) =>
    importText(`rules:\n  - name: A\n    id: a\n    min_entropy: 1\n    pattern: '${pattern}'\n`).rules[0]!.pattern
  expect(patternOf('(acme)_(?<TOKEN>[a-z]{9})')).toBe('(?:acme)_(?P<secret>[a-z]{9})')
  expect(patternOf('(?<A>acme)_([a-z]{9})')).toBe('(?P<secret>acme)_(?:[a-z]{9})')
  expect(patternOf('acme_[(a-z]{9}')).toBe('acme_[(a-z]{9}')
})

test('a rule of noseyparker', () => {
  const text = `rules:
- name: Acme key
  id: np.acme.1
  pattern: '(?x) (?# its prefix ) acme_ ([a-z0-9]{20}) (;)'
  categories: [api, secret]
  description: A key.
  examples: ['acme_']
  negative_examples: ['acm']
`
  const { rules, formats, notes } = importText(text)
  expect({ formats, notes }).toEqual({ formats: ['noseyparker'], notes: [] })
  expect(rules[0]).toMatchObject({ id: 'np-acme-1', confidence: 'medium', pattern: 'acme_(?P<secret>[a-z0-9]{20})(?:;)' })
})

const trufflehog = `detectors:
  - name: Acme Key
    keywords: [acme]
    regex:
      key: '\\b(acme_[a-z0-9]{20})'
`

test.for([
  ['one regex', '', { id: 'acme-key', name: 'Acme Key', anchors: { near: ['acme'] }, pattern: '\\b(acme_[a-z0-9]{20})' }, undefined],
  ['entropy', '    entropy: 3', { entropy: 3 }, undefined],
  ['exclusions', "    exclude_words: [Abc]\n    exclude_regexes_match: ['^a']\n    exclude_regexes_capture: ['b$']", { allow: [{ secret: ['b$'], match: ['^a'], stopwords: ['Abc'] }] }, undefined],
  ['validations', '    validations: { key: { contains_digit: true, contains_special_char: true, contains_uppercase: false } }', { require: ['[0-9]', '[^0-9A-Za-z]'] }, undefined],
  ['a verifier', '    verify: [{ endpoint: http://x }]', {}, 'not carried | Acme Key | verify: asks the provider over the network'],
] as const)('of trufflehog: %s', ([, more, expected, note]) => {
  const { rules, notes, formats } = importText(`${trufflehog}${more}\n`)
  expect(formats).toEqual(['trufflehog'])
  expect(rules[0]).toMatchObject(expected)
  if (note === undefined) expect(notes).toEqual([])
  else expect(notes.join('\n')).toContain(note)
})

test('several regexes of trufflehog are a rule and its parts', () => {
  const { rules, notes } = importText(`${trufflehog}      id: 'acmeid_[0-9]{9}'\n    primary_regex_name: id\n`)
  expect(rules.map(({ id, hidden, components }) => ({ id, hidden, components }))).toEqual([
    { id: 'acme-key', components: [{ rule: 'acme-key-key', withinLines: 20, required: true }] },
    { id: 'acme-key-key', hidden: true },
  ])
  expect(notes).toEqual([expect.stringContaining('changed | Acme Key | regex: its parts must stand within 20 lines')])
})

const credsweeper = (more: string) => `- name: Acme Key
  severity: critical
  confidence: strong
  type: pattern
  values: ['(?<![a-z])(?P<value>acme_[0-9a-z]{20})(?![0-9a-z])']
  min_line_len: 20
  required_substrings: [acme_]
${more}`

test('a rule of CredSweeper', () => {
  const { rules, formats } = importText(credsweeper(''))
  expect(formats).toEqual(['credsweeper'])
  expect(rules).toEqual([
    {
      id: 'acme-key',
      name: 'Acme Key',
      confidence: 'high',
      severity: 'critical',
      anchors: { near: ['acme_'] },
      pattern: '(?m)(?:\\A|[^a-z])(?P<secret>acme_[0-9a-z]{20})(?:[^0-9a-z]|\\z)',
    },
  ])
})

test.for([
  ['filters', '  filter_type: GeneralPattern\n', 'not carried | Acme Key | filter_type: filters of CredSweeper'],
  ['the model', '  use_ml: true\n', 'use_ml: a model of CredSweeper'],
  ['targets', '  target: [code]\n', 'target: Stanch scans code and text alike'],
  ['a test of the line', "  required_regex: '[a-z]{9}'\n", 'required_regex: a test of the line'],
  ['validations', '  validations: [X]\n', 'validations: asks the provider over the network'],
] as const)('of CredSweeper: %s', ([, more, note]) => {
  expect(importText(credsweeper(more)).notes.join('\n')).toContain(note)
})

test.for([
  ['a conditional', '(?P<q>")?acme(?P<value>[a-z]{9})(?(q)"|;)', 'conditionals are not RE2'],
  ['a back-reference', '(?P<q>")acme(?P<value>[a-z]{9})(?P=q)', 'back-references are not RE2'],
  ['look-behind inside', 'acme(?P<value>(?<!x)[a-z]{9})', 'look-around inside of a pattern is not RE2'],
  ['no group value', 'acme[a-z]{9}', 'there is no group named value'],
] as const)('of CredSweeper: %s is refused', ([, pattern, reason]) => {
  const text = `- { name: A, severity: info, confidence: weak, type: pattern, min_line_len: 1, values: ['${pattern}'] }\n`
  expect(importText(text, { format: 'credsweeper' }).notes).toEqual([`rules.in:1 | left out | A | pattern: ${reason}`])
})

test('keywords of CredSweeper are names of values', () => {
  const rule = (values: string) => `- name: A\n  severity: low\n  confidence: moderate\n  type: keyword\n  values: [${values}]\n  min_line_len: 4\n`
  const { rules } = importText(rule("'apikey|api_token'"))
  expect(rules[0]).toMatchObject({ anchors: { names: ['apikey', 'api_token'] }, generic: true, severity: 'low' })
  expect(importText(rule("'api(?!tal)'"), { format: 'credsweeper' }).notes.at(-1)).toContain('a keyword that is no plain word')
})

test('two patterns of CredSweeper are a rule and its part', () => {
  const { rules } = importText(
    "- name: A\n  type: multi\n  min_line_len: 4\n  values: ['(?P<value>acmeid_[a-z]{9})', '(?P<value>acmekey_[a-z]{9})']\n",
  )
  expect(rules).toMatchObject([
    { id: 'a', components: [{ rule: 'a-part', withinLines: 10, required: true }] },
    { id: 'a-part', hidden: true },
  ])
})

test.for([
  ['YAML that does not parse', 'rules:\n  - pattern: a\n    name: [a\n', 'rules.in:4:1: '],
  ['a rule without id', 'rules:\n  - name: A\n    pattern: a\n', 'rules.in:2: id: expected a text'],
  ['a pattern that is none', 'rules:\n  - name: A\n    id: a\n    min_entropy: 1\n    pattern: [a]\n', 'rules.in:2: a: pattern: expected a text'],
  ['a confidence that is none', 'rules:\n  - { name: A, id: a, pattern: abc }\n  - name: A\n    id: b\n    pattern: abc\n    confidence: sure\n', 'b: confidence: expected low, medium or high'],
  ['rules that are no list', 'rules: 1\nmin_entropy: 1\n', 'rules: expected a list'],
  ['a detector without regex', 'detectors:\n  - name: A\n', 'A: regex: expected a mapping'],
  ['a primary regex that is none', `${trufflehog}    primary_regex_name: x\n`, 'primary_regex_name: x is none of key'],
  ['an unknown type', "- name: A\n  type: odd\n  min_line_len: 1\n  values: ['a']\n", 'type: expected keyword, pattern, pem_key or multi'],
  ['a severity that is none', "- name: A\n  type: pattern\n  severity: odd\n  min_line_len: 1\n  values: ['a']\n", 'severity: expected'],
] as const)('%s stops the import', ([, text, message]) => {
  expect(() => importText(text)).toThrow(message)
})
