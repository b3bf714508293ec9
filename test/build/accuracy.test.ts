import { expect, test } from 'vitest'
import { coverProviders } from '../../src/build/accuracy-coverage.ts'
import { makeBlame } from '../../src/build/accuracy-blame.ts'
import { ruleTable } from '../../src/build/accuracy-report.ts'
import { parseRow, type LabelledRow } from '../../src/build/accuracy-rows.ts'
import { scanRows } from '../../src/build/accuracy-scan.ts'
import {
  overlapsRow,
  scoreOf,
  scoreRow,
  type Hit,
  type ScoredRow,
} from '../../src/build/accuracy-score.ts'
import { describeValue, showRows } from '../../src/build/accuracy-show.ts'
import { formatTable, columnsOf } from '../../src/build/accuracy-table.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

const random = seededRandom(7)

/** `[…]` marks the labelled span; without it the span is unknown. */
function makeRow(marked: string, more: Record<string, unknown> = {}): LabelledRow {
  const points = Array.from(marked)
  const start = points.indexOf('[')
  const span = start < 0 ? { start: null, end: null } : { start, end: points.indexOf(']') - 1 }
  const text = marked.replace('[', '').replace(']', '')
  const row = { id: 1, text, label: 'T', category: 'Key', ...span, ...more }
  return parseRow(JSON.stringify(row), 'rows.jsonl:1')
}

const nameAnchors = { kind: 'names', names: ['pass'], except: [], last: false } as const
const keywordAnchors = { kind: 'keywords', keywords: ['x'], with: [], distance: 48 } as const
const blame = makeBlame(
  [
    ['some-token', 'Some Token', 'Some'],
    ['relic-key', 'Key', 'New Relic'],
    ['twin-key', 'Key of a twin', 'Twins'],
    ['twin-token', 'Token of a twin', 'Twins'],
    ['generic-password', 'Password in an assignment', 'Any provider'],
  ].map(([id, name, provider]) => {
    const generic = id!.startsWith('generic-')
    const anchors = generic ? nameAnchors : keywordAnchors
    return { id: id!, name: name!, provider: provider!, generic, anchors }
  }),
)

function makeHit(start: number, end: number): Hit {
  return { rule: 'some-rule', confidence: 'medium', span: { start, end } }
}

test.for([
  ['a finding that overlaps finds a secret', 'key [abcdef]', 'T', [[8, 12]], 1],
  ['a finding that only touches does not', 'key [abcdef]', 'T', [[0, 4]], 0],
  ['a finding twice as long still finds', 'key [abcdef]', 'T', [[0, 12]], 1],
  ['a finding more than twice as long does not', 'key [abcdef] ', 'T', [[0, 13]], 0],
  ['a false alarm may be as long as it likes', 'key [abcdef] ', 'F', [[0, 13]], 1],
  ['a test value counts as none', 'key [abcdef]', 'X', [[4, 10]], 1],
  ['any finding counts where the span is unknown', 'key abcdef', 'F', [[0, 1]], 1],
  ['without a finding nothing counts', 'key abcdef', 'T', [], 0],
] as const)('%s', ([, marked, label, hits, counted]) => {
  const scored = scoreRow(
    makeRow(marked, { label }),
    hits.map(([start, end]) => makeHit(start, end)),
  )
  expect(scored.counted.length).toBe(counted)
  expect(scored.others.length).toBe(hits.length - counted)
})

test('labels count characters, spans count bytes', () => {
  expect(makeRow('ä😀[é]x').span).toEqual({ start: 6, end: 8 })
  expect(makeRow('x', { start: 0 }).span).toBeUndefined()
})

test('every fault of a row is named, with its place', () => {
  const parse = () => parseRow('{"id":1,"text":2,"label":"Q","category":"c"}', 'rows.jsonl:3')
  expect(parse).toThrow(/rows\.jsonl:3: text: .*\nrows\.jsonl:3: label: /)
})

test.for([
  ['left: placeholder', true],
  ['left: word-like', true],
  ['left: checksum:github', false],
  ['class,placeholder', false],
] as const)('the note "%s" is a placeholder: %s', ([note, isLeft]) => {
  expect(makeRow('[abc]', { note }).isLeft).toBe(isLeft)
})

test('micro figures count rows, macro figures categories', () => {
  const score = (category: string, label: string, isReported: boolean): ScoredRow =>
    scoreRow(makeRow('[abc]', { category, label }), isReported ? [makeHit(0, 3)] : [])
  const { precision, recall, macro } = scoreOf([
    score('a', 'T', true),
    score('a', 'T', true),
    score('a', 'T', true),
    score('b', 'T', false),
    score('b', 'F', true),
    score('c', 'F', false),
  ])
  expect([precision, recall]).toEqual([0.75, 0.75])
  expect(macro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 })
})

test('providers are covered however they are written', () => {
  const rows = ['new_relic', 'adafruit', 'private-key', 'nobody', 'key'].map((category) =>
    makeRow('[abc]', { category, rule: `np.${category}.1` }),
  )
  const rule = (id: string, name: string) => ({ id, name, provider: 'New Relic' })
  const rules = [rule('adafruit-io-key', 'IO'), rule('private-keys', 'Private Key')]
  expect(coverProviders(rows, rules).missing).toEqual(['nobody'])
})

test.for([
  ['the rule of that very name', { name: 'Some Token', category: 'x' }, 'some-token'],
  ['one of several categories', { category: 'Auth:Some Token' }, 'some-token'],
  ['the only rule of a provider', { category: 'new_relic' }, 'relic-key'],
  ['the generic rule of that word', { category: 'Password:Auth' }, 'generic-password'],
  ['nobody where two might be', { category: 'Twins' }, undefined],
  ['nobody where nothing says so', { category: 'Nonce' }, undefined],
] as const)('a missed row is blamed on %s', ([, row, expected]) => {
  expect(blame(makeRow('[abc]', row))).toBe(expected)
})

test('the error book holds the worst rules first, and tells what it cannot blame on any', () => {
  const rows = [
    scoreRow(makeRow('[abc]'), [makeHit(0, 3)]),
    scoreRow(makeRow('[abc]', { label: 'F' }), [makeHit(0, 3)]),
    scoreRow(makeRow('[abc]', { category: 'Password' }), []),
    scoreRow(makeRow('[abc]', { category: 'Pass' }), []),
    scoreRow(makeRow('[abc]', { category: 'Nonce' }), []),
    scoreRow(makeRow('[abc]', { category: 'Nonce' }), []),
    scoreRow(makeRow('[abc]', { category: 'Nonce' }), []),
  ]
  const lines = ruleTable(rows, { countMax: Infinity, blame }).split('\n').slice(2)
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['generic-password', '0', '0', '2', '0'],
    ['some-rule', '1', '1', '0', '0.500', '0'],
    ['3 true rows were missed whose rule is not known'],
  ])
})

test('what is reported beside a secret is a component, not a finding', () => {
  const { text, secret } = assembleSample(
    'aws_access_key_id = AKIA<base32:16>\naws_secret_access_key = ⟦<base64:40>⟧',
    random,
  )
  const [scanned] = scanRows([makeRow(text, { ext: '.ini' })])
  expect(scanned!.hits.map(({ span }) => span)).toEqual([secret])
  const key = { start: text.indexOf('AKIA'), end: text.indexOf('\n') }
  expect(scanned!.components).toEqual([key])
  expect(overlapsRow({ ...makeRow(text), span: key }, scanned!.components[0]!)).toBe(true)
})

test('the engine finds a planted token, and the list of rows does not hold it', () => {
  const { text } = assembleSample('token = "⟦ghp_<base62:30><crc32-base62>⟧"', random)
  const marked = text.replace('ghp_', '[ghp_').replace(/"$/, ']"')
  const row = makeRow(marked, { ext: '.py', label: 'F' })
  const [scanned] = scanRows([row])
  const scored = scoreRow(row, scanned!.hits)
  expect(scored.counted.map(({ rule }) => rule)).toEqual(['github-token'])
  const options = { what: 'false-alarms', countMax: 5 } as const
  const token = /ghp_\w+/.exec(text)![0]
  expect(showRows([scored], { ...options, reveal: false })).not.toContain(token.slice(4, 12))
  expect(showRows([scored], { ...options, reveal: true })).toContain(token)
})

test('a value is described by its start, length and classes', () => {
  expect(describeValue('abcdefgh1234')).toBe('ab… (12: a-z 0-9)')
  expect(describeValue('Zß')).toBe('… (2: A-Z other)')
})

test('tables are aligned', () => {
  expect(
    formatTable(columnsOf('rule', 'true>'), [
      ['a', '1'],
      ['long-name', '1,234'],
    ]),
  ).toBe(
    ['  rule        true', '  ─────────  ─────', '  a              1', '  long-name  1,234'].join(
      '\n',
    ),
  )
})
