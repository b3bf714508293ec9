import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { join } from 'node:path'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { makeDirectory, testKey } from '../../cli/run-stanch.ts'
import { startBroker, whyNoBroker, type Broker } from '../../bench/kafka-broker.ts'
import { KafkaTool, type PlacedRecord } from '../../bench/kafka-tool.ts'
import { killAgainAndAgain } from './kill-workers.ts'
import { startWorker } from './run-worker.ts'
import { expectedOutput, logRecords } from './straddling-log.ts'

const reason = whyNoBroker()
let broker: Broker
let kafka: KafkaTool

beforeAll(async () => {
  if (reason) return
  broker = await startBroker()
  kafka = new KafkaTool(broker)
}, 240_000)

afterAll(async () => {
  kafka?.stop()
  await broker?.stop()
})

const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(7)).text
const token = /\[stanch:github-[a-z-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/

function record(parts: Partial<PlacedRecord> & { readonly text?: string }): PlacedRecord {
  const { text, ...rest } = parts
  const value = text === undefined ? null : Buffer.from(text)
  return { partition: 0, timestamp: 1000n, key: null, value, headers: [], ...rest }
}

function header(key: string, value: string | null) {
  return { key: Buffer.from(key), value: value === null ? null : Buffer.from(value) }
}

const textOf = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('latin1')

/** All of a record as text, to be compared. */
function shown({ partition, timestamp, key, value, headers }: PlacedRecord): unknown[] {
  const pairs = headers.map((pair) => [textOf(pair.key), textOf(pair.value)])
  return [partition, timestamp, textOf(key), textOf(value), pairs]
}

/** Partitions one after the other; each keeps its order. */
function byPartition(records: readonly PlacedRecord[]): PlacedRecord[] {
  return records.toSorted((left, right) => left.partition - right.partition)
}

let topics = 0

/** Two topics of their own, and the options that name them. */
async function makeTopics(partitions: number, targets: number, ...settings: string[]) {
  const number = ++topics
  const [from, to, group] = [`raw-${number}`, `clean-${number}`, `group-${number}`]
  await kafka.create(from, partitions, 'max.message.bytes=30000000')
  await kafka.create(to, targets, ...settings)
  return { from, to, group, names: ['--from', from, '--to', to, '--group', group] }
}

describe.skipIf(reason)(`a worker at a real broker${reason ? `: ${reason}` : ''}`, () => {
  test('all of a record is kept but the secret', async () => {
    const { from, to, names, group } = await makeTopics(3, 3)
    const records = [
      record({ text: `token=${secret} tail`, key: Buffer.from('k'), timestamp: 123n }),
      record({ text: 'nothing', headers: [header('a', '1'), header('a', '2'), header('b', null)] }),
      record({ key: Buffer.from('gone') }),
      record({ text: '', key: Buffer.from('') }),
      record({ value: Buffer.from([0xff, 0, 1, 0xfe, 0x80]), partition: 1 }),
      record({ text: JSON.stringify({ password: secret }), partition: 2, timestamp: 2n ** 60n }),
    ]
    await kafka.write(from, records)
    const { status, stderr } = await startWorker(broker, [...names, '--until-end']).ended
    expect(status, stderr).toBe(0)
    const output = byPartition(await kafka.read(to)).map(shown)
    expect(output[0]).toEqual([
      0,
      123n,
      'k',
      expect.stringMatching(new RegExp(`^token=${token.source} tail$`)),
      [],
    ])
    expect(output.slice(1, -1)).toEqual(records.slice(1, -1).map(shown))
    expect(JSON.parse(String(output.at(-1)![3]))).toEqual({
      password: expect.stringMatching(token),
    })
    expect(output.at(-1)![1]).toBe(2n ** 60n)
    expect(await kafka.committed(group, from)).toEqual(await kafka.end(from))
  })

  test('whatever compresses it, an aborted transaction is not read, keys find their partitions', async () => {
    const { from, to, names } = await makeTopics(4, 2, 'cleanup.policy=compact')
    const { to: reference } = await makeTopics(1, 2)
    const all: PlacedRecord[] = []
    for (const how of ['gzip', 'snappy', 'lz4', 'zstd', 'none'] as const) {
      const texts = Array.from({ length: 300 }, (_, at) => `${how} ${at} `.repeat(10))
      const records = texts.map((text, at) =>
        record({ text, key: Buffer.from(`key-${how}-${at}`), partition: at % 4 }),
      )
      await kafka.write(from, records, how)
      all.push(...records)
    }
    const [first, second] = [all.slice(0, 30), all.slice(40, 60)]
    await kafka.write(from, first, 'none', ' abort')
    await kafka.write(from, second, 'none', ' commit')
    await kafka.write(from, first, 'none', ' abort')
    await kafka.write(
      reference,
      [...all, ...second].map((one) => ({ ...one, partition: -1 })),
    )
    const args = [...names, '--until-end', '--compression', 'lz4']
    const { status, stderr } = await startWorker(broker, args).ended
    expect(status, stderr).toBe(0)
    const sorted = (records: readonly PlacedRecord[]) =>
      records.map((one) => shown(one).join(' ')).toSorted()
    expect(sorted(await kafka.read(to))).toEqual(sorted(await kafka.read(reference)))
  })

  test('a record that is longer than the target takes gives way, others of its size do not', async () => {
    const { from, to, names } = await makeTopics(1, 1)
    const long = (text: string) => `${'x y '.repeat(262_500)}${text}`
    const short = record({ text: long('').slice(0, 1_000_000) })
    await kafka.write(from, [record({ text: long(secret) }), short])
    const { status } = await startWorker(broker, [...names, '--until-end']).ended
    expect(status).toBe(2)
    const output = (await kafka.read(to)).map(shown)
    expect(output[0]!.slice(3)).toEqual([
      expect.stringMatching(/^\[stanch-withheld too-large bytes=\d+\]$/),
      [['stanch-withheld', 'too-large']],
    ])
    expect(output[1]).toEqual(shown(short))
  })

  test('it does not start without a key, without its topics, or in a circle', async () => {
    const { from, to, names } = await makeTopics(1, 1)
    const cases: [string[], Record<string, string> | undefined, RegExp][] = [
      [names, {}, /STANCH_KEY_FILE/],
      [['--from', from, '--to', 'no-such', '--group', 'g'], undefined, /"no-such" does not exist/],
      [['--from', to, '--to', to, '--group', 'g'], undefined, /--to: expected another topic/],
      [[...names, '--sasl', 'plain'], undefined, /STANCH_KAFKA_USERNAME/],
    ]
    const results = await Promise.all(
      cases.map(([args, env]) => startWorker(broker, args, env).ended),
    )
    for (const [at, { status, stderr }] of results.entries()) {
      expect(stderr).toMatch(cases[at]![2])
      expect(status).toBe(2)
    }
  })

  test('behind TLS it shows who it is, and a wrong password is no reason to try again', async () => {
    const { from, to, names } = await makeTopics(1, 1)
    await kafka.write(from, [record({ text: `token=${secret}` })])
    const directory = makeDirectory({ right: `${broker.password}\n`, wrong: 'wrong' })
    const args = [...names, '--until-end', '--tls-ca', broker.certificate, '--sasl', 'plain']
    const start = (file: string) =>
      startWorker({ address: broker.secureAddress }, args, {
        STANCH_KEY: testKey,
        STANCH_KAFKA_USERNAME: 'stanch',
        STANCH_KAFKA_PASSWORD_FILE: join(directory, file),
      }).ended
    const [right, wrong] = await Promise.all([start('right'), start('wrong')])
    expect(right.status, right.stderr).toBe(0)
    expect(textOf((await kafka.read(to))[0]!.value)).toMatch(token)
    expect(wrong.stderr).toMatch(/refuses.*SASL/s)
    expect(wrong.status).toBe(2)
  })

  test('asked to stop it commits what is certain, and nothing that is held', async () => {
    const { from, to, names, group } = await makeTopics(1, 1)
    const worker = startWorker(broker, [...names, '--max-hold', '1h'])
    await kafka.write(
      from,
      ['line one', 'line two', '-----BEGIN RSA PRIVATE KEY-----'].map((text) => record({ text })),
    )
    await expect.poll(async () => (await kafka.read(to)).length, { timeout: 60_000 }).toBe(2)
    worker.child.kill('SIGTERM')
    expect((await worker.ended).status).toBe(0)
    expect(await kafka.committed(group, from)).toEqual(new Map([[0, 2]]))
  })

  test('a worker whose name another has taken is shut out', async () => {
    const { from, to, names } = await makeTopics(1, 1)
    const args = [...names, '--instance', 'one', '--session-timeout', '5s']
    const zombie = startWorker(broker, args)
    const records = Array.from({ length: 50 }, (_, at) => record({ text: `line ${at}` }))
    await kafka.write(from, records.slice(0, 10))
    await expect.poll(async () => (await kafka.read(to)).length, { timeout: 60_000 }).toBe(10)
    zombie.child.kill('SIGSTOP')
    const heir = startWorker(broker, args)
    await kafka.write(from, records.slice(10, 30))
    await expect.poll(async () => (await kafka.read(to)).length, { timeout: 60_000 }).toBe(30)
    zombie.child.kill('SIGCONT')
    await kafka.write(from, records.slice(30))
    const { status, stderr } = await zombie.ended
    expect(stderr).toMatch(/Another worker runs as instance "one"/)
    expect(status).toBe(2)
    await expect.poll(async () => (await kafka.read(to)).length, { timeout: 60_000 }).toBe(50)
    heir.child.kill('SIGTERM')
    expect((await heir.ended).status).toBe(0)
    expect((await kafka.read(to)).map(shown)).toEqual(records.map(shown))
  })

  test('killed ten times in the middle: nothing lost, nothing doubled, nothing in clear', async () => {
    const { from, to, names } = await makeTopics(4, 4)
    const { records, planted } = logRecords({ count: 12_000, partitions: 4, seed: 5 })
    const args = [
      ...names,
      '--session-timeout',
      '2s',
      '--commit-interval',
      '20ms',
      '--max-hold',
      '1h',
    ]
    const kills = await killAgainAndAgain({ broker, kafka, from, args, records, kills: 10 })
    expect(kills).toBeGreaterThanOrEqual(10)
    const output = await kafka.read(to)
    for (let partition = 0; partition < 4; partition++) {
      const own = records.filter((one) => one.partition === partition)
      const seen = output.filter((one) => one.partition === partition)
      expect(seen.map(({ value }) => textOf(value))).toEqual(expectedOutput(own).map(textOf))
      expect(seen.map(({ key }) => textOf(key))).toEqual(own.map(({ key }) => textOf(key)))
    }
    const all = output.map(({ value }) => textOf(value)).join('\n')
    expect(planted.filter((one) => all.includes(one))).toEqual([])
  }, 120_000)

  test('a broker that dies is waited for', async () => {
    const { from, to, names } = await makeTopics(2, 2)
    const records = Array.from({ length: 4000 }, (_, at) =>
      record({ text: `line ${at}`, partition: at % 2 }),
    )
    const worker = startWorker(broker, [...names, '--session-timeout', '2s', '--verbose'])
    await kafka.write(from, records.slice(0, 3000))
    await expect
      .poll(async () => (await kafka.read(to)).length, { timeout: 60_000 })
      .toBeGreaterThan(0)
    await broker.restart()
    await kafka.write(from, records.slice(3000))
    await expect.poll(async () => (await kafka.read(to)).length, { timeout: 60_000 }).toBe(4000)
    worker.child.kill('SIGTERM')
    const { status, stderr } = await worker.ended
    expect(stderr).toMatch(/starting over from what was committed/)
    expect(status, stderr).toBe(0)
    expect(byPartition(await kafka.read(to)).map(shown)).toEqual(byPartition(records).map(shown))
  }, 120_000)
})
