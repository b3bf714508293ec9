import { expect, test } from 'vitest'
import { coverProviders } from '../../src/build/accuracy-coverage.ts'
import { locate } from '../../src/build/accuracy-peer-rows.ts'
import { parseRow, type LabelledRow } from '../../src/build/accuracy-rows.ts'
import { scanRows } from '../../src/build/accuracy-scan.ts'
import { scoreOf, scoreRow, type Hit, type ScoredRow } from '../../src/build/accuracy-score.ts'
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

test('the nearest of equal values is taken for a peer’s finding', () => {
  const finding = { rule: 'r', path: '', line: 2, column: 3, endLine: 2, endColumn: 8 }
  expect(locate({ ...finding, text: 'abc' }, 'abc\né  abc')).toEqual({ start: 8, end: 11 })
  expect(locate({ ...finding, text: 'decoded' }, 'abc\n012345678')).toEqual({ start: 7, end: 12 })
})

test('the engine finds a planted token, and the list of rows does not hold it', () => {
  const { text } = assembleSample('token = "⟦ghp_<base62:30><crc32-base62>⟧"', random)
  const marked = text.replace('ghp_', '[ghp_').replace(/"$/, ']"')
  const row = makeRow(marked, { ext: '.py', label: 'F' })
  const [hits] = scanRows([row])
  const scored = scoreRow(row, hits!)
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
