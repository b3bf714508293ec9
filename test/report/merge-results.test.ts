import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonReport } from '../../src/report/json-report.ts'
import { createJsonlReport } from '../../src/report/jsonl-report.ts'
import { mergeResults } from '../../src/report/merge-results.ts'
import { parseResult } from '../../src/report/parse-result.ts'
import type { Coverage, ScanResult, SuppressionNote } from '../../src/report/scan-result.ts'
import {
  findingInHistory,
  fingerprintFor,
  printResult,
  resultOf,
  shardOf,
} from './sample-result.ts'
import { splitResult } from './split-result.ts'
import { stanchErrorOf } from './stanch-error-of.ts'

/** The results as files `0.json`, `1.json`, …, in this order. */
function merge(results: readonly ScanResult[]): ScanResult {
  return mergeResults(results.map((result, at) => ({ file: `${at}.json`, ...result })))
}

test('splitting a result into shards and merging their files gives the result again', () => {
  const split = splitResult.chain(({ whole, shards }) =>
    fc.record({
      whole: fc.constant(whole),
      shards: fc.shuffledSubarray([...shards], { minLength: shards.length }),
      createReport: fc.constantFrom(createJsonReport, createJsonlReport),
    }),
  )
  fc.assert(
    fc.property(split, ({ whole, shards, createReport }) => {
      const files = shards.map((shard, at) => {
        const file = `${at}.json`
        return { file, ...parseResult(printResult(createReport(), shard), file) }
      })
      expect(printResult(createJsonReport(), mergeResults(files))).toBe(
        printResult(createJsonReport(), whole),
      )
    }),
  )
})

test('a shard of one is the whole', () => {
  const finding = findingInHistory()
  expect(merge([shardOf(1, 1, [finding])])).toEqual(resultOf([finding]))
})

test('what several shards met is told once, and grouped anew', () => {
  const [one, two] = [findingInHistory(), findingInHistory({ path: 'z.env', blob: 'b2' })]
  const { findings, exposures } = merge([shardOf(2, 2, [two, one]), shardOf(1, 2, [one])])
  expect(findings).toEqual([one, two])
  expect(exposures.map(({ occurrences }) => occurrences.length)).toEqual([2])
})

describe('coverage', () => {
  function check(
    left: Partial<Coverage>,
    right: Partial<Coverage>,
    expected: Partial<Record<keyof Coverage, unknown>>,
  ) {
    const merged = merge([shardOf(1, 2, [], left), shardOf(2, 2, [], right)])
    expect(merged.coverage).toMatchObject(expected)
    expect(merged.coverage).not.toHaveProperty('shard')
  }

  const note = (where: string): SuppressionNote => ({
    rule: 'r',
    owner: 'o',
    reason: 'a sample',
    expires: '2026-12-31',
    where,
  })
  const use = (expired: readonly string[], dead: readonly string[], suppressed = 0) => ({
    suppressions: { suppressed, expired: expired.map(note), dead: dead.map(note) },
  })

  test.for<[string, Partial<Coverage>, Partial<Coverage>, Partial<Coverage>]>([
    [
      'documents and bytes add up',
      { documents: 2, bytes: 3 },
      { documents: 4, bytes: 5 },
      { documents: 6, bytes: 8 },
    ],
    [
      'one incomplete shard makes all incomplete',
      {},
      { complete: false, problems: [{ path: 'b', reason: 'x' }] },
      { complete: false, problems: [{ path: 'b', reason: 'x' }] },
    ],
    [
      'notes are united in order',
      { skipped: [{ path: 'b', reason: 'x' }] },
      {
        skipped: [
          { path: 'b', reason: 'x' },
          { path: 'a', reason: 'y' },
        ],
      },
      {
        skipped: [
          { path: 'a', reason: 'y' },
          { path: 'b', reason: 'x' },
        ],
      },
    ],
    ['the slowest shard gives the time', { durationMs: 9 }, { durationMs: 5 }, { durationMs: 9 }],
    ['suppressed findings add up', use([], [], 1), use([], [], 2), use([], [], 3)],
    [
      'expired entries are united',
      use(['1', '2'], []),
      use(['2', '3'], []),
      use(['1', '2', '3'], []),
    ],
    [
      'an entry met by one shard is not dead',
      use([], ['1', '2']),
      use([], ['2', '3']),
      use([], ['2']),
    ],
  ])('%s', ([, left, right, expected]) => check(left, right, expected))
})

describe('refused', () => {
  /** Each line of the message, as far as it is given. */
  function check(results: readonly ScanResult[], code: string, ...lines: readonly string[]) {
    const error = stanchErrorOf(() => merge(results))
    expect(error.code).toBe(code)
    expect(error.message.split('\n')).toEqual(lines.map((line) => expect.stringContaining(line)))
  }

  const ephemeral = { key: { kid: '3f9a1c2e', ephemeral: true } }
  const shard = (index: number, count: number, of = 'sha256:0f') => ({
    shard: { index, count, of },
  })

  test.for<[string, readonly ScanResult[], string, readonly string[]]>([
    ['no file', [], 'USAGE', ['at least one file']],
    [
      'results of whole scans',
      [resultOf([]), shardOf(1, 2), resultOf([])],
      'SHARD_UNKNOWN',
      ['0.json: expected the result of a shard', '2.json: ', '--shard i/n'],
    ],
    [
      'an interrupted shard',
      [shardOf(1, 2), shardOf(2, 2, [], { interrupted: true, complete: false })],
      'SHARD_INTERRUPTED',
      ['1.json: expected all of shard 2/2, got an interrupted scan', 'Scan it again'],
    ],
    [
      'shards of different counts',
      [shardOf(1, 2), shardOf(2, 3), shardOf(3, 3)],
      'SHARD_COUNT_DIFFERS',
      [
        '1.json: expected a shard of 2, as in 0.json, got a shard of 3',
        '2.json: expected a shard of 2, as in 0.json, got a shard of 3',
        'the same n',
      ],
    ],
    [
      'shards of different scans',
      [shardOf(1, 2), resultOf([], shard(2, 2, 'sha256:0e'))],
      'SHARD_SCAN_DIFFERS',
      [
        '1.json: expected a shard of the scan sha256:0f, as in 0.json, got a shard of the scan sha256:0e',
        'the same references, options and configuration',
      ],
    ],
    [
      'shards of different rules',
      [shardOf(1, 2), shardOf(2, 2, [], { rulePack: 'sha256:01' })],
      'SHARD_RULES_DIFFER',
      [
        '1.json: expected the rules sha256:00, as in 0.json, got the rules sha256:01',
        'the same version of Stanch',
      ],
    ],
    [
      'a key of one run alone, though the other shard has another',
      [shardOf(1, 2), shardOf(2, 2, [], { key: { kid: '00000000', ephemeral: true } })],
      'SHARD_KEY_EPHEMERAL',
      ['1.json: expected a key that all shards have', 'Set STANCH_KEY for all shards'],
    ],
    [
      'shards under different keys',
      [shardOf(1, 2), shardOf(2, 2, [], { key: { kid: '00000000', ephemeral: false } })],
      'SHARD_KEY_DIFFERS',
      [
        '1.json: expected fingerprints under the key 3f9a1c2e, as in 0.json, got fingerprints under the key 00000000',
        'Set the same STANCH_KEY',
      ],
    ],
    [
      'a shard twice',
      [shardOf(2, 2), shardOf(1, 2), shardOf(2, 2)],
      'SHARD_TWICE',
      ['2.json: expected each shard once, got 2/2 as in 0.json', 'Leave one of the two out'],
    ],
    [
      'missing shards',
      [shardOf(4, 5), shardOf(2, 5)],
      'SHARD_MISSING',
      ['Expected all 5 shards, got 2; missing: 1/5, 3/5, 5/5.', 'Scan them'],
    ],
  ])('%s', ([, results, code, lines]) => check(results, code, ...lines))

  test('but a key of one run alone will do for one shard', () => {
    const finding = findingInHistory({}, { fingerprint: fingerprintFor(2) })
    expect(merge([shardOf(1, 1, [finding], ephemeral)])).toEqual(resultOf([finding], ephemeral))
  })
})
