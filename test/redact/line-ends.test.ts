import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { ordinaryRecords, plantedKinds, plantedLine } from '../bench/log-lines.ts'
import { RandomText } from '../bench/random-text.ts'
import { bytesOf, makeRedactor, redactText, textOf } from './make-redactor.ts'

const redactor = makeRedactor()
const github = assembleSample('<[g]:1>hp_<base62:30><crc32-base62>', seededRandom(5)).text
const head = github.slice(0, 15)
const tail = github.slice(15)

function record(log: string, stream = 'stdout'): string {
  return `${JSON.stringify({ log, stream, time: '2026-03-01T10:00:00Z' })}\n`
}

/** Logs of the records of an output. */
function logsOf(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { log: string }).log)
}

function redactLogs(logs: readonly string[]): string[] {
  return logsOf(redactText(redactor, logs.map((log) => record(log)).join('')))
}

const unended = Array.from({ length: 8 }, (_, at) => `request ${at} served`)

test('records whose lines have no ends are redacted as those that have them', () => {
  const text = new RandomText(11)
  const lines = Array.from({ length: 400 }, (_, at) =>
    at % 5 === 2
      ? plantedLine(at % plantedKinds, text, new Date(at * 1000))
      : text.pick(ordinaryRecords)(text, new Date(at * 1000)),
  )
  const ended = redactLogs(lines.map((line) => `${line}\n`)).map((log) => log.slice(0, -1))
  expect(redactLogs(lines)).toEqual(ended)
  expect(ended).not.toEqual(lines)
})

test('a value at the end of a line is none of the next line', () => {
  const value = assembleSample('<base62:4><digits:2><base62:12>', seededRandom(6)).text
  const logs = redactLogs([`password=${value}`, '203.240.98.110 - - served', ...unended])
  expect(logs[0]).toMatch(/^password=\[stanch:[^\]]+\]$/)
  expect(logs[1]).toBe('203.240.98.110 - - served')
})

test.for([
  ['short, before it is known', [head, `${tail}\n`]],
  ['seven short ones', [...github.slice(0, 6), github.slice(6), ' said\n']],
  ['behind ended lines', [...unended.map((log) => `${log}\n`), head, `${tail} said\n`]],
  ['as long as Docker has them', [`${'a line of it '.repeat(1300)}${head}`, `${tail} said\n`]],
  ['as long, in a source without line ends', [...unended, `${'a line of it '.repeat(1300)}${head}`, tail]],
] as const)('pieces of one line: %s', ([, logs]) => {
  const text = redactLogs(logs).join('')
  expect(text).toContain('[stanch:github-')
  expect(text).not.toContain(tail.slice(0, 8))
}) // prettier-ignore

test('what is waited for is a row of one stream', () => {
  const stream = redactor.openRecords()
  const push = (log: string, name?: string) => stream.push(bytesOf(record(log, name))).length
  for (let at = 0; at < 7; at++) {
    expect(push('a')).toBe(0)
    expect(push('b', 'stderr')).toBe(0)
  }
  expect(stream.heldRecords).toBe(14)
  expect(push('a')).toBe(15)
  expect(push('b', 'stderr')).toBe(1)
  expect(stream.isOpen).toBe(false)
})

test('pieces that were let go one by one count as well', () => {
  const stream = redactor.openRecords()
  for (const log of unended.slice(0, 7)) {
    expect([...stream.push(bytesOf(record(log))), ...stream.cut()].length).toBe(1)
  }
  const last = `${'word '.repeat(3)}rt=0.404 id=ab12cd34ef56`
  expect(stream.push(bytesOf(record(last))).length).toBe(0)
  expect(logsOf(stream.cut().map(textOf).join(''))).toEqual([last])
  expect(stream.push(bytesOf(record(last))).length).toBe(1)
})

test('a line end begins the count anew', () => {
  const stream = redactor.openRecords()
  for (let at = 0; at < 30; at++) {
    expect(stream.push(bytesOf(record('a'))).length).toBe(0)
    expect(stream.push(bytesOf(record('b\n'))).length).toBe(2)
  }
})

test('a key leaves its records the ends of their lines, and has the token that it has alone', () => {
  const { text } = assembleSample(
    '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:12>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧',
    seededRandom(7),
  )
  const lines = text.replaceAll(/[⟦⟧]/g, '').split('\n')
  const alone = /\[stanch:[^\]]+\]/.exec(redactText(redactor, `${lines.join('\n')}\n`))![0]
  const ends = lines.map(() => '\n')
  expect(redactLogs(lines.map((line) => `${line}\n`)).join('')).toBe(alone + ends.join(''))
  expect(redactLogs(lines).join('')).toBe(alone)
})
