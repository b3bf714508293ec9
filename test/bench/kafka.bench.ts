import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startBroker, type Broker } from './kafka-broker.ts'
import { makeKafkaLog } from './kafka-log.ts'
import { KafkaTool } from './kafka-tool.ts'
import { measure, median, type Measurement } from './measure.ts'
import { cacheDirectory } from './subjects.ts'

export const kafkaColumns = [
  'what',
  'records',
  'median',
  'records/s',
  'per CPU s',
  'MB/s',
  'peak',
  'checked',
] as const

const key = 'ab'.repeat(32)
const program = join(import.meta.dirname, '../bin/main.js')
const partitions = 4

/**
 * `stanch redact kafka` from one topic to another of a broker on this machine, which takes its part of the processor: so
 * the worker's own processor time is shown, too, its start and the broker's answers included.
 *
 * @throws Error when a record is missing, in another place, or not as the redactor alone makes it
 */
export async function benchKafka(scale: number, runs: number): Promise<string[][]> {
  const directory = join(cacheDirectory, 'kafka')
  mkdirSync(directory, { recursive: true })
  const log = makeKafkaLog(directory, key)
  const count = Math.round(600_000 * scale)
  const filling = { partitions, count, path: log.path }
  const broker = await startBroker()
  const kafka = new KafkaTool(broker)
  try {
    await kafka.create('raw', partitions)
    await kafka.fill('raw', filling)
    const all: Measurement[] = []
    for (let run = 0; run <= runs; run++) {
      const to = `clean-${run}`
      await kafka.create(to, partitions)
      all.push(redactTopic(broker, to, directory))
      const faults = await kafka.compare(to, { ...filling, path: log.expectedPath })
      if (faults.length > 0) throw new Error(`stanch redact kafka: ${faults.join('; ')}`)
    }
    return [row(all.slice(1), count, log.meanBytes, log.planted)]
  } finally {
    kafka.stop()
    await broker.stop()
  }
}

function redactTopic({ address }: Broker, to: string, directory: string): Measurement {
  const names = ['--brokers', address, '--from', 'raw', '--to', to, '--group', to]
  const command = {
    program: process.execPath,
    args: [program, 'redact', 'kafka', ...names, '--until-end'],
    input: undefined,
    goodStatuses: [0],
    variables: { STANCH_KEY: key },
  }
  return measure(command, directory)
}

function row(
  all: readonly Measurement[],
  count: number,
  meanBytes: number,
  planted: number,
): string[] {
  const wallMs = median(all.map((one) => one.wallMs))
  const peak = Math.max(...all.map(({ peakBytes = 0 }) => peakBytes))
  const cpuMs = median(all.map((one) => one.cpuMs ?? NaN))
  const perSecond = (ms: number) => Math.round((count / ms) * 1000).toLocaleString('en-US')
  return [
    `stanch redact kafka, ${partitions} partitions`,
    `${count.toLocaleString('en-US')} of ${meanBytes} bytes`,
    `${(wallMs / 1000).toFixed(2)} s`,
    perSecond(wallMs),
    Number.isNaN(cpuMs) ? '' : perSecond(cpuMs),
    ((count * meanBytes) / 1000 / wallMs).toFixed(1),
    peak === 0 ? '' : `${Math.round(peak / 1e6)} MB`,
    `all there, in order; no secret of ${planted} in clear`,
  ]
}
