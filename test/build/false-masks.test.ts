import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scanLog, type Mask } from '../../src/build/false-masks-scan.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { makeEngine } from '../engine/real-pack.ts'

const directory = mkdtempSync(join(tmpdir(), 'stanch-false-masks-'))
afterAll(() => rmSync(directory, { recursive: true }))

const engine = makeEngine()
const token = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(9)).text

function write(name: string, text: string): string {
  const path = join(directory, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

const placeOf = ({ rule, line, before, value, behind }: Mask) => ({
  rule,
  line,
  before,
  value,
  behind,
})

test('a mask is told with its line, in both ways of reading', () => {
  const path = write('a.log', `one\nuser=x t=${token} end\n\nthree`)
  const { records, bytes, byRecord, whole } = scanLog(engine, path, 'medium')
  expect({ records, bytes }).toEqual({ records: 4, bytes: 64 })
  const mask = { rule: 'github-token', line: 2, before: 'user=x t=', value: token, behind: ' end' }
  expect(byRecord.map(placeOf)).toEqual([mask])
  expect(whole.map(placeOf)).toEqual([mask])
})

test('a record by itself does not see its neighbours', () => {
  const path = write(
    'b.log',
    `password:\n  "${assembleSample('<base62:18>', seededRandom(2)).text}"\n`,
  )
  const { byRecord, whole } = scanLog(engine, path, 'medium')
  expect([byRecord.length, whole.length]).toEqual([0, 1])
})

test('records that lie over the limits of what is read at once are whole', () => {
  const filler = 'x'.repeat(4094)
  const path = write('c.log', `${`${filler}\n`.repeat(1024)}${'y'.repeat(1000)} ${token}\n`)
  const { records, byRecord } = scanLog(engine, path, 'medium')
  expect(records).toBe(1025)
  expect(byRecord.map(({ line }) => line)).toEqual([1025])
})

test('an empty log has no records', () => {
  expect(scanLog(engine, write('d.log', ''), 'medium')).toEqual({
    records: 0,
    bytes: 0,
    byRecord: [],
    whole: [],
  })
})

test('the command counts by source and rule, and only its list shows values', () => {
  write('sources/one/x.log', `t=${token}\nt=${token}\n`)
  write('sources/two/deep/y.log', 'nothing\n')
  const list = join(directory, 'list.jsonl')
  const program = join(import.meta.dirname, '../../dist/build/false-masks.js')
  const args = [program, join(directory, 'sources'), '--each', '--list', list]
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
  expect(output).toMatch(/^ +one +1 +2 +86 +2 +2 +1$/m)
  expect(output).toMatch(/^ +two +1 +1 +8 +0 +0 +0$/m)
  expect(output).toMatch(/^ +github-token +2 +2 +1$/m)
  expect(output).not.toContain(token)
  const lines = readFileSync(list, 'utf8').trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as Mask).value)).toEqual([
    token,
    token,
    token,
    token,
  ])
  expect(statSync(list).mode & 0o077).toBe(0)
})
