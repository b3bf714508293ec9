import { expect, test } from 'vitest'
import { assertNoFaults, parseRules } from '../../src/rules/parse-rules.ts'

/** Line 1 to 11; what a case replaces stands in one of them. */
const sound = `provider: Acme
rules:
  - id: acme-key
    name: Acme key
    reference: https://acme.example/keys
    confidence: high
    severity: high
    anchors: { literals: [acme_] }
    pattern: acme_[0-9a-f]{32}
    visiblePrefix: 5
    examples: { positive: ['key=⟦acme_<hex:32>⟧'] }
`

function check([from, to]: readonly [string, string], expected: readonly string[]) {
  expect(sound).toContain(from)
  const { faults, rules } = parseRules(sound.replace(from, to), 'acme.yaml')
  expect(faults.map(({ where, what }) => `${where}: ${what}`)).toEqual(
    expected.map((text) => expect.stringContaining(text) as string),
  )
  expect(rules.length).toBe(expected.length === 0 ? 1 : 0)
}

test.for([
  ['a sound rule', ['', ''], []],
  ['YAML that does not parse', ['provider: Acme', 'provider: [Acme'], ['acme.yaml:']],
  ['an unknown key', ['    severity: high', '    severity: high\n    colour: red'], ['acme.yaml:8: rules.0.colour: unknown key']],
  ['an unknown key of the file', ['provider: Acme', 'provider: Acme\nowner: me'], ['acme.yaml:2: owner: unknown key']],
  ['a missing key', ['    name: Acme key\n', ''], ['acme.yaml:3: rules.0.name: missing']],
  ['an id in capitals', ['id: acme-key', 'id: AcmeKey'], ['acme.yaml:3: rules.0.id: expected lower-case words']],
  ['an address that is none', ['https://acme.example/keys', 'acme'], ['acme.yaml:5: rules.0.reference: expected the address']],
  ['an unknown confidence', ['confidence: high', 'confidence: sure'], ['acme.yaml:6: rules.0.confidence']],
  ['an unknown severity', ['severity: high', 'severity: dire'], ['acme.yaml:7: rules.0.severity']],
  ['two kinds of anchors', ['{ literals: [acme_] }', '{ literals: [acme_], names: [acme] }'], ['acme.yaml:8: rules.0.anchors: expected one of']],
  ['a literal of two characters', ['[acme_]', '[ac]'], ['acme.yaml:8']],
  ['an unknown checksum', ['visiblePrefix: 5', 'checksum: crc8'], ['acme.yaml:10: rules.0.checksum']],
  ['no positive example', ["['key=⟦acme_<hex:32>⟧']", '[]'], ['acme.yaml:11: rules.0.examples.positive: expected at least one']],
  ['an example without marks', ['⟦acme_<hex:32>⟧', 'acme_<hex:32>'], ['acme.yaml:3: acme-key: a positive example does not mark']],
  ['look-around', ['acme_[0-9a-f]{32}', '(?<!a)acme_[0-9a-f]{32}'], ['acme.yaml:3: acme-key: look-around is not RE2 at offset 1']],
  ['an unbounded pattern', ['{32}', '{32,}'], ['acme-key: the pattern is unbounded']],
  ['a pattern of too many states', ['{32}', '{1000}'], ['acme-key: the pattern expands to 1005 states']],
  ['a pattern too short', ['acme_[0-9a-f]{32}', 'acm'], ['can match 3 bytes; expected at least 4', 'can match without any of its literals', 'visiblePrefix']],
  ['a pattern without its literal', ['acme_[0-9a-f]{32}', '(?:acme|acne)_[0-9a-f]{32}'], ['can match without any of its literals']],
  ['too long a visible prefix', ['visiblePrefix: 5', 'visiblePrefix: 30'], ['visiblePrefix shows more than half']],
  ['a name alone with high confidence', ['{ literals: [acme_] }', '{ names: [acme] }'], ['goes by a name alone']],
  ['no rules', [sound.slice(sound.indexOf('  - id')), '  []\n'], ['rules: expected at least one rule']],
] as const)('%s', ([, change, expected]) => check(change, expected))

test('every fault is listed, each with its line', () => {
  const { faults } = parseRules(
    sound.replace('severity: high', 'severity: dire').replace('confidence: high', 'confidence: sure').replace('    name: Acme key\n', ''),
    'acme.yaml',
  )
  expect(faults.map(({ where }) => where).toSorted()).toEqual(['acme.yaml:3', 'acme.yaml:5', 'acme.yaml:6'])
  expect(() => assertNoFaults(faults)).toThrow(/^acme\.yaml:.*\nacme\.yaml:.*\nacme\.yaml:.*$/)
})
