import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { KafkaRecord } from '../../dist/stream/kafka/kafka-record.js'
import type { Broker } from './kafka-broker.ts'

/** A record with the partition it is or goes in; below 0 the client chooses. */
export interface PlacedRecord extends KafkaRecord {
  readonly partition: number
}

/** What a topic is filled with. */
export interface Filling {
  readonly partitions: number
  /** Of records. */
  readonly count: number
  /** File of UTF-8 lines. */
  readonly path: string
}

/** Kafka's own client in a process of its own; see KafkaTool.java. */
export class KafkaTool {
  readonly #child: ChildProcess
  readonly #lines: Interface
  readonly #answers: ((lines: string[]) => void)[] = []
  #answer: string[] = []

  constructor({ address, libraries }: Broker) {
    const source = join(import.meta.dirname, '../../test/bench/KafkaTool.java')
    const flags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
    const args = [...flags, '-cp', join(libraries, '*'), source, address]
    this.#child = spawn('java', args, { stdio: ['pipe', 'pipe', 'ignore'] })
    this.#lines = createInterface({ input: this.#child.stdout! })
    this.#lines.on('line', (line) => {
      if (line !== '.') this.#answer.push(line)
      else {
        this.#answers.shift()!(this.#answer)
        this.#answer = []
      }
    })
  }

  async create(topic: string, partitions: number, ...settings: string[]): Promise<void> {
    await this.#ask(['create', topic, partitions, ...settings].join(' '))
  }

  async write(
    topic: string,
    records: readonly PlacedRecord[],
    how: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd' = 'none',
    transaction: '' | ' commit' | ' abort' = '',
  ): Promise<void> {
    const lines = records.map((record) => lineOf(topic, record))
    await this.#ask([`write ${how}${transaction}`, ...lines, '.'].join('\n'))
  }

  /** Writes the lines of a file, each a record, again and again, to one partition after the other. */
  async fill(topic: string, { partitions, count, path }: Filling): Promise<void> {
    await this.#ask(`fill ${topic} ${partitions} ${count} ${path}`)
  }

  /** @returns how what is committed differs from what {@link fill} writes; empty where it does not */
  compare(topic: string, { partitions, count, path }: Filling): Promise<string[]> {
    return this.#ask(`compare ${topic} ${partitions} ${count} ${path}`)
  }

  /** All that is committed, in order of each partition. */
  async read(topic: string): Promise<PlacedRecord[]> {
    return (await this.#ask(`read ${topic}`)).map(parseLine)
  }

  /** @returns how many records of a topic belong to transactions that came to nothing */
  async aborted(topic: string): Promise<number> {
    return Number((await this.#ask(`aborted ${topic}`))[0])
  }

  /** @returns by partition: behind the last committed record and marker */
  end(topic: string): Promise<Map<number, number>> {
    return this.#offsets(`end ${topic}`)
  }

  committed(group: string, topic: string): Promise<Map<number, number>> {
    return this.#offsets(`committed ${group} ${topic}`)
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }

  async #offsets(command: string): Promise<Map<number, number>> {
    const lines = await this.#ask(command)
    return new Map(lines.map((line) => line.split(' ').map(Number) as [number, number]))
  }

  async #ask(text: string): Promise<string[]> {
    const answer = new Promise<string[]>((resolve) => this.#answers.push(resolve))
    this.#child.stdin!.write(`${text}\n`)
    const lines = await answer
    const error = lines.find((line) => line.startsWith('error '))
    if (error !== undefined) throw new Error(error)
    return lines
  }
}

function lineOf(topic: string, record: PlacedRecord): string {
  const { partition, timestamp, key, value, headers } = record
  const pairs = headers.map((header) => `${textOf(header.key)}=${textOf(header.value)}`)
  return [topic, partition, timestamp, textOf(key), textOf(value), pairs.join(',')].join('\t')
}

function parseLine(line: string): PlacedRecord {
  const [, partition, timestamp, key, value, headers] = line.split('\t') as [
    string, string, string, string, string, string,
  ] // prettier-ignore
  return {
    partition: Number(partition),
    timestamp: BigInt(timestamp),
    key: bytesOf(key),
    value: bytesOf(value),
    headers: headers === '' ? [] : headers.split(',').map(parseHeader),
  }
}

function parseHeader(pair: string): { key: Uint8Array; value: Uint8Array | null } {
  const [key, value] = pair.split('=') as [string, string]
  return { key: bytesOf(key)!, value: bytesOf(value) }
}

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '-' : Buffer.from(bytes).toString('base64').replaceAll('=', '_')
}

function bytesOf(text: string): Uint8Array | null {
  return text === '-' ? null : Buffer.from(text.replaceAll('_', '='), 'base64')
}
