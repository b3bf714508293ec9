import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { assembleSample, seededRandom } from '../../dist/rules/sample.js'
import { measure, median } from './measure.ts'
import { RandomText } from './random-text.ts'
import { cacheDirectory } from './subjects.ts'
import { commandOfStanch, readReportOfStanch } from './tools.ts'

export const exportColumns = ['export', 'command', 'median', 'MB/s', 'CPU', 'MB/CPU s', 'peak', 'found'] as const // prettier-ignore

const plantedEvery = 5000

/** What is written of an export, record by record. */
interface ExportSubject {
  readonly name: string
  readonly head: string
  readonly separator: string
  readonly tail: string
  /** @param secret to be planted, else nothing */
  readonly record: (at: number, text: RandomText, secret: string | undefined) => object
  /** What the finding of a record must say. */
  readonly saidOf: (at: number) => string
}

const subjects: readonly ExportSubject[] = [
  {
    name: 'slack/general/2025-01-24.json',
    head: '[',
    separator: ',\n',
    tail: ']',
    record: slackMessage,
    saidOf: tsOf,
  },
  {
    name: 'telegram/result.json',
    head: '{"name":"Ann","type":"personal_chat","id":1,"messages":[',
    separator: ',',
    tail: ']}',
    record: telegramMessage,
    saidOf: String,
  },
]

/**
 * `stanch scan export` of generated exports, and `stanch scan` of the same bytes. Secrets are cut as the format cuts, so
 * that `stanch scan` has to miss them.
 *
 * @throws Error when a secret is missed, or told with another record
 */
export function benchExports(scale: number, runs: number): string[][] {
  const directory = join(cacheDirectory, 'exports')
  return subjects.flatMap((subject) => {
    const path = join(directory, subject.name)
    const { bytes, planted } = generate(subject, path, 200e6 * scale)
    return [
      ['scan', 'export', path],
      ['scan', path],
    ].map((words) => {
      const all = Array.from({ length: runs + 1 }, () => measure(commandOfStanch(words), directory))
      const { findings } = readReportOfStanch(directory)
      const isExport = words.includes('export')
      const records = findings.map(({ origin }) => ('record' in origin ? origin.record : undefined))
      if (isExport && planted.join() !== records.toSorted(inOrder).join()) {
        throw new Error(`${subject.name}: ${records.length} of ${planted.length}, or elsewhere`)
      }
      const wallMs = median(all.slice(1).map((one) => one.wallMs))
      const cpuMs = median(all.slice(1).map((one) => one.cpuMs ?? NaN))
      const peak = Math.max(...all.map(({ peakBytes = 0 }) => peakBytes))
      return [
        `${subject.name}, ${Math.round(bytes / 1e6)} MB`,
        isExport ? 'scan export' : 'scan',
        `${(wallMs / 1000).toFixed(2)} s`,
        (bytes / 1000 / wallMs).toFixed(0),
        `${(cpuMs / 1000).toFixed(2)} s`,
        (bytes / 1000 / cpuMs).toFixed(0),
        `${Math.round(peak / 1e6)} MB`,
        `${findings.length} of ${planted.length}`,
      ]
    })
  })
}

function generate(subject: ExportSubject, path: string, size: number) {
  const text = new RandomText(5)
  const random = seededRandom(6)
  const planted: string[] = []
  mkdirSync(join(path, '..'), { recursive: true })
  const file = openSync(path, 'w')
  let bytes = 0
  let block = subject.head
  for (let at = 0; bytes + block.length < size; at++) {
    const isPlanted = at % plantedEvery === plantedEvery / 2
    const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
    if (isPlanted) planted.push(subject.saidOf(at))
    const record = JSON.stringify(subject.record(at, text, isPlanted ? secret : undefined))
    block += (at === 0 ? '' : subject.separator) + record
    if (block.length > 1 << 20) {
      bytes += writeSync(file, block)
      block = ''
    }
  }
  bytes += writeSync(file, block + subject.tail)
  closeSync(file)
  return { bytes, planted: planted.toSorted(inOrder) }
}

function inOrder(left: string | undefined, right: string | undefined): number {
  return String(left) < String(right) ? -1 : 1
}

const words = 'the deploy of this branch failed again please look at the review and merge it'.split(' ') // prettier-ignore

function prose(text: RandomText): string {
  return Array.from({ length: 16 }, () => text.pick(words)).join(' ')
}

function tsOf(at: number): string {
  return `${1_700_000_000 + at}.000100`
}

function slackMessage(at: number, text: RandomText, secret: string | undefined): object {
  const said = prose(text)
  const parts = secret === undefined ? [said, ' ', 'now'] : [said, ` ${secret.slice(0, 9)}`, secret.slice(9)] // prettier-ignore
  const elements = parts.map((part, turn) => ({
    type: 'text',
    text: part,
    ...(turn === 1 && { style: { bold: true } }),
  }))
  return {
    client_msg_id: text.run('hex', 32),
    type: 'message',
    text: said,
    user: 'U06NU4E26M9',
    ts: tsOf(at),
    blocks: [
      {
        type: 'rich_text',
        block_id: text.run('hex', 5),
        elements: [{ type: 'rich_text_section', elements }],
      },
    ],
    team: 'T06NRA6HM3P',
    user_profile: { avatar_hash: text.run('hex', 12), real_name: 'Ann Lee', name: 'ann' },
  }
}

function telegramMessage(at: number, text: RandomText, secret: string | undefined): object {
  const said = prose(text)
  const link = { type: 'bold', text: secret === undefined ? 'now' : secret.slice(0, 9) }
  const parts = [`${said} `, link, secret === undefined ? ' or never' : secret.slice(9)]
  return {
    id: at,
    type: 'message',
    date: '2025-01-01T10:00:00',
    date_unixtime: '1735725600',
    from: 'Ann Lee',
    from_id: 'user123456',
    text: parts,
    text_entities: parts.map((part) =>
      typeof part === 'string' ? { type: 'plain', text: part } : part,
    ),
  }
}
