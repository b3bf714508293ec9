import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRule, makeRulePack } from '../../src/rules/compile-rule.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import { buildEngine } from '../../src/scan/build-engine.ts'
import { loadRegexEngine } from '../../src/scan/load-engine.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { scanBytes } from './real-pack.ts'

/** A rule file of one rule, with further keys of the rule, of the file, and further rules. */
function fileOf(keys: string, { head = '', more = '' } = {}): string {
  return `provider: Acme\nimported: a test\nreference: https://acme.example\n${head}rules:
  - id: acme-key
    name: Acme key
    confidence: medium
    severity: high
    ${keys.replaceAll('\n', '\n    ')}
${more}`
}

function engineOf(yaml: string) {
  const { rules, faults } = parseRules(yaml, 'acme.yaml')
  expect(faults).toEqual([])
  const compiled = rules.map(({ where: _where, examples: _examples, ...rule }) => compileRule(rule))
  return buildEngine(makeRulePack(compiled))
}

/** Secrets that are found in the text, with their rules. */
function secretsIn(yaml: string, text: string, path = 'a.txt'): string[] {
  return scanBytes(engineOf(yaml), bytesOfUtf8(text), { path }).map(
    ({ rule, secret }) => `${rule.id} ${latin1Of(secret)}`,
  )
}

const acme =
  "anchors: { near: [acme] }\npattern: '(?i)[\\w.-]{0,20}?acme[ =:]{1,3}([a-z0-9]{8})(?:[\\s;]|$)'"

function check(keys: string, text: string, expected: readonly string[], path?: string) {
  expect(secretsIn(fileOf(`${acme}\n${keys}`), text, path)).toEqual(
    expected.map((secret) => `acme-key ${secret}`),
  )
}

test.for([
  [
    'in any case, inside of a word',
    '',
    'MYACMEX ACME=q1w2e3r4\nmyacme: a1b2c3d4;',
    ['q1w2e3r4', 'a1b2c3d4'],
  ],
  ['the pattern says where it ends', '', 'acme=q1w2e3r4x acme=q1w2e3r4', ['q1w2e3r4']],
  ['placeholders are its own business', '', 'acme=xxxxxxxx;', ['xxxxxxxx']],
  ['least entropy', 'entropy: 3', 'acme=abcdefgh; acme=aaaaaaaa;', ['abcdefgh']],
  ['more entropy than that', 'entropyAbove: 3', 'acme=abcdefgh; acme=abcdefg0;', []],
  [
    'what is required',
    "require: ['[0-9]', '[a-z]']",
    'acme=abcdefgh; acme=12345678; acme=abcd1234;',
    ['abcd1234'],
  ],
  [
    'allowed by the secret',
    "allow: [{ secret: ['^a'] }]",
    'acme=abcd1234; acme=bbcd1234;',
    ['bbcd1234'],
  ],
  [
    'allowed by a word in any case',
    'allow: [{ stopwords: [BCD] }]',
    'acme=abcd1234; acme=bbxd1234;',
    ['bbxd1234'],
  ],
  [
    'allowed by the match',
    "allow: [{ match: ['^my'] }]",
    'myacme=abcd1234; acme=bbcd1234;',
    ['bbcd1234'],
  ],
  [
    'allowed by the line',
    "allow: [{ line: ['^#.*end$'] }]",
    '# acme=abcd1234 end\n# acme=bbcd1234\n',
    ['bbcd1234'],
  ],
  [
    'allowed by all conditions',
    "allow: [{ all: true, secret: ['^a'], line: ['no'] }]",
    'acme=abcd1234; no\nacme=abcd1234;\nacme=bbcd1234; no\n',
    ['abcd1234', 'bbcd1234'],
  ],
  [
    'allowed by one of two lists',
    "allow: [{ secret: ['^a'] }, { secret: ['^b'] }]",
    'acme=abcd1234; acme=bbcd1234; acme=cbcd1234;',
    ['cbcd1234'],
  ],
] as const)('%s', ([, keys, text, expected]) => check(keys, text, expected))

test('paths let a rule run, or allow what it finds', () => {
  check("paths: ['\\.tf$']", 'acme=abcd1234;', ['abcd1234'], 'a/main.tf')
  check("paths: ['\\.tf$']", 'acme=abcd1234;', [], 'a/main.py')
  check("allow: [{ paths: ['(?:^|/)vendor/'] }]", 'acme=abcd1234;', [], 'a/vendor/x')
  check(
    "allow: [{ all: true, paths: ['vendor/'], secret: ['^b'] }]",
    'acme=abcd1234; acme=bbcd1234;',
    ['abcd1234'],
    'vendor/x',
  )
})

test('what is allowed in a whole file is allowed to each of its rules', () => {
  const yaml = fileOf(acme, { head: "allow: [{ secret: ['^a'] }]\n" })
  expect(secretsIn(yaml, 'acme=abcd1234; acme=bbcd1234;')).toEqual(['acme-key bbcd1234'])
})

test.for([
  [
    'the first group that is not empty',
    'acme(?:_a(\\d{0,4})|_b)([a-z]{4})',
    'acme_axxxx acme_a12yyyy',
    ['xxxx', '12'],
  ],
  ['the group named secret', 'acme(\\d)(?P<secret>[a-z]{4})', 'acme1abcd', ['abcd']],
  [
    'without one the whole match, but no line feeds around it',
    '\\n?acme\\d{4}\\n?',
    'x\nacme1234\n',
    ['acme1234'],
  ],
] as const)('the secret is %s', ([, pattern, text, expected]) => {
  const yaml = fileOf(`anchors: { near: [acme] }\npattern: '${pattern}'`)
  expect(secretsIn(yaml, text)).toEqual(expected.map((secret) => `acme-key ${secret}`))
})

test('a word beside the match', () => {
  const inside = fileOf(
    "anchors: { near: [zq-], with: [acme], distance: 20 }\npattern: 'zq-[0-9]{8}'",
  )
  expect(secretsIn(inside, `Acme ${'.'.repeat(10)} zq-12345678`)).toEqual(['acme-key zq-12345678'])
  expect(secretsIn(inside, `acme ${'.'.repeat(30)} zq-12345678`)).toEqual([])
  const outside = fileOf("anchors: { near: [acme], distance: 20 }\npattern: '\\b[0-9]{8}\\b'")
  expect(secretsIn(outside, '12345678 is of ACME, and 87654321, but not until 11111111')).toEqual([
    'acme-key 12345678',
    'acme-key 87654321',
  ])
})

const part = `  - id: acme-id
    name: Acme id
    confidence: medium
    severity: low
    hidden: true
    anchors: { near: [id-] }
    pattern: 'id-[0-9]{4}'
`

test('a hidden rule finds parts of others, and nothing by itself', () => {
  const yaml = fileOf(`${acme}\ncomponents: [{ rule: acme-id, withinLines: 2, required: true }]`, {
    more: part,
  })
  expect(secretsIn(yaml, 'id-1234\nacme=abcd1234;')).toEqual(['acme-key abcd1234'])
  expect(secretsIn(yaml, `id-1234${'\n'.repeat(5)}acme=abcd1234;`)).toEqual([])
  expect(secretsIn(yaml, 'id-1234')).toEqual([])
})

test.for([
  [
    'words that the pattern does without',
    "anchors: { near: [other] }\npattern: 'acme[0-9]{8}'",
    'can match without any of its words',
  ],
  [
    'no condition',
    `${acme}\nallow: [{ all: true }]`,
    'expected one of: secret, match, line, stopwords, paths',
  ],
  ['a list that does not parse', `${acme}\nallow: [{ secret: ['(a'] }]`, 'missing )'],
  ['a path that does not parse', `${acme}\npaths: ['a(?=b)']`, 'look-around is not RE2'],
  [
    'a word of one letter',
    "anchors: { near: [a] }\npattern: 'acme[0-9]{8}'",
    'expected a word of at least 2 characters',
  ],
] as const)('%s is a fault', ([, keys, expected]) => {
  const { faults } = parseRules(fileOf(keys), 'acme.yaml')
  expect(faults.map(({ what }) => what).join('\n')).toContain(expected)
})

test('an imported file may have rules without examples, another may not', () => {
  expect(parseRules(fileOf(acme), 'a').faults).toEqual([])
  const { faults } = parseRules(fileOf(acme).replace('imported: a test\n', ''), 'a')
  expect(faults.map(({ what }) => what)).toEqual(['rules.0.examples: missing'])
})

/** Foreign scanners let the pattern run over the whole text; here it runs around its words alone. */
test('what the pattern finds in the whole text is found', () => {
  const regex = loadRegexEngine(() => undefined)
  const patterns = [
    '(?i)[\\w.-]{0,5}?acme[ \\t\\w.-]{0,5}(?:=|:)[ "]{0,3}([a-z0-9]{4,8})(?:[\\s";]|$)',
    '\\bacme-[0-9]{2,4}\\b',
    '(?:^|[^a-z])(acme[a-z]{2})(?:[^a-z]|$)',
    '[0-9]{2}acme',
    '(?:acme|key)[=:]+[a-z]{2,}',
  ]
  const piece = fc.constantFrom(
    'acme',
    'ACME',
    'key',
    '-',
    '=',
    ':',
    ' ',
    '"',
    '\n',
    '12',
    '345',
    'ab',
    'x',
    ';',
    '.',
    '_',
  )
  const engines = patterns.map((pattern) =>
    engineOf(fileOf(`anchors: { near: [acme, key] }\nmatchLengthMax: 64\npattern: '${pattern}'`)),
  )
  fc.assert(
    fc.property(
      fc.nat(patterns.length - 1),
      fc.array(piece, { maxLength: 40 }),
      (which, pieces) => {
        const text = pieces.join('')
        const compiled = regex.compile(patterns[which]!)
        const engine = engines[which]!
        const address = engine.prefilter.reserve(text.length)
        engine.prefilter.bytes.set(bytesOfUtf8(text), address)
        const { candidates } = engine.scan(address, text.length, { kind: 'text', fileName: '' })
        engine.prefilter.release(text.length)
        for (let from = 0; from < text.length;) {
          const match = compiled.search(text, from)
          if (!match) break
          const [whole, ...groups] = match
          const secret = groups.find((group) => group && group.end > group.start) ?? whole!
          const overlapping = candidates.filter(
            ({ span }) => span.start < secret.end && span.end > secret.start,
          )
          expect(
            overlapping.length,
            `${patterns[which]} in ${JSON.stringify(text)}`,
          ).toBeGreaterThan(0)
          from = Math.max(whole!.end, from + 1)
        }
      },
    ),
    { numRuns: 1500, seed: 21 },
  )
})
