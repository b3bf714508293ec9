import { expect, test } from 'vitest'
import { parseExpression } from '../../../src/rules/import/expression.ts'
import { translateFilter } from '../../../src/rules/import/translate-filter.ts'
import { importText } from './import-fields.ts'

const secret = 'finding["secret"]'

function check(filter: string, expected: object) {
  const { left, changed: _, ...said } = translateFilter(filter)
  expect(left).toEqual([])
  expect(said).toEqual({ require: [], allow: [], ...expected })
}

test.for([
  ['entropy at most', `filter.entropy(${secret}) <= 3.5`, { entropyAbove: 3.5 }],
  ['entropy below', `entropy(${secret}) < 3`, { entropy: 3 }],
  ['the bound first', `3 >= entropy(finding.secret)`, { entropyAbove: 3 }],
  ['patterns in the secret', `matchesAny(${secret}, [\`^a\\d\`, "b\\\\d", r'c\\d'])`, { allow: [{ secret: ['^a\\d', 'b\\d', 'c\\d'] }] }],
  ['pieces of the secret', `containsAny(${secret}, ["abc"])`, { allow: [{ stopwords: ['abc'] }] }],
  ['pieces of the line', `filter.containsAny(finding["line"], ["a.c"])`, { allow: [{ line: ['(?i)a\\.c'] }] }],
  ['patterns in the match', `filter.matchesAny(finding["match"], ["a"])`, { allow: [{ match: ['a'] }] }],
  ['the path in Expr', `matchesAny((attributes["path"] ?? ""), ["a"])`, { allow: [{ paths: ['a'] }] }],
  ['the path in CEL', `matchesAny(attributes[?"path"].orValue(""), ["a"])`, { allow: [{ paths: ['a'] }] }],
  ['the path by its old name', `matchesAny(get(attributes, "path", ""), ["a"])`, { allow: [{ paths: ['a'] }] }],
  ['the path, optional', `matchesAny(attributes?.path ?? "", ["a"])`, { allow: [{ paths: ['a'] }] }],
  ['methods', `${secret}.startsWith("a.b") || ${secret}.endsWith("c") || ${secret}.contains("d")`, { allow: [{ secret: ['^a\\.b'] }, { secret: ['c$'] }, { secret: ['d'] }] }],
  ['operators that are words', `${secret} startsWith "a" or ${secret} in ["b", "c"]`, { allow: [{ secret: ['^a'] }, { secret: ['^b$', '^c$'] }] }],
  ['equality', `${secret} == "x"`, { allow: [{ secret: ['^x$'] }] }],
  ['what must be there', `!filter.matchesAny(${secret}, ["[0-9]"])`, { require: ['[0-9]'] }],
  ['one of what must be there', `!matchesAny(${secret}, ["a", "b"])`, { require: ['(?:a)|(?:b)'] }],
  ['both conditions', `matchesAny(${secret}, ["a"]) && matchesAny(attributes["path"], ["b"])`, { allow: [{ all: true, secret: ['a'], paths: ['b'] }] }],
  ['a chain', `entropy(${secret}) <= 2\n// why\n|| (containsAny(${secret}, ["x"]) || entropy(${secret}) <= 3)`, { entropyAbove: 3, allow: [{ stopwords: ['x'] }] }],
  ['token efficiency', `failsTokenEfficiency(${secret})`, { tokenEfficiency: 2.5 }],
  ['a ratio of tokens', `filter.tokenRatio(${secret}) >= 3`, { tokenEfficiency: 3 }],
] as const)('%s', ([, filter, expected]) => check(filter, expected))

test.for([
  [`len(${secret}) == 8`, 'len(…) == 8'],
  [`entropy(${secret}) > 3`, 'entropy(…) > 3'],
  [`entropy(finding["line"]) < 3`, 'entropy(…) < 3'],
  [`matchesAny(${secret}, ["a"]) && matchesAny(${secret}, ["b"])`, 'matchesAny(…) && matchesAny(…)'],
  [`!matchesAny(finding["line"], ["a"])`, '!matchesAny(…)'],
  [`let x = 1; matchesAny(x, ["a"])`, 'matchesAny(…)'],
  ['filter.setConfidence("low")', 'filter.setConfidence(…)'],
  [`matchesAny(${secret}, ["a"`, 'at its end'],
  ['a @ b', 'not understood at "@ b"'],
] as const)('%s is not carried over', ([filter, reason]) => {
  const { left, allow, require } = translateFilter(filter)
  expect(left).toHaveLength(1)
  expect(left[0]).toMatch(/^unknown filter expression: /)
  expect(left[0]).toContain(reason)
  expect([...allow, ...require]).toEqual([])
})

test('what is understood of a chain is carried over', () => {
  const { entropyAbove, left } = translateFilter(`entropy(${secret}) <= 3 || env.get("X") == "1"`)
  expect(entropyAbove).toBe(3)
  expect(left).toHaveLength(1)
})

test('operators bind as in CEL', () => {
  const shape = (source: string): unknown => {
    const node = parseExpression(source)
    return node.kind === 'binary' ? [node.operator, node.left, node.right].map((part) => (typeof part === 'string' ? part : part.kind)) : node.kind
  }
  expect(shape('a || b && c')).toEqual(['||', 'name', 'binary'])
  expect(shape('(a || b) && c')).toEqual(['&&', 'binary', 'name'])
  expect(shape('!a == b')).toEqual(['==', 'not', 'name'])
  expect(shape('a.b["c"](1)')).toBe('call')
})

const acme = `betterleaksMinVersion = "v1.7.0"
[[rules]]
id = "acme-key"
regex = "acme_([a-z0-9]{20})"
keywords = ["acme_"]
`

test.for([
  ['a filter', `filter = '''entropy(${secret}) <= 3'''`, { entropyAbove: 3 }, undefined],
  ['valueGroup', 'valueGroup = 1', { pattern: 'acme_(?P<secret>[a-z0-9]{20})' }, undefined],
  ['confidence', 'confidence = "low"', { confidence: 'low' }, undefined],
  ['low specificity', 'specificity = 10', { generic: true }, undefined],
  ['tokenEfficiency', 'tokenEfficiency = true', { tokenEfficiency: 2.5 }, 'changed | acme-key | filter: counted in tokens'],
  ['a validator', 'validate = "x"', {}, 'not carried | acme-key | validate: asks the provider over the network'],
  ['analyze and revoke', 'analyze = "x"\nrevoke = "y"', {}, 'not carried | acme-key | revoke: asks the provider over the network'],
  ['an unknown filter', 'filter = "len(finding.secret) < 3"', {}, 'not carried | acme-key | filter: unknown filter expression'],
  ['components by lines', 'components = [{ id = "part", within = "5L" }]', { components: [{ rule: 'part', withinLines: 4, required: true }] }, undefined],
  ['components by characters', 'components = [{ id = "part", optional = true, within = "100C" }]', { components: [{ rule: 'part', withinLines: 3, required: false }] }, 'within 3 lines instead of 100C'],
  ['components to one side', 'components = [{ id = "part", within = "-2L,+4C" }]', { components: [{ rule: 'part', withinLines: 2, required: true }] }, 'within 2 lines instead of -2L,+4C'],
  ['components anywhere', 'components = [{ id = "part" }]', { components: [{ rule: 'part', withinLines: 100, required: true }] }, 'within 100 lines, not the fragment'],
] as const)('%s', ([, more, expected, note]) => {
  const part = '[[rules]]\nid = "part"\nregex = "part_[a-z]{20}"\n'
  const { rules, notes, formats } = importText(`${acme}${more}\n${part}`)
  expect(formats).toEqual(['betterleaks'])
  expect(rules[0]).toMatchObject(expected)
  if (note === undefined) expect(notes).toEqual([])
  else expect(notes.join('\n')).toContain(note)
})

test('filters of the whole file', () => {
  const text = `prefilter = 'matchesAny(get(attributes, "path", ""), ["vendor/"])'\nfilter = 'containsAny(${secret}, ["abc"]) || entropy(${secret}) <= 1'\n${acme}`
  const { allow, notes } = importText(text)
  expect(allow).toEqual([{ paths: ['vendor/'] }, { stopwords: ['abc'] }])
  expect(notes.join('\n')).toContain('filter: only lists of what is allowed can be said of all rules')
})

test('a rule of version 2 replaces the one of its id whole', () => {
  const base = `minVersion = "2.0.0"\nfilter = "true"\n[[rules]]\nid = "acme-key"\nregex = "acme_[a-z]{20}"\nconfidence = "high"\n`
  const own = `minVersion = "2.0.0"\nbetterleaksMinVersion = "2"\n[extend]\npath = "base.toml"\n[[rules]]\nid = "acme-key"\nregex = "acme_[0-9]{20}"\n`
  const { rules } = importText(own, { files: { 'base.toml': base } })
  expect(rules).toHaveLength(1)
  expect(rules[0]).toMatchObject({ pattern: 'acme_[0-9]{20}', confidence: 'medium' })
})
