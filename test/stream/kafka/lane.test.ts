import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import {
  commitPointOf,
  metadataOf,
  type CommitPoint,
} from '../../../src/stream/kafka/commit-plan.ts'
import { FieldRedactor } from '../../../src/stream/kafka/field-redactor.ts'
import type { KafkaRecord, StoredRecord } from '../../../src/stream/kafka/kafka-record.ts'
import { lanePolicyDefaults, type LanePolicy } from '../../../src/stream/kafka/lane-policy.ts'
import { Lane, type HeldStream } from '../../../src/stream/kafka/lane.ts'
import { SlotMaker } from '../../../src/stream/kafka/slot.ts'
import { parseFingerprintKey } from '../../../src/text/fingerprint.ts'

const key = parseFingerprintKey('0123456789abcdef'.repeat(4), 'test')
const redactor = loadRedactor({ keys: [key], readsOn: false })

function slotMaker(policy: Partial<LanePolicy> = {}, told: string[] = []): SlotMaker {
  return new SlotMaker(
    new FieldRedactor(redactor),
    { ...lanePolicyDefaults, ...policy },
    { onKeySecret: () => told.push('key'), onHeaderSecret: () => told.push('header') },
  )
}

/**
 * `(` opens a secret, `)` ends it, all between and both ends come out as `*`. When it is cut, what follows is `*` still,
 * to its end. So a record's output depends on what was seen before: whoever forgets that gives `)` and all before it away.
 */
class ModelStream implements HeldStream {
  #held: Uint8Array[] = []
  #isCut = false

  get heldRecords(): number {
    return this.#held.length
  }

  get isOpen(): boolean {
    return this.#held.length > 0 || this.#isCut
  }

  push(record: Uint8Array): Uint8Array[] {
    const text = String.fromCharCode(record[0]!)
    if (this.#isCut) {
      this.#isCut = text !== ')'
      return [Buffer.from('*')]
    }
    if (this.#held.length === 0 && text !== '(') return [record]
    this.#held.push(record)
    return text === ')' ? this.#release() : []
  }

  cut(): Uint8Array[] {
    this.#isCut ||= this.#held.length > 0
    return this.#release()
  }

  #release(): Uint8Array[] {
    const released = this.#held.map(() => Buffer.from('*'))
    this.#held = []
    return released
  }
}

interface Story {
  /** One character a record. */
  readonly text: string
  /** One character a record; a space is no key. */
  readonly keys: string
  /** After which records a timer cuts, if any is held. */
  readonly cuts: ReadonlySet<number>
  /** After how many records the worker is killed, each time; what was not committed is read again. */
  readonly kills: readonly number[]
  /** After which records is committed what may be. */
  readonly commits: ReadonlySet<number>
  readonly by: 'partition' | 'key'
}

const record = (offset: number, text: string, name = ' '): StoredRecord => ({
  offset,
  timestamp: 0n,
  key: name === ' ' ? null : Buffer.from(name),
  value: Buffer.from(text),
  headers: [],
})

/** What a reader of committed records sees at the end, and every point that was committed. */
function play(story: Story, slots: SlotMaker) {
  const { text, keys, cuts, commits, by } = story
  const kills = [...story.kills]
  const seen: string[] = []
  const points: CommitPoint[] = []
  let point: CommitPoint = { offset: 0, from: 0 }
  // Letters change nothing, and nothing of what is open: as if they were found to be clean.
  const findClean = (texts: readonly Uint8Array[]) => texts.map(([letter]) => letter! >= 97)
  const openStream = () => new ModelStream()
  const open = () => new Lane({ start: point, openStream, findClean, slots, by })
  let lane = open()
  let left = kills.shift() ?? Infinity
  const take = () => {
    const release = lane.take()
    if (!release) return
    seen.push(...release.records.map(({ value }) => Buffer.from(value!).toString()))
    // As it is kept by the broker.
    point = commitPointOf(release.point.offset, metadataOf(release.point))
    points.push(point)
    expect(seen).toHaveLength(point.offset)
  }
  for (let offset = 0; offset < text.length; offset++) {
    lane.push([record(offset, text[offset]!, keys[offset])])
    if (cuts.has(offset) && lane.heldRecords > 0) lane.cut(offset + 1)
    if (commits.has(offset)) take()
    if (--left === 0) {
      left = kills.shift() ?? Infinity
      lane = open()
      offset = point.from - 1
    }
  }
  lane.cut(text.length)
  take()
  return { text: seen.join(''), points }
}

const stories = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', '(', ')'), minLength: 1, maxLength: 60 }),
  keys: fc.string({ unit: fc.constantFrom(' ', 'k', 'l'), minLength: 60, maxLength: 60 }),
  cuts: fc.constant(new Set<number>()),
  kills: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 8 }),
  commits: fc
    .array(fc.nat({ max: 60 }), { maxLength: 30 })
    .map((offsets) => new Set(offsets) as ReadonlySet<number>),
  by: fc.constantFrom('partition' as const, 'key' as const),
})

test('kills change nothing, whenever they come and whatever was committed', () => {
  const slots = slotMaker()
  fc.assert(
    fc.property(stories, (story) => {
      const quiet = { ...story, kills: [], commits: new Set<number>() }
      expect(play(story, slots).text).toBe(play(quiet, slots).text)
    }),
    { numRuns: 2000 },
  )
})

test('what was let go half-way is remembered: nothing behind it is given away after a kill', () => {
  const slots = slotMaker()
  const offsets = fc.array(fc.nat({ max: 60 })).map((all) => new Set(all) as ReadonlySet<number>)
  fc.assert(
    fc.property(stories, offsets, (story, cuts) => {
      const { text } = play({ ...story, by: 'partition', cuts }, slots)
      let isInside = false
      for (const [at, letter] of [...story.text].entries()) {
        isInside ||= letter === '('
        expect(text[at]).toBe(isInside ? '*' : letter)
        if (letter === ')') isInside = false
      }
    }),
    { numRuns: 2000 },
  )
})

test('the plan is simple: no offset while anything is held, and from where nothing was open', () => {
  const { points } = play(
    {
      text: 'ab(a)b(ab',
      keys: ' '.repeat(9),
      cuts: new Set([7]),
      kills: [],
      commits: new Set([0, 2, 3, 4, 6, 7, 8]),
      by: 'partition',
    },
    slotMaker(),
  )
  expect(points).toEqual([
    { offset: 1, from: 1 },
    { offset: 2, from: 2 },
    { offset: 5, from: 5 },
    { offset: 6, from: 6 },
    { offset: 8, from: 6 },
    { offset: 9, from: 6 },
  ])
})

test('a group that others have committed in begins where they say', () => {
  for (const metadata of ['', null, 'stanch from=x', 'stanch from=-1', 'stanch from=9', 'other']) {
    expect(commitPointOf(7, metadata)).toEqual({ offset: 7, from: 7 })
  }
  expect(commitPointOf(7, 'stanch from=0')).toEqual({ offset: 7, from: 0 })
})

/** Puts records through one real lane. */
function through(
  records: readonly Omit<StoredRecord, 'offset'>[],
  policy: Partial<LanePolicy> = {},
) {
  const told: string[] = []
  const start = { offset: 0, from: 0 }
  const openStream = () => redactor.openRecords()
  const slots = slotMaker(policy, told)
  const findClean = (texts: readonly Uint8Array[]) => redactor.findClean(texts)
  const lane = new Lane({ start, openStream, findClean, slots, by: policy.by ?? 'partition' })
  lane.push(records.map((one, offset) => ({ ...one, offset })))
  lane.cut(records.length)
  return { output: lane.take()!.records, told }
}

const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(3)).text
const token = /\[stanch:[a-z-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/
const text = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('latin1')
const shown = ({ key: name, value, headers }: KafkaRecord) => ({
  key: text(name),
  value: text(value),
  headers: headers.map((pair) => [text(pair.key), text(pair.value)]),
})
const sent = (parts: {
  key?: string
  value: string | Uint8Array | null
  headers?: string[][]
}) => ({
  timestamp: 5n,
  key: parts.key === undefined ? null : Buffer.from(parts.key),
  value: parts.value === null ? null : Buffer.from(parts.value),
  headers: (parts.headers ?? []).map(([name, value]) => ({
    key: Buffer.from(name!),
    value: value === undefined ? null : Buffer.from(value),
  })),
})

const password = assembleSample('⟦<password:16>⟧', seededRandom(8)).text

test('headers are masked, their names say what they are', () => {
  const headers = [
    ['trace', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['authorization', `Bearer ${secret}`],
    ['password', password],
    ['empty'],
    [secret, 'value'],
  ]
  const { output, told } = through([sent({ value: 'x', headers })])
  const shownHeaders = shown(output[0]!).headers
  expect(shownHeaders[0]).toEqual(headers[0])
  expect(shownHeaders[1]![1]).toMatch(new RegExp(`^Bearer ${token.source}$`))
  expect(shownHeaders[2]![1]).toMatch(new RegExp(`^${token.source}$`))
  expect(shownHeaders[3]).toEqual(['empty', null])
  expect(shownHeaders[4]).toEqual(['stanch-withheld', 'header'])
  expect(told).toEqual(['header', 'header', 'header'])
})

test.for([
  ['mask', token, /^value$/],
  ['say', /^user-ghp_/, /^value$/],
  ['drop', token, /^\[stanch-withheld dropped bytes=5\]$/],
] as const)('a secret in a key: %s', ([keys, name, value]) => {
  const { output, told } = through(
    [sent({ key: `user-${secret}`, value: 'value' }), sent({ key: 'user-1', value: 'other' })],
    { keys },
  )
  expect(shown(output[0]!).key).toMatch(name)
  expect(shown(output[0]!).value).toMatch(value)
  expect(shown(output[1]!)).toMatchObject({ key: 'user-1', value: 'other' })
  expect(told).toEqual(['key'])
})

test('the same key is masked the same way: compaction goes on', () => {
  const { output } = through([
    sent({ key: secret, value: 'a' }),
    sent({ key: secret, value: null }),
  ])
  expect(shown(output[0]!).key).toBe(shown(output[1]!).key)
  expect(output[1]!.value).toBe(null)
})

const framed = (payload: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.from(payload)])

test('bytes under a schema are passed whole or not at all', () => {
  const clean = framed('\u0002\u0008name')
  const { output } = through([sent({ value: clean }), sent({ value: framed(`\u0002P${secret}`) })])
  expect(output[0]!.value).toEqual(clean)
  expect(shown(output[1]!)).toEqual({
    key: null,
    value: expect.stringMatching(/^\[stanch-withheld binary bytes=\d+\]$/),
    headers: [['stanch-withheld', 'binary']],
  })
  const strict = through([sent({ value: clean })], { schemaRegistered: 'withhold' })
  expect(shown(strict.output[0]!).value).toMatch(/^\[stanch-withheld/)
})

test('a length that is a letter hides nothing: Avro, Protobuf, under a schema or not', () => {
  const length = Buffer.from([secret.length])
  const avro = Buffer.concat([
    Buffer.from([10]),
    Buffer.from('hello'),
    Buffer.from([secret.length * 2]),
    Buffer.from(`${secret}\u0002x`),
  ])
  const field = Buffer.concat([Buffer.from('Xa'), length, Buffer.from(secret)])
  const inner = Buffer.concat([Buffer.from([10, 2]), Buffer.from('ab'), field.subarray(1)])
  const nested = Buffer.concat([Buffer.from([0x42, inner.length]), inner])
  const bare = [avro, nested]
  const framedOnes = bare.map((payload) => Buffer.concat([framed(''), Buffer.from([0]), payload]))
  const { output } = through([...bare, ...framedOnes].map((value) => sent({ value })))
  for (const one of output) expect(shown(one).value).not.toContain(secret)
})

test('JSON under a schema is redacted behind its number', () => {
  const { output } = through([sent({ value: framed(JSON.stringify({ password: secret })) })])
  const value = Buffer.from(output[0]!.value!)
  expect([...value.subarray(0, 5)]).toEqual([0, 0, 0, 0, 9])
  expect(JSON.parse(value.toString('utf8', 5))).toEqual({ password: expect.stringMatching(token) })
})

test('a key under a schema that holds a secret gives way to a name of its own', () => {
  const keyed = (payload: string) => ({ ...sent({ value: 'x' }), key: framed(payload) })
  const { output } = through([keyed(secret), keyed(`${secret}2`), keyed('plain')])
  const [first, second, third] = output.map((one) => shown(one).key)
  expect(first).toMatch(/^\[stanch-withheld key v1:[0-9a-f]{8}:[0-9a-f]+\]$/)
  expect(second).not.toBe(first)
  expect(third).toBe(text(framed('plain')))
})

test('tombstones and empty values wait for those before them', () => {
  const block = assembleSample(
    '⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:12>\n-----END RSA PRIVATE KEY-----⟧',
    seededRandom(1),
  ).text
  const lines = block.split('\n')
  const values = [...lines.slice(0, 5), null, '', ...lines.slice(5), 'after']
  const { output } = through(values.map((value) => sent({ value })))
  const shownValues = output.map((one) => shown(one).value)
  expect(shownValues).toHaveLength(values.length)
  expect(shownValues.slice(5, 7)).toEqual([null, ''])
  expect(shownValues.at(-1)).toBe('after')
  for (const line of lines.slice(1, -1)) expect(shownValues.join('\n')).not.toContain(line)
})

test('by key, streams that run through each other are kept apart', () => {
  const block = (seed: number) =>
    assembleSample(
      '⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:9>\n-----END RSA PRIVATE KEY-----⟧',
      seededRandom(seed),
    ).text.split('\n')
  const [left, right] = [block(1), block(2)]
  const records = left.flatMap((line, at) => [
    sent({ key: 'l', value: line }),
    sent({ key: 'r', value: right[at]! }),
  ])
  const { output } = through(records, { by: 'key' })
  const all = output.map((one) => shown(one).value).join('\n')
  for (const line of [...left.slice(1, -1), ...right.slice(1, -1)]) expect(all).not.toContain(line)
  expect(output.map((one) => shown(one).key)).toEqual(records.map((one) => text(one.key)))
})
