import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeAead } from '../../src/cli/inventory/node-aead.ts'
import { nodeScrypt } from '../../src/scan/node-scrypt.ts'
import { hmslOf } from '../../src/inventory/hmsl.ts'
import { InventoryIndex } from '../../src/inventory/inventory-index.ts'
import { openBuckets, toPrefixRequests } from '../../src/inventory/k-anonymous-client.ts'
import { KAnonymousIndex } from '../../src/inventory/k-anonymous-index.ts'
import {
  parseAnnouncement,
  parsePrefixRequest,
  parsePrefixResponse,
} from '../../src/inventory/k-anonymous-schema.ts'
import { answerPrefixes, type AnswerOptions } from '../../src/inventory/k-anonymous-server.ts'
import {
  announce,
  bucketMean,
  isPrefix,
  paddingStep,
  prefixOf,
  rateLimitHeaders,
  requestBytesMax,
  type PrefixRequest,
  type PrefixResponse,
} from '../../src/inventory/k-anonymous.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { sampleToken } from './known-secret.ts'

const hashOf = (seed: number) => createHash('sha256').update(`hash ${seed}`).digest('hex')
const overTheWire = <T>(value: T): unknown => JSON.parse(JSON.stringify(value))

function recordWith(hash: string, told: Partial<InventoryRecord> = {}): InventoryRecord {
  const fingerprints = [{ form: 'hmsl', value: `hmsl:${hash}` }] as const
  return {
    id: `id-${hash.slice(0, 8)}`,
    state: 'active',
    owner: { team: 'payments' },
    ...told,
    fingerprints,
  }
}

/** A server in memory, and what it answers as it comes over the wire. */
function serverOf(records: readonly InventoryRecord[], prefixBits?: number) {
  const index = new KAnonymousIndex(new InventoryIndex(records))
  const announcement = parseAnnouncement(overTheWire(announce(index.size)))
  const options: AnswerOptions = {
    bucketOf: (bits, prefix) => index.bucketOf(bits, prefix),
    prefixBits: prefixBits ?? announcement.prefixBits,
    aead: nodeAead,
    randomBytes,
    dummyKey: fingerprintKeyOf(new Uint8Array(32).fill(7)),
  }
  const answer = (request: PrefixRequest) =>
    parsePrefixResponse(
      overTheWire(answerPrefixes(parsePrefixRequest(overTheWire(request)), options)),
    )
  return { announcement: { ...announcement, prefixBits: options.prefixBits }, answer }
}

function ask(hashes: readonly string[], server: ReturnType<typeof serverOf>) {
  const answers = toPrefixRequests(hashes, server.announcement, randomBytes).map(server.answer)
  return new Map(answers.flatMap((response) => [...openBuckets(hashes, response, nodeAead)]))
}

test('from a secret to whose it is, end to end, and nothing of a stranger', () => {
  const [known, stranger] = [1, 2].map((seed) =>
    hmslOf(bytesOfUtf8(sampleToken(seed)), nodeScrypt)!,
  )
  const records = [
    recordWith(known!, { id: 'gh-7', environment: 'production' }),
    ...Array.from({ length: 500 }, (_, seed) => recordWith(hashOf(seed))),
  ]
  const found = ask([known!, stranger!], serverOf(records))
  expect([...found]).toEqual([
    [
      known,
      expect.objectContaining({
        id: 'gh-7',
        owner: 'payments',
        environment: 'production',
        form: 'hmsl',
      }),
    ],
  ])
})

test('law: a client opens the records of its own hashes and no others, whatever the prefix', () => {
  const seeds = fc.uniqueArray(fc.nat(400), { maxLength: 40 })
  fc.assert(
    fc.property(seeds, seeds, fc.nat(13), (held, asked, prefixBits) => {
      const server = serverOf(
        held.map((seed) => recordWith(hashOf(seed))),
        prefixBits,
      )
      const found = ask(asked.map(hashOf), server)
      const both = asked.filter((seed) => held.includes(seed)).map(hashOf)
      expect([...found.keys()].toSorted()).toEqual(both.toSorted())
      for (const [hash, match] of found) expect(match.id).toBe(`id-${hash.slice(0, 8)}`)
    }),
    { numRuns: 25 },
  )
})

test('who holds another secret cannot open an entry, nor tell it from a dummy', () => {
  const server = serverOf([recordWith(hashOf(1))], 0)
  const answer = () => server.answer({ version: 1, prefixBits: 0, prefixes: ['-'] })
  const [first, second] = [answer(), answer()].map(({ buckets }) => buckets[0]!.entries)
  expect(first).toHaveLength(paddingStep)
  expect(first!.map(({ hint }) => hint)).toEqual(second!.map(({ hint }) => hint))
  const payloads = [...first!, ...second!].map(({ payload }) => payload)
  expect(new Set(payloads).size).toBe(2 * paddingStep)
  expect(new Set(payloads.map(({ length }) => length)).size).toBe(1)
  for (const { payload } of first!) {
    const bytes = Buffer.from(payload, 'base64')
    const key = Buffer.from(hashOf(2), 'hex')
    expect(
      nodeAead.open(key, bytes.subarray(0, 12), bytes.subarray(12), new Uint8Array()),
    ).toBeUndefined()
  }
})

test('law: buckets of different fill have the same size up to the padding step', () => {
  const sizeOf = (count: number) => {
    const records = Array.from({ length: count }, (_, seed) =>
      recordWith(
        hashOf(seed),
        seed % 2 === 0 ? {} : { purpose: 'p'.repeat(1024), consumers: ['c'] },
      ),
    )
    const response = serverOf(records, 0).answer({ version: 1, prefixBits: 0, prefixes: ['-'] })
    return JSON.stringify(response).length
  }
  fc.assert(
    fc.property(fc.nat(paddingStep), fc.nat(paddingStep), (left, right) => {
      expect(sizeOf(left)).toBe(sizeOf(right))
    }),
    { numRuns: 10 },
  )
  expect(sizeOf(paddingStep + 1)).toBeGreaterThan(sizeOf(paddingStep))
})

test('a record that says too much for a payload still tells its id, owner and state', () => {
  const hash = hashOf(1)
  const long = 'ü'.repeat(1000)
  const record = recordWith(hash, {
    purpose: long,
    agent: long,
    environment: long,
    state: 'compromised',
  })
  expect(ask([hash], serverOf([record])).get(hash)).toMatchObject({
    id: record.id,
    owner: 'payments',
    state: 'compromised',
    purpose: null,
  })
})

test('law: a bucket has some tens of records in the mean, however many there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (records) => {
      const { prefixBits } = announce(records)
      const mean = records / 2 ** prefixBits
      expect(mean).toBeGreaterThanOrEqual(Math.min(records, bucketMean))
      expect(mean).toBeLessThan(2 * bucketMean)
    }),
  )
})

test('law: a prefix holds the first bits of a hash and nothing else', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 32 }), (seed, bits) => {
      const prefix = prefixOf(hashOf(seed), bits)
      const whole = (hex: string) =>
        [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')
      expect(whole(prefix).slice(0, bits)).toBe(whole(hashOf(seed)).slice(0, bits))
      expect(whole(prefix).slice(bits)).toMatch(/^0*$/)
      expect(isPrefix(prefix, bits)).toBe(true)
    }),
  )
})

test('a request tells neither how many secrets there are nor their order, and is small', () => {
  const requests = (count: number) =>
    toPrefixRequests(
      Array.from({ length: count }, (_, seed) => hashOf(seed)),
      { prefixBits: 20 },
      randomBytes,
    )
  expect(requests(1)[0]!.prefixes).toHaveLength(8)
  expect(requests(8)[0]!.prefixes).toHaveLength(8)
  const { prefixes } = requests(9)[0]!
  expect(prefixes).toEqual(prefixes.toSorted())
  const many = requests(300)
  expect(many.map((request) => request.prefixes.length)).toEqual([128, 128, 48])
  for (const request of many) expect(JSON.stringify(request).length).toBeLessThan(requestBytesMax)
  expect(toPrefixRequests([], { prefixBits: 20 }, randomBytes)).toEqual([])
  expect(toPrefixRequests([hashOf(1)], { prefixBits: 1 }, randomBytes)[0]!.prefixes).toHaveLength(2)
})

test.for([
  ['another version', { version: 2, prefixBits: 4, prefixes: ['a'] }],
  ['no prefix', { version: 1, prefixBits: 4, prefixes: [] }],
  ['a whole hash', { version: 1, prefixBits: 4, prefixes: [hashOf(1)] }],
  ['more bits than are announced', { version: 1, prefixBits: 3, prefixes: ['1'] }],
  ['a prefix twice', { version: 1, prefixBits: 4, prefixes: ['a', 'a'] }],
  [
    'too many',
    {
      version: 1,
      prefixBits: 20,
      prefixes: Array.from({ length: 129 }, (_, at) => hashOf(at).slice(0, 5)),
    },
  ],
  ['something else', { version: 1, prefixBits: 4, prefixes: ['a'], more: 1 }],
  ['nothing', null],
] as const)('a request is refused that has %s, and not repeated', ([, request]) => {
  const refuse = () => parsePrefixRequest(request)
  expect(refuse).toThrow(/does not fit at/)
  expect(refuse).not.toThrow(hashOf(1))
})

test('a server that asks for more of a hash than it needs is not answered', () => {
  const announcement = announce(1_000_000)
  expect(parseAnnouncement(overTheWire(announcement))).toEqual(announcement)
  expect(() => parseAnnouncement({ ...announcement, prefixBits: 21 })).toThrow(/at: prefixBits/)
})

test('an old announcement, and an answer that was changed, are told', () => {
  const hash = hashOf(1)
  const server = serverOf([recordWith(hash)], 4)
  expect(() => server.answer({ version: 1, prefixBits: 8, prefixes: ['ab'] })).toThrow(
    /4 bits, got 8/,
  )
  const [request] = toPrefixRequests([hash], server.announcement, randomBytes)
  const answer = server.answer(request!)
  const changed: PrefixResponse = {
    ...answer,
    buckets: answer.buckets.map((bucket) => ({
      ...bucket,
      entries: bucket.entries.map(({ hint, payload }) => ({
        hint,
        payload: `A${payload.slice(1, -3)}AAA`,
      })),
    })),
  }
  expect(() => openBuckets([hash], changed, nodeAead)).toThrow(/does not open/)
})

test('limits are told with each answer', () => {
  expect(rateLimitHeaders({ limit: 60, remaining: 5, resetSeconds: 30 })).toEqual({
    'ratelimit-limit': '60', 'ratelimit-remaining': '5', 'ratelimit-reset': '30',
  }) // prettier-ignore
  expect(rateLimitHeaders({ limit: 60, remaining: -1, resetSeconds: 30 })).toMatchObject({
    'ratelimit-remaining': '0', 'retry-after': '30',
  }) // prettier-ignore
})
