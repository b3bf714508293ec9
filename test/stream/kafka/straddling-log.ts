import { assembleSample, seededRandom, type Random } from '../../../src/rules/sample.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { parseFingerprintKey } from '../../../src/text/fingerprint.ts'
import { testKey } from '../../cli/run-stanch.ts'
import type { PlacedRecord } from '../../bench/kafka-tool.ts'

export interface PlantedLog {
  /** In the order in which they are written. */
  readonly records: readonly PlacedRecord[]
  /** What must not come through, each unique. */
  readonly planted: readonly string[]
}

/** Records of several partitions in which secrets stand alone, in JSON, and spread over records. */
export function logRecords(options: {
  readonly count: number
  readonly partitions: number
  readonly seed: number
}): PlantedLog {
  const random = seededRandom(options.seed)
  const planted: string[] = []
  const records: PlacedRecord[] = []
  while (records.length < options.count) {
    const partition = Math.floor(random() * options.partitions)
    const kind = Math.floor(random() * 60)
    const texts = (kinds[kind] ?? plainLine)(random, planted)
    for (const text of texts) records.push(place(partition, text, records.length))
  }
  // At the end of each partition nothing is open.
  for (let partition = 0; partition < options.partitions; partition++) {
    for (let line = 0; line < 3; line++) records.push(place(partition, 'the end', records.length))
  }
  return { records, planted }
}

function place(partition: number, text: string | null, number: number): PlacedRecord {
  const key = number % 3 === 0 ? null : Buffer.from(`key-${number % 97}`)
  const value = text === null ? null : Buffer.from(text)
  return { partition, timestamp: BigInt(1_700_000_000_000 + number), key, value, headers: [] }
}

/** What one stream of records makes of a partition's values: tombstones and empty ones pass it by. */
export function expectedOutput(records: readonly PlacedRecord[]): (Uint8Array | null)[] {
  const key = parseFingerprintKey(testKey, 'test')
  const stream = loadRedactor({ keys: [key], readsOn: false }).openRecords()
  const texts = records
    .map(({ value }) => value)
    .filter((value) => value !== null && value.length > 0)
  const redacted = [...texts.flatMap((text) => stream.push(text!)), ...stream.cut()]
  let next = 0
  return records.map(({ value }) =>
    value === null || value.length === 0 ? value : redacted[next++]!,
  )
}

type Texts = (random: Random, planted: string[]) => (string | null)[]

function secretOf(random: Random, planted: string[]): string {
  const { text } = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random)
  planted.push(text)
  return text
}

const plainLine: Texts = (random) => {
  const number = Math.floor(random() * 1e6)
  return [
    `2026-11-26T04:00:00Z INFO request ${number} served in ${number % 900} ms, path /a/${number}`,
  ]
}

const kinds: readonly Texts[] = [
  () => [null],
  () => [''],
  (random, planted) => [`Authorization: Bearer ${secretOf(random, planted)}`],
  (random, planted) => [
    JSON.stringify({ at: 1, nested: JSON.stringify({ t: secretOf(random, planted) }) }),
  ],
  // A key block, a line a record.
  (random, planted) => {
    const block = assembleSample(
      '⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:14>\n-----END RSA PRIVATE KEY-----⟧',
      random,
    ).text.split('\n')
    planted.push(...block.slice(1, -1))
    return block
  },
  // A line that the container's runtime has cut.
  (random, planted) => {
    const text = `token=${secretOf(random, planted)} end`
    const at = 8 + Math.floor(random() * 30)
    const line = (tag: string, part: string) => `2026-11-26T04:00:00.0Z stdout ${tag} ${part}`
    return [line('P', text.slice(0, at)), line('F', text.slice(at))]
  },
  // A model's answer, some letters a record.
  (random, planted) => {
    const text = `here it is: ${secretOf(random, planted)}, keep it`
    const id = `chatcmpl-${planted.length}`
    const event = (choice: object) =>
      `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}`
    const words = text.match(/.{1,9}/gs)!
    return [
      ...words.map((content) => event({ delta: { content } })),
      event({ delta: {}, finish_reason: 'stop' }),
    ]
  },
]
