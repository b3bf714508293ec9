import { expect, test } from 'vitest'
import { crossReport } from '../../src/build/accuracy-cross-report.ts'
import {
  choosePlace,
  crossValidate,
  fitThresholds,
  foldings,
  judge,
  levelFigures,
} from '../../src/build/accuracy-cross-validate.ts'
import { fittedRules, grid, scanGrid, type RowLevels } from '../../src/build/accuracy-fit.ts'
import { parseRow, type LabelledRow } from '../../src/build/accuracy-rows.ts'
import { scanRows } from '../../src/build/accuracy-scan.ts'
import { highestOf, scoreRow, type Level } from '../../src/build/accuracy-score.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

const [byCategory, byBlock] = foldings

function makeRow(text: string, label: 'T' | 'F', category = 'c'): LabelledRow {
  return parseRow(JSON.stringify({ id: 1, text, label, category, ext: '.py' }), 'rows.jsonl:1')
}

/** A row that the rule reports with medium confidence up to `bits`, with low confidence above. */
function makeLevels(label: 'T' | 'F', bits: number, category = 'c'): RowLevels {
  const rule: Level[] = grid.map((one) => (one <= bits ? 'medium' : 'low'))
  return { row: makeRow('x', label, category), others: undefined, byRule: { rule } }
}

/** Trues and falses at each place. */
test.for([
  ['the one that finds most', ['1/0', '3/0', '2/0'], 1],
  ['none that is not precise', ['9/2', '8/0', '2/0'], 1],
  ['one just precise enough', ['9/1', '8/0', '2/0'], 0],
  ['the middle of equal ones', ['5/0', '5/0', '5/0', '1/0'], 1],
  ['the lower of two middles', ['5/0', '5/0', '1/0'], 0],
  ['the most precise where none is precise', ['5/5', '5/4', '1/4'], 1],
  ['the middle where nothing is reported', ['0/0', '0/0', '0/0'], 1],
] as const)('of a grid %s is chosen', ([, counts, place]) => {
  const parsed = counts.map((one) => {
    const [trues, falses] = one.split('/').map(Number)
    return { trues: trues!, falses: falses! }
  })
  expect(choosePlace(parsed)).toBe(place)
})

test('a fold is judged by what the others choose, not by itself', () => {
  // Category `b` alone knows of false rows above 4 bits.
  const rows = [
    ...Array.from({ length: 20 }, () => makeLevels('T', 4.25, 'a')),
    ...Array.from({ length: 20 }, () => makeLevels('F', 4, 'b')),
    ...Array.from({ length: 20 }, () => makeLevels('T', 4.25, 'd')),
  ]
  const { judged, chosen } = crossValidate(rows, byCategory!)
  expect(fitThresholds(rows)).toEqual({ rule: 4.25 })
  expect(chosen).toEqual({ rule: [4, 4.25, 4.25] })
  const [medium, low] = levelFigures(judged).slice(1)
  expect(medium).toEqual({ level: 'medium', trues: 40, falses: 20, precision: 2 / 3, recall: 1 })
  expect(low).toMatchObject({ trues: 0, falses: 0 })
})

test('blocks are contiguous and of equal size', () => {
  const { row } = makeLevels('T', 5)
  const blocks = Array.from({ length: 34 }, (_, at) => byBlock!.foldOf(row, at, 34))
  expect(blocks.slice(0, 4)).toEqual(['0', '0', '1', '1'])
  expect(new Set(blocks).size).toBe(17)
})

test('every row is judged once, in its order', () => {
  const rows = Array.from({ length: 40 }, (_, at) => makeLevels('T', 5, String(at % 7)))
  for (const folding of foldings) {
    const { judged } = crossValidate(rows, folding)
    expect(judged.map(({ row }) => row)).toEqual(rows.map(({ row }) => row))
  }
})

test('what other rules report stands whatever is chosen', () => {
  const levels: RowLevels = { ...makeLevels('T', 4), others: 'high' }
  expect(judge(levels, { rule: 6 }).level).toBe('high')
  expect(judge({ ...levels, others: undefined }, { rule: 6 }).level).toBe('low')
})

test('the levels of the grid are those that the engine gives', () => {
  const random = seededRandom(11)
  const rows = [
    'db_password = "⟦<lower:12>⟧"',
    'session_secret = "⟦<base62:24>⟧"',
    'deploy_key = "⟦<[a-f]:6>⟧quietriver"',
    'access_token_key = "⟦greenmountain<lower:4>⟧"',
    'GH = "⟦ghp_<base62:30><crc32-base62>⟧"',
    'nothing = here',
  ].map((template) => makeRow(assembleSample(template, random).text, 'T'))
  const rules = fittedRules()
  expect(rules.map(({ id }) => id).toSorted()).toEqual([
    'generic-key',
    'generic-password',
    'generic-secret',
  ])
  const levels = scanGrid(rows)
  for (const { byRule } of levels) {
    for (const found of Object.values(byRule)) {
      expect(found.lastIndexOf('medium')).toBe(found.filter((one) => one === 'medium').length - 1)
    }
  }
  // Where a rule's own value is not in the grid, its neighbours say the same of these rows.
  const nearest = (bits: number) => Math.round(bits * 4) / 4
  const shipped = Object.fromEntries(
    rules.map(({ id, surprisalMin }) => [id, nearest(surprisalMin!)]),
  )
  expect(levels.map((one) => judge(one, shipped).level)).toEqual(
    scanRows(rows).map(({ hits }, at) => highestOf(scoreRow(rows[at]!, hits).counted)),
  )
})

test('a promise that is not kept is said', () => {
  const rules = [{ ...fittedRules()[0]!, id: 'rule' }]
  const rows = ['T', 'F'].map((label) => makeLevels(label as 'T' | 'F', 5))
  const shipped = rows.map(({ row }) => ({ row, level: 'medium' as const }))
  const sets = [{ name: 'all rows', has: () => true }]
  const lines = crossReport({ rows, shipped, rules, sets }).split('\n')
  const medium = lines.find((line) => / medium /.test(line))
  expect(medium?.trim().split(/ +/)).toEqual([
    'medium',
    '1',
    '1',
    '0.500',
    '0.850',
    'MISSED',
    '1.000',
  ])
})
