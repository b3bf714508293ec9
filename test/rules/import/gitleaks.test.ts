import { expect, test } from 'vitest'
import { importFiles, importText, type Files } from './import-fields.ts'

const pattern = '(?i)acme[ =:]{1,5}([a-z0-9]{20})'
const acme = `[[rules]]
id = "acme-key"
description = "Acme key"
regex = '${pattern}'
keywords = ["acme"]
`

/** Adds lines to the one rule; checks the keys of the rule that comes out. */
function check(more: string, expected: object) {
  const { rules, notes } = importText(acme + more)
  expect(notes).toEqual([])
  expect(rules[0]).toMatchObject(expected)
}

test('a rule of Stanch in the order in which it is written', () => {
  const { rules, found, formats } = importText(acme)
  expect({ rules, found, formats }).toEqual({
    found: 1,
    formats: ['gitleaks'],
    rules: [
      {
        id: 'acme-key',
        name: 'Acme key',
        confidence: 'medium',
        severity: 'high',
        anchors: { near: ['acme'] },
        pattern,
      },
    ],
  })
})

test.for([
  ['entropy', 'entropy = 3.5', { entropyAbove: 3.5 }],
  ['a whole number as entropy', 'entropy = 3', { entropyAbove: 3 }],
  ['secretGroup', 'secretGroup = 1', { pattern: pattern.replace('([a', '(?P<secret>[a') }],
  ['path', "path = '\\.tf$'", { paths: ['\\.tf$'] }],
  ['skipReport', 'skipReport = true', { hidden: true }],
  ['allowlists', "[[rules.allowlists]]\nregexes = ['^a']\nstopwords = ['Abc']\npaths = ['x/']", { allow: [{ secret: ['^a'], stopwords: ['Abc'], paths: ['x/'] }] }],
  ['an allowlist of the line', "[[rules.allowlists]]\nregexTarget = 'line'\nregexes = ['^a']", { allow: [{ line: ['^a'] }] }],
  ['an allowlist of the match', "[[rules.allowlists]]\nregexTarget = 'match'\nregexes = ['^a']", { allow: [{ match: ['^a'] }] }],
  ['all conditions', "[[rules.allowlists]]\ncondition = 'AND'\npaths = ['x/']\nregexes = ['^a']", { allow: [{ all: true, secret: ['^a'], paths: ['x/'] }] }],
  ['the old spelling', "[rules.allowlist]\nstopwords = ['abc']", { allow: [{ stopwords: ['abc'] }] }],
  ['a list of all rules that names one', "[[allowlists]]\ntargetRules = ['acme-key']\nstopwords = ['abc']", { allow: [{ stopwords: ['abc'] }] }],
] as const)('%s', ([, more, expected]) => check(more, expected))

test('lists for all rules stand at the file’s head', () => {
  const { allow } = importText(`[allowlist]\npaths = ['vendor/']\n${acme}`)
  expect(allow).toEqual([{ paths: ['vendor/'] }])
  expect(importText(`${acme}[[allowlists]]\nstopwords = ['x']\n`).allow).toEqual([{ stopwords: ['x'] }])
})

test('required rules become components', () => {
  const id = acme.replaceAll('acme', 'acmeid').replace('key', 'x')
  const { rules, notes } = importText(
    `${acme}[[rules.required]]\nid = "acmeid-x"\nwithinLines = 4\n[[rules.required]]\nid = "acmeid-x"\n${id}skipReport = true\n`,
  )
  expect(rules[0]!.components).toEqual([
    { rule: 'acmeid-x', withinLines: 4, required: true },
    { rule: 'acmeid-x', withinLines: 100, required: true },
  ])
  expect(notes).toEqual([expect.stringContaining('required: acmeid-x: within 100 lines')])
})

test.for([
  ['a rule for paths alone', `regex = '${pattern}'`, "path = '\\.p12$'", 'rules.in:1 | left out | acme-key | path: it is for paths alone'],
  ['a rule for nothing', `regex = '${pattern}'`, '', 'left out | acme-key | regex: it has neither a regex nor a path'],
  ['commits', '', "[[rules.allowlists]]\ncommits = ['abc']", 'not carried | acme-key | allowlists.commits: 1 commits'],
  ['commits of which all must hold', '', "[[rules.allowlists]]\ncondition = '&&'\ncommits = ['abc']\npaths = ['x']", 'commits: the list, of which all must hold'],
  ['tags', '', "tags = ['a']", 'not carried | acme-key | tags: rules have no tags here'],
  ['an unknown field', '', "colour = 'red'", 'not carried | acme-key | colour: unknown field'],
  ['an unknown field of the file', '', '[extra]', 'rules.in:1 | not carried | extra: unknown field'],
  ['look-around', pattern, 'acme(?=x)[a-z]{20}', 'left out | acme-key | pattern: look-ahead inside of a pattern is not RE2'],
  ['a pattern that does not parse', pattern, 'acme([a-z]{20}', 'left out | acme-key | pattern: missing )'],
  ['a group too large', '', 'secretGroup = 2', 'left out | acme-key | pattern: there is no group 2, only 1'],
  ['nothing to look for', `${pattern}'\nkeywords = ["acme"]`, "[a-z]{20}'", 'left out | acme-key | pattern: no fixed text'],
  ['a pattern that matches nothing', pattern, 'x*', 'left out | acme-key | pattern: it matches nothing at all'],
  ['a keyword outside of the match', pattern, '\\b(pat[0-9]{20})', 'changed | acme-key | keywords: one must stand within 1024 bytes'],
  ['a keyword that is all there is', pattern, '([a-z0-9]{20})', 'changed | acme-key | keywords: one must stand within 256 bytes'],
  ['a pattern without bound', '{20}', '{20,}', 'changed | acme-key | pattern: a match has no bound'],
  ['a pattern too large', pattern, 'acme(?:[a-z]{900}){900}', 'left out | acme-key | pattern: it expands to'],
  ['an allowlist that is not RE2', '', "[[rules.allowlists]]\nregexes = ['a(?=b)c']", 'not carried | acme-key | allowlist secret: look-ahead'],
  ['a url to extend', '', "[extend]\nurl = 'x'", 'not carried | extend.url: gitleaks itself never read it'],
  ['built-in rules that are not at hand', '', '[extend]\nuseDefault = true', 'not carried | extend.useDefault: the rules built into the scanner are not at hand'],
] as const)('%s: said in the report', ([, from, to, expected]) => {
  const text = from === '' ? `${acme}${to}\n` : acme.replace(from, () => to)
  expect(importText(text).notes.join('\n')).toContain(expected)
})

test.for([
  ['TOML that does not parse', `${acme}x = [1,\n`, /^rules\.in:\d+:\d+: /],
  ['a rule without id', '[[rules]]\nregex = "a"\n', /^rules\.in:1: id: expected a text/],
  ['an id that is taken', acme + acme, /^rules\.in:6: acme-key: the id is taken/],
  ['a number where a text belongs', `${acme}path = [1]\n`, /^rules\.in:1: acme-key: path: expected a text/],
  ['an empty allowlist', `${acme}[[rules.allowlists]]\n`, /acme-key: allowlists: expected at least one of commits/],
  ['an unknown condition', `${acme}[[rules.allowlists]]\ncondition = "XOR"\npaths = ["a"]\n`, /condition: expected and, or/],
  ['an unknown target', `${acme}[[rules.allowlists]]\nregexTarget = "file"\nregexes = ["a"]\n`, /regexTarget: expected secret, match or line/],
  ['both spellings', `${acme}[rules.allowlist]\npaths = ["a"]\n[[rules.allowlists]]\npaths = ["a"]\n`, /stands beside/],
  ['both spellings at the top', `${acme}[allowlist]\npaths = ["a"]\n[[allowlists]]\npaths = ["a"]\n`, /stands beside/],
  ['a target that is no rule', `${acme}[[allowlists]]\ntargetRules = ["b"]\npaths = ["a"]\n`, /targetRules names b/],
  ['two things to extend', `${acme}[extend]\nuseDefault = true\npath = "x"\n`, /exclude each other/],
  ['a file that is not there', `${acme}[extend]\npath = "x"\n`, /there is no x/],
  ['a group below zero', `${acme}secretGroup = -1\n`, /secretGroup: expected a whole number/],
  ['a list where a mapping belongs', '[extend]\npath = "x"\n[[rules]]\nid = "a"\nallowlists = [1]\n', /expected a mapping/],
  ['another format', 'hello', /this is no rule file of gitleaks/],
] as const)('%s stops the import', ([, text, message]) => {
  expect(() => importText(text)).toThrow(expect.objectContaining({ code: 'IMPORT_INVALID', message: expect.stringMatching(message) as string }) as Error)
})

const base = `[[rules]]
id = "acme-key"
description = "Acme"
regex = "acme_([a-z0-9]{20})"
entropy = 2.0
keywords = ["acme_"]
[[rules.allowlists]]
stopwords = ["one"]
[[rules]]
id = "other-key"
regex = "other_[a-z0-9]{20}"
[[allowlists]]
paths = ["vendor/"]
`
const own = `[extend]
path = "base.toml"
disabledRules = ["other-key"]
[[rules]]
id = "acme-key"
entropy = 4.0
[[rules.allowlists]]
stopwords = ["two"]
`

function checkExtended(text: string, files: Files) {
  const { rules, allow } = importText(text, { files })
  expect(allow).toEqual([{ paths: ['vendor/'] }])
  expect(rules).toHaveLength(1)
  expect(rules[0]).toMatchObject({
    id: 'acme-key',
    name: 'Acme',
    pattern: 'acme_([a-z0-9]{20})',
    entropyAbove: 4,
    allow: [{ stopwords: ['one'] }, { stopwords: ['two'] }],
  })
}

test('own fields win over those of the file that is extended, lists are joined', () => {
  checkExtended(own, { 'base.toml': base })
})

test('a file between them', () => {
  checkExtended(own.replace('base', 'between'), { 'between.toml': '[extend]\npath = "base.toml"\n', 'base.toml': base })
})

test('the file given before stands for the built-in rules', () => {
  const { rules } = importFiles([
    { path: 'base.toml', text: base },
    { path: 'own.toml', text: own.replace('path = "base.toml"', 'useDefault = true') },
  ])
  expect(rules).toHaveLength(1)
  expect(rules[0]).toMatchObject({ id: 'acme-key', entropyAbove: 4 })
})

test('files that extend each other stop the import', () => {
  const files = { 'a.toml': '[extend]\npath = "b.toml"\n', 'b.toml': '[extend]\npath = "a.toml"\n' }
  expect(() => importText('[extend]\npath = "a.toml"\n', { files })).toThrow('a.toml extends b.toml extends a.toml')
})

test('ids become words joined by hyphens, no two the same', () => {
  const { rules, notes } = importText(acme.replace('"acme-key"', '"Acme_Key"') + acme)
  expect(rules.map(({ id }) => id)).toEqual(['acme-key', 'acme-key-2'])
  expect(notes).toEqual([expect.stringContaining('another rule is called acme-key here')])
})

test('a rule goes with the part that it requires', () => {
  const part = '[[rules]]\nid = "part"\nregex = "a(?=b)c"\n'
  const { rules, notes } = importText(`${acme}[[rules.required]]\nid = "part"\nwithinLines = 1\n${part}`)
  expect(rules).toEqual([])
  expect(notes.at(-1)).toContain('left out | acme-key | components: part could not be carried over')
})
