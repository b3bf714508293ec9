import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readPeerReport, type HistoryPeer } from '../../dist/build/accuracy-peers.js'
import { measure, type Command } from './measure.ts'
import { cacheDirectory, makeSubject, type Subject } from './subjects.ts'
import { commandOfStanch, readReportOfStanch, toolOfPeer } from './tools.ts'

export const proofColumns = [
  'what',
  'time',
  'MB/s',
  'peak',
  'of planted',
  'elsewhere',
  'result',
] as const

export interface Proof {
  readonly rows: string[][]
  /** What contradicts the claim. */
  readonly failures: readonly string[]
}

/** A finding in the redacted log, without what it found. */
interface Remainder {
  readonly line: number
  readonly rule: string
  readonly isPlanted: boolean
}

const variables = { STANCH_KEY: 'ab'.repeat(32) }
const token = /\[stanch:[a-z0-9-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/g
const shownMax = 20

/**
 * Redacts a log with planted secrets, and has scanners look for what is left of them. A finding that is a token, or a part
 * of one, is none.
 */
export function proveRedaction(scale: number, peers: readonly HistoryPeer[]): Proof {
  const log = makeSubject('large', scale)!
  const planted = new Set(log.planted!.map((place) => Number(place.slice(1))))
  const directory = makeDirectory('redacted')
  const redacted = measure(commandOfRedact(log), directory)
  const output = join(directory, 'output')
  const comparison = compareLines(log.path, output, planted)
  const subject: Subject = { ...log, path: output, bytes: statSync(output).size }
  const before = scanByStanch(log, 'before', planted, undefined)
  const looks = [
    scanByStanch(subject, 'after', planted, comparison.lines),
    ...peers.map((peer) => scanByPeer(peer, subject, planted, comparison.lines)),
  ]
  rmSync(output)
  const left = looks.flatMap(({ name, found }) =>
    found
      .filter(({ isPlanted }) => isPlanted)
      .map(({ line, rule }) => `${name} finds ${rule} in planted line ${line}`),
  )
  return {
    rows: [
      [
        'stanch redact < log',
        ...timesOf(log, redacted),
        `${comparison.changed} of ${planted.size}`,
        String(comparison.changedElsewhere.length),
        `${comparison.count} lines`,
      ],
      rowOf(before, log, planted, 'found before'),
      ...looks.map((look) => rowOf(look, subject, planted, 'found after')),
    ],
    failures: [
      ...comparison.failures,
      ...comparison.changedElsewhere
        .slice(0, shownMax)
        .map((line) => `line ${line} has nothing planted and was changed`),
      ...left.slice(0, shownMax),
      ...(left.length > shownMax ? [`and ${left.length - shownMax} more`] : []),
    ],
  }
}

function commandOfRedact({ path }: Subject): Command {
  const program = join(import.meta.dirname, '../bin/main.js')
  return {
    program: process.execPath,
    args: [program, 'redact'],
    input: path,
    goodStatuses: [0],
    variables,
  }
}

interface Look {
  readonly name: string
  readonly found: readonly Remainder[]
  readonly measured: ReturnType<typeof measure>
}

/** @param lines planted lines as they are now; undefined: the log as it was, where all that is found counts */
function scanByStanch(
  { path }: Subject,
  name: string,
  planted: ReadonlySet<number>,
  lines: ReadonlyMap<number, string> | undefined,
): Look {
  const directory = makeDirectory(`stanch-${name}`)
  const measured = measure({ ...commandOfStanch(['scan', path]), variables }, directory)
  const found = readReportOfStanch(directory).findings.map(({ line, column, endColumn, rule }) => ({
    line,
    rule,
    text: lines?.get(line)?.slice(column - 1, endColumn - 1) ?? '',
  }))
  return { name: 'stanch scan', measured, found: withoutTokens(found, planted, lines) }
}

function scanByPeer(
  peer: HistoryPeer,
  { path }: Subject,
  planted: ReadonlySet<number>,
  lines: ReadonlyMap<number, string>,
): Look {
  const directory = makeDirectory(`${peer.name}-after`)
  const tool = toolOfPeer(peer)
  const measured = measure(tool.commandFor(path, undefined, directory), directory)
  const found = readPeerReport(peer, join(directory, 'report.json'))
  return { name: peer.name, measured, found: withoutTokens(found, planted, lines) }
}

function withoutTokens(
  found: readonly { readonly line: number; readonly rule: string; readonly text: string }[],
  planted: ReadonlySet<number>,
  lines: ReadonlyMap<number, string> | undefined,
): Remainder[] {
  return found
    .filter(({ line, text }) => !lines || !isOfTokens(text, lines.get(line) ?? ''))
    .map(({ line, rule }) => ({ line, rule, isPlanted: planted.has(line) }))
}

/** Whether a text is a token of the line, a part of one, or such with what stands around it but nothing of a secret. */
function isOfTokens(text: string, line: string): boolean {
  const tokens = line.match(token) ?? []
  if (text !== '' && tokens.some((one) => one.includes(text))) return true
  return tokens.some((one) => text.includes(one)) && text.replaceAll(token, '').length < 8
}

interface Comparison {
  readonly count: number
  /** Planted lines that are not as they were. */
  readonly changed: number
  readonly changedElsewhere: readonly number[]
  /** Planted lines as they are now. */
  readonly lines: ReadonlyMap<number, string>
  readonly failures: readonly string[]
}

function compareLines(from: string, to: string, planted: ReadonlySet<number>): Comparison {
  const left = linesOf(from)
  const right = linesOf(to)
  const lines = new Map<number, string>()
  const changedElsewhere: number[] = []
  let changed = 0
  for (let number = 1; ; number++) {
    const [before, after] = [left.next(), right.next()]
    if (before.done || after.done) {
      const failures = before.done && after.done ? [] : ['the number of lines has changed']
      if (changed < planted.size)
        failures.push(`${planted.size - changed} planted lines came through as they were`)
      return { count: number - 1, changed, changedElsewhere, lines, failures }
    }
    const isSame = before.value === after.value
    if (planted.has(number)) {
      lines.set(number, after.value)
      if (!isSame) changed++
    } else if (!isSame) changedElsewhere.push(number)
  }
}

/** Lines of a file, one character per byte, with their line feeds. */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(1 << 22)
  let rest = ''
  for (let length; (length = readSync(file, buffer, 0, buffer.length, null)) > 0;) {
    const lines = `${rest}${buffer.toString('latin1', 0, length)}`.split(/(?<=\n)/)
    rest = lines.at(-1)!.endsWith('\n') ? '' : lines.pop()!
    yield* lines
  }
  if (rest !== '') yield rest
  closeSync(file)
}

function rowOf(
  { name, found, measured }: Look,
  subject: Subject,
  planted: ReadonlySet<number>,
  result: string,
): string[] {
  const ofPlanted = new Set(found.filter(({ isPlanted }) => isPlanted).map(({ line }) => line)).size
  const elsewhere = found.filter(({ isPlanted }) => !isPlanted).length
  return [
    name,
    ...timesOf(subject, measured),
    `${ofPlanted} of ${planted.size}`,
    String(elsewhere),
    result,
  ]
}

function timesOf({ bytes }: Subject, { wallMs, peakBytes }: ReturnType<typeof measure>): string[] {
  return [
    `${(wallMs / 1000).toFixed(1)} s`,
    (bytes / 1000 / wallMs).toFixed(0),
    peakBytes === undefined ? '' : `${Math.round(peakBytes / 1e6)} MB`,
  ]
}

function makeDirectory(name: string): string {
  const path = join(cacheDirectory, 'redact-proof', name)
  mkdirSync(path, { recursive: true })
  return path
}
