import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { loadRedactor } from '../../dist/scan/load-redactor.js'
import { loadRegexEngine, readRulePack } from '../../dist/scan/load-engine.js'
import { parseFingerprintKey } from '../../dist/text/fingerprint.js'
import type { HistoryPeer } from '../../dist/build/accuracy-peers.js'
import { measure, median, type Command } from './measure.ts'
import { makeSubject, type Subject } from './subjects.ts'

export const redactColumns = ['what', 'input', 'median', 'MB/s', 'peak', 'checked'] as const

const key = 'ab'.repeat(32)
const program = join(import.meta.dirname, '../bin/main.js')
const chunkBytes = 1 << 16

/** The filter itself, the whole process, and what others take for the same input. */
export function benchRedact(
  scale: number,
  runs: number,
  peers: readonly HistoryPeer[],
): string[][] {
  const log = makeSubject('log', scale)!
  return [
    benchPush(log, runs),
    benchProcess(log, runs),
    ...peers.filter(({ name }) => name === 'gitleaks').map((peer) => benchGitleaks(log, peer)),
    benchNaive(log),
  ]
}

/** `push()` in this process, after one unmeasured run. */
function benchPush(log: Subject, runs: number): string[] {
  let masked = 0
  const redactor = loadRedactor({
    keys: [parseFingerprintKey(key, 'bench')],
    onMasked: () => masked++,
  })
  const times = Array.from({ length: runs + 1 }, () => {
    masked = 0
    const stream = redactor.openBytes()
    let spentMs = 0
    for (const chunk of chunksOf(log.path)) {
      const start = performance.now()
      stream.push(chunk)
      spentMs += performance.now() - start
    }
    const start = performance.now()
    stream.end()
    return spentMs + performance.now() - start
  })
  check(masked, log)
  return row('push(), 64 KiB at a time', log, median(times.slice(1)), undefined, `${masked} masked`)
}

/** `stanch redact < file > file`. */
function benchProcess(log: Subject, runs: number): string[] {
  const command: Command = {
    program: process.execPath,
    args: [program, 'redact', '--metrics', 'metrics'],
    input: log.path,
    goodStatuses: [0],
    variables: { STANCH_KEY: key },
  }
  const directory = join(log.path, '..', 'redact')
  const all = Array.from({ length: runs + 1 }, () => measure(command, makeDirectory(directory)))
  const masked = maskedIn(join(directory, 'metrics'))
  check(masked, log)
  const peak = Math.max(...all.map(({ peakBytes = 0 }) => peakBytes))
  const wallMs = median(all.slice(1).map((one) => one.wallMs))
  return row('stanch redact < file', log, wallMs, peak, `${masked} masked`)
}

/** It only finds, and tells when all is over. */
function benchGitleaks(log: Subject, { path }: HistoryPeer): string[] {
  const directory = makeDirectory(join(log.path, '..', 'gitleaks-stdin'))
  const command: Command = {
    program: path,
    args: ['stdin', '--no-banner', '--exit-code', '0', '-r', 'report.json', '-f', 'json'],
    input: log.path,
    goodStatuses: [0],
  }
  const { wallMs, peakBytes } = measure(command, directory)
  const found = (JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')) as unknown[])
    .length
  return row('gitleaks stdin, one run', log, wallMs, peakBytes, `${found} found`)
}

/** What one would write first: every pattern of every rule over every line, with RE2. On the first lines only. */
function benchNaive(log: Subject): string[] {
  const regex = loadRegexEngine(() => undefined)
  const patterns = readRulePack().rules.map(({ pattern }) => regex.compile(pattern))
  const text = readHead(log.path, 1 << 19)
  const start = performance.now()
  let found = 0
  for (const line of text.split('\n')) {
    for (const pattern of patterns) if (pattern.search(line, 0)) found++
  }
  const wallMs = performance.now() - start
  return [
    'all patterns over each line, RE2, 0.5 MB',
    '0.5 MB',
    `${(wallMs / 1000).toFixed(2)} s`,
    (text.length / 1000 / wallMs).toFixed(1),
    '',
    `${found} matches`,
  ]
}

/** How long an interactive line takes through a running filter: milliseconds. */
export async function benchLatency(lines: number): Promise<string[][]> {
  const child = spawn(process.execPath, [program, 'redact'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, STANCH_KEY: key },
  })
  const times: number[] = []
  let resolve = () => undefined as void
  child.stdout.on('data', () => resolve())
  for (let turn = 0; turn < lines + 100; turn++) {
    const start = performance.now()
    const answer = new Promise<void>((done) => (resolve = done))
    child.stdin.write(
      `2026-01-01T00:00:00Z INFO [worker-${turn % 7}] request ${turn} token=abc done\n`,
    )
    await answer
    times.push(performance.now() - start)
    await new Promise((done) => setTimeout(done, 1))
  }
  child.stdin.end()
  const sorted = times.slice(100).toSorted((left, right) => left - right)
  const at = (share: number) => `${sorted[Math.floor(sorted.length * share)]!.toFixed(2)} ms`
  return [['one line, there and back', `${lines} lines`, at(0.5), '', '', `p99 ${at(0.99)}`]]
}

function row(
  what: string,
  { bytes }: Subject,
  wallMs: number,
  peak: number | undefined,
  note: string,
): string[] {
  return [
    what,
    `${Math.round(bytes / 1e6)} MB`,
    `${(wallMs / 1000).toFixed(2)} s`,
    (bytes / 1000 / wallMs).toFixed(0),
    peak === undefined ? '' : `${Math.round(peak / 1e6)} MB`,
    note,
  ]
}

/** No figure of a run that let something through. */
function check(masked: number, { planted, title }: Subject): void {
  if (masked < planted!.length) {
    throw new Error(`${title}: ${masked} masked, but ${planted!.length} planted`)
  }
}

function maskedIn(path: string): number {
  const counts = readFileSync(path, 'utf8').matchAll(/^stanch_redact_masked_total\{.*\} (\d+)$/gm)
  return Array.from(counts, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0)
}

function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(chunkBytes)
    const length = readSync(file, chunk, 0, chunkBytes, null)
    if (length === 0) break
    yield chunk.subarray(0, length)
  }
  closeSync(file)
}

function readHead(path: string, bytes: number): string {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(bytes)
  readSync(file, buffer, 0, bytes, 0)
  closeSync(file)
  return buffer.toString('latin1')
}

function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}
