import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createJsonReport } from '../../src/report/json-report.ts'
import { createJsonlReport } from '../../src/report/jsonl-report.ts'
import type { ScanResult } from '../../src/report/scan-result.ts'
import {
  findingInHistory,
  fingerprintFor,
  printResult,
  resultOf,
  shardOf,
} from '../report/sample-result.ts'
import { makeDirectory, run } from './run-stanch.ts'

const json = (result: ScanResult) => printResult(createJsonReport(), result)
const jsonl = (result: ScanResult) => printResult(createJsonlReport(), result)

const older = findingInHistory({ date: '2020-01-01T00:00:00.000Z' })
const newer = findingInHistory(
  { date: '2021-01-01T00:00:00.000Z', blob: 'b2' },
  { fingerprint: fingerprintFor(2) },
)
const files = {
  'one.json': json(shardOf(1, 2, [newer], { documents: 1 })),
  'two.jsonl': jsonl(shardOf(2, 2, [older], { documents: 2 })),
}

describe('merged', () => {
  const whole = resultOf([older, newer], { documents: 3, bytes: 8_400_000 })

  test.for([
    ['json', json(whole)],
    ['jsonl', jsonl(whole)],
  ] as const)(
    'as %s on standard output, whatever the order of the files',
    async ([format, text]) => {
      const cwd = makeDirectory(files)
      for (const names of [Object.keys(files), Object.keys(files).toReversed()]) {
        const ended = await run(['report', 'merge', ...names, '--format', format], { cwd })
        expect(ended).toEqual({ status: 1, stdout: text, stderr: '' })
      }
    },
  )

  test('as text, and as a further report in a file', async () => {
    const cwd = makeDirectory(files)
    const args = ['report', 'merge', '--report', 'json:whole.json', ...Object.keys(files)]
    expect((await run(args, { cwd })).stdout).toContain('2 secrets at 2 places')
    expect(readFileSync(join(cwd, 'whole.json'), 'utf8')).toBe(json(whole))
  })

  test.for<[string, ScanResult, number]>([
    ['0 where nothing was found', shardOf(1, 1), 0],
    ['1 where a secret was found', shardOf(1, 1, [older]), 1],
    ['2 where the scan was incomplete', shardOf(1, 1, [older], { complete: false }), 2],
  ])('exit status %s', async ([, result, status]) => {
    const cwd = makeDirectory({ 'one.json': json(result) })
    expect((await run(['report', 'merge', 'one.json'], { cwd })).status).toBe(status)
  })
})

describe('refused with exit status 2, before anything is written', () => {
  const one = json(shardOf(1, 2))
  const second = (coverage: Parameters<typeof shardOf>[3]) => json(shardOf(2, 2, [], coverage))

  test.for<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no file', {}, /missing required argument 'file'/],
    ['a file that is not JSON', { a: 'not JSON' }, /a: expected a result of stanch scan/],
    ['JSON of another shape', { a: '{}' }, /a: findings: expected a value/],
    [
      'jsonl that was cut off',
      { a: jsonl(shardOf(1, 1, [older])).split('\n', 1)[0]! },
      /a: expected a coverage line at the end, got 1 line without one/,
    ],
    ['the result of a whole scan', { a: json(resultOf([])) }, /a: expected the result of a shard/],
    ['a missing shard', { a: one }, /Expected all 2 shards, got 1; missing: 2\/2/],
    ['a shard twice', { a: one, b: one }, /b: expected each shard once, got 1\/2 as in a/],
    [
      'shards of another count',
      { a: one, b: json(shardOf(2, 3)) },
      /b: expected a shard of 2, as in a, got a shard of 3/,
    ],
    [
      'shards of another scan',
      { a: one, b: second({ shard: { index: 2, count: 2, of: 'sha256:0e' } }) },
      /b: expected a shard of the scan sha256:0f, as in a/,
    ],
    [
      'other rules',
      { a: one, b: second({ rulePack: 'sha256:01' }) },
      /b: expected the rules sha256:00, as in a/,
    ],
    [
      'another key',
      { a: one, b: second({ key: { kid: '00000000', ephemeral: false } }) },
      /b: expected fingerprints under the key 3f9a1c2e, as in a/,
    ],
    [
      'a key of one run alone',
      { a: one, b: second({ key: { kid: '3f9a1c2e', ephemeral: true } }) },
      /b: expected a key that all shards have.*\n.*STANCH_KEY/,
    ],
    [
      'an interrupted shard',
      { a: one, b: second({ interrupted: true, complete: false }) },
      /b: expected all of shard 2\/2, got an interrupted scan/,
    ],
  ])('%s', async ([, given, message]) => {
    const cwd = makeDirectory(given)
    const args = ['report', 'merge', ...Object.keys(given), '--report', 'json:whole.json']
    const { status, stdout, stderr } = await run(args, { cwd })
    expect(stderr).toMatch(message)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(existsSync(join(cwd, 'whole.json'))).toBe(false)
  })

  test('a file that is not there', async () => {
    const { status, stderr } = await run(['report', 'merge', 'missing'], { cwd: makeDirectory() })
    expect(stderr).toMatch(/missing cannot be read: ENOENT/)
    expect(status).toBe(2)
  })
})
