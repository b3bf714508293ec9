import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { ordinaryRecords, plantedLine } from '../bench/log-lines.ts'
import { RandomText } from '../bench/random-text.ts'
import { makeDirectory, program, testKey } from './run-stanch.ts'

const peakBytesMax = 250e6
const megabyte = 1 << 20

/** Lines of a log, about one MiB, two secrets among them. */
function logLines(): Buffer {
  const text = new RandomText(11)
  const time = new Date(0)
  const lines: string[] = []
  for (let length = 0; length < megabyte; length += lines.at(-1)!.length + 1)
    lines.push(text.pick(ordinaryRecords)(text, time))
  lines.splice(lines.length >> 1, 0, plantedLine(0, text, time), plantedLine(3, text, time))
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1')
}

/** Members of a JSON list, without a line feed. */
function jsonItems(): Buffer {
  const text = new RandomText(12)
  const items = Array.from({ length: 4000 }, (_, id) => ({ id, note: text.run('base64', 80) }))
  return Buffer.from(
    items.map((item) => `${JSON.stringify(item)},`).join('') + plantedLine(3, text, new Date(0)),
  )
}

function open() {
  const child = spawn(process.execPath, [program, 'redact'], {
    cwd: makeDirectory({}),
    env: { PATH: process.env['PATH'], STANCH_KEY: testKey },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The largest resident set of a running process until now. */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
}

const isLinux = existsSync('/proc/self/status')

test.runIf(isLinux).for([
  ['a log', logLines, 200],
  ['one line of JSON', jsonItems, 40],
  ['bytes that are no text', () => Buffer.from(Uint8Array.from({ length: megabyte }, (_, at) => (at * at * 31) >> 7)), 150],
] as const)('%s of many megabytes takes no more memory than a short one', { timeout: 120_000 }, async ([, make, count]) => {
  const child = open()
  const part = make()
  let outputBytes = 0
  child.stdout.on('data', (chunk: Buffer) => (outputBytes += chunk.length))
  for (let at = 0; at < count; at++) {
    if (!child.stdin.write(part)) await new Promise((resolve) => child.stdin.once('drain', resolve))
  }
  // All but what is held back of a line that has no end.
  while (outputBytes < part.length * count - 2 * megabyte) await sleep(10)
  expect(peakOf(child.pid!)).toBeLessThan(peakBytesMax)
  child.stdin.end()
  await new Promise((resolve) => child.once('close', resolve))
  expect(outputBytes).toBeGreaterThan(part.length * count - megabyte)
}) // prettier-ignore

test.runIf(isLinux)(
  'a reader that is slow slows down the writer',
  { timeout: 60_000 },
  async () => {
    const child = open()
    const part = logLines()
    const count = 64
    let accepted = 0
    const writing = (async () => {
      for (let at = 0; at < count; at++, accepted++) {
        if (!child.stdin.write(part))
          await new Promise((resolve) => child.stdin.once('drain', resolve))
      }
      child.stdin.end()
    })()
    await sleep(1500)
    expect(accepted).toBeLessThan(8)
    expect(peakOf(child.pid!)).toBeLessThan(peakBytesMax)
    const parts: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => parts.push(chunk))
    await writing
    await new Promise((resolve) => child.once('close', resolve))
    const output = Buffer.concat(parts)
    const lines = output.toString('latin1').split('\n')
    expect(lines.length - 1).toBe(count * part.toString('latin1').split('\n').length - count)
    expect(lines.filter((line) => line.includes('[stanch:'))).toHaveLength(2 * count)
  },
)
