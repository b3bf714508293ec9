import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadRedactor } from '../../dist/scan/load-redactor.js'
import { parseFingerprintKey } from '../../dist/text/fingerprint.js'
import { ordinaryRecords, plantedLine } from './log-lines.ts'
import { RandomText } from './random-text.ts'

/** What a topic is filled with, and what must come out. */
export interface KafkaLog {
  /** File of lines, each a record. */
  readonly path: string
  /** The same as the redactor alone makes of it, each record by itself. */
  readonly expectedPath: string
  /** Of a record, in the mean. */
  readonly meanBytes: number
  readonly planted: number
}

const linesWanted = 40_000
/** Between one planted secret and the next. */
const plantedEvery = 512
const startTime = Date.UTC(2026, 0, 5)

/**
 * Log lines as a collector sends them: in JSON, with where they are from.
 *
 * @param key of the tokens
 * @throws Error when a planted secret is left
 */
export function makeKafkaLog(directory: string, key: string): KafkaLog {
  const text = new RandomText(5)
  const secrets: string[] = []
  const lines = Array.from({ length: linesWanted }, (_, at) => {
    const time = new Date(startTime + at)
    const line =
      at % plantedEvery === plantedEvery >> 1
        ? plantedLine(secrets.length, text, time, (secret) => secrets.push(secret))
        : text.pick(ordinaryRecords)(text, time)
    return enveloped(line, text, time)
  })
  const expected = redactAlone(lines, key)
  check(expected.join('\n'), secrets)
  const log = { path: join(directory, 'raw'), expectedPath: join(directory, 'clean') }
  writeFileSync(log.path, lines.join('\n'), 'latin1')
  writeFileSync(log.expectedPath, expected.join('\n'), 'latin1')
  const bytes = lines.reduce((sum, line) => sum + line.length, 0)
  return { ...log, meanBytes: Math.round(bytes / lines.length), planted: secrets.length }
}

/** By no names that say that a line may be cut: then the next would be read with it. */
function enveloped(message: string, text: RandomText, time: Date): string {
  return JSON.stringify({
    '@timestamp': time.toISOString(),
    kubernetes: {
      namespace: text.pick(['shop', 'shop-staging', 'monitoring']),
      pod: `app-${text.below(90)}-${text.run('digits', 5)}`,
      node: `node-${text.below(40)}.internal`,
    },
    message,
  })
}

function redactAlone(lines: readonly string[], key: string): string[] {
  const redactor = loadRedactor({ keys: [parseFingerprintKey(key, 'bench')], readsOn: false })
  return lines.map((line) => {
    const stream = redactor.openRecords()
    const output = [...stream.push(Buffer.from(line, 'latin1')), ...stream.end()]
    return Buffer.concat(output).toString('latin1')
  })
}

function check(text: string, secrets: readonly string[]): void {
  const left = secrets.filter((secret) => text.includes(secret))
  if (left.length > 0) throw new Error(`${left.length} of ${secrets.length} planted are in clear`)
}
