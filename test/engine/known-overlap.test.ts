import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import type { Candidate } from '../../src/engine/candidate.ts'
import { knownRule } from '../../src/engine/known-rule.ts'
import { KnownValues } from '../../src/engine/known-values.ts'
import { resolveMatches } from '../../src/engine/resolve.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { loadEngine, readRuleSet } from '../../src/scan/load-engine.ts'
import { makeKnownEngine } from './known-engine.ts'
import { describeMatches, fill, plant, scanBytes, templates } from './real-pack.ts'

const random = seededRandom(23)
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const make = (length: number) =>
  Array.from({ length }, () => letters[Math.floor(random() * letters.length)]!).join('')

interface Expected {
  readonly covered: string
  readonly known: readonly string[] | undefined
  readonly rule?: string
}

/** What is found in the text, as the text it covers and the names; all of it disjoint. */
function check(
  values: Readonly<Record<string, string>>,
  text: string,
  expected: readonly Expected[],
) {
  const { engine } = makeKnownEngine(values)
  const matches = scanBytes(engine, Buffer.from(text, 'latin1'))
  const found = matches.map(({ place, known, rule }, at) => ({
    covered: text.slice(place.start, place.end),
    known,
    ...(expected[at]?.rule === undefined ? {} : { rule: rule.id }),
  }))
  expect(found).toEqual(expected)
}

const first = make(20)
const second = make(16)
const shared = make(9)

test('side by side', () =>
  check({ a: first, b: second }, `x ${first}${second} y`, [
    { covered: first, known: ['a'] },
    { covered: second, known: ['b'] },
  ]))

test('one inside another: the longer', () =>
  check({ a: first, b: `${make(3)}${first}${make(2)}` }, `x ${first} y`, [
    { covered: first, known: ['a'] },
  ]))

test('one inside another, both known: the longer is found, once', () => {
  const longer = `${make(5)}${first}${make(5)}`
  check({ a: first, b: longer }, `x ${longer} y`, [{ covered: longer, known: ['b'] }])
})

test('one over the end of another: nothing of either is left', () =>
  check({ a: first + shared, b: shared + second }, `x ${first}${shared}${second} y`, [
    { covered: first + shared + second, known: ['a', 'b'] },
  ]))

test('a chain of three', () => {
  const [one, two, three, four] = [make(8), make(8), make(8), make(8)]
  const text = `x ${one}${two}${three}${four} y`
  const { engine } = makeKnownEngine({ a: one + two, b: two + three, c: three + four })
  const matches = scanBytes(engine, Buffer.from(text))
  expect(new Set(matches.flatMap(({ known }) => known))).toEqual(new Set(['a', 'b', 'c']))
  const left = matches.reduceRight(
    (rest, { place }) => rest.slice(0, place.start) + rest.slice(place.end),
    text,
  )
  expect(left).toBe('x  y')
})

test('one that overlaps itself', () => {
  const piece = 'k7Q2'
  const value = `${piece}x9${piece}x9${piece}`
  check({ a: value }, `<${piece}x9${piece}x9${piece}x9${piece}x9${piece}>`, [
    { covered: `${piece}x9${piece}x9${piece}x9${piece}x9${piece}`, known: ['a'] },
  ])
})

test('the same value under two names has both', () =>
  check({ a: first, b: first }, `x ${first} y`, [{ covered: first, known: ['a', 'b'] }]))

test("a provider's own token is named by its rule, and by the known value", () => {
  const { text, secret } = plant(templates.token, 4)
  check({ ci: secret }, text, [{ covered: secret, known: ['ci'], rule: 'github-token' }])
})

test('a part of a token, too', () => {
  const { text, secret } = plant(templates.token, 5)
  check({ ci: secret.slice(8, 30) }, text, [
    { covered: secret, known: ['ci'], rule: 'github-token' },
  ])
})

test('what a rule finds inside a known value is a part of it', () => {
  const { text, secret } = plant(templates.url, 6)
  expect(text).toContain(secret)
  check({ dsn: text }, `DSN=${text}\n`, [{ covered: text, known: ['dsn'], rule: 'known-value' }])
})

test('a line of a key: the whole key is found, by its rule', () => {
  const { text, secret } = plant(templates.key, 7)
  check({ tls: secret.split('\n')[3]! }, `${text}\n`, [
    { covered: secret, known: ['tls'], rule: 'private-key-pem' },
  ])
})

test('a key that is known is found by each of its lines', () => {
  const { secret } = plant(templates.key, 8)
  const lines = secret.split('\n')
  check({ tls: secret }, `begin ${lines[5]} end`, [
    { covered: lines[5]!, known: ['tls'], rule: 'known-value' },
  ])
  const cut = `${lines[4]}\r\n${lines[5]}\r\n`
  const { engine } = makeKnownEngine({ tls: secret })
  expect(scanBytes(engine, Buffer.from(cut)).map(({ place }) => place.end - place.start)).toEqual([
    lines[4]!.length,
    lines[5]!.length,
  ])
})

test('common lines of a value are not known by themselves', () => {
  const json = JSON.stringify(
    {
      type: 'service_account',
      token_uri: 'https://oauth2.googleapis.com/token',
      private_key_id: make(40),
    },
    undefined,
    2,
  )
  const { known } = makeKnownEngine({ account: json })
  expect(known.table.ends.length).toBe(2)
  const common =
    '{\n  "type": "service_account",\n  "token_uri": "https://oauth2.googleapis.com/token",\n'
  check({ account: json }, common, [])
})

test('a generic match that reaches over a known value is covered with it', () => {
  const { text } = assembleSample('{"password":"⟦<base62:24>⟧"}', seededRandom(9))
  const secret = /:"(.*)"/.exec(text)![1]!
  check({ a: secret.slice(4, 16) }, text, [{ covered: secret, known: ['a'], rule: 'known-value' }])
})

test('whatever overlaps, no byte of a known value is left, and spans are disjoint', () => {
  const rules = [
    knownRule,
    knownRule,
    { ...knownRule, id: 'own-format' },
    { ...knownRule, id: 'near-word', anchors: { kind: 'keywords', keywords: [], with: [], distance: 0 } },
    { ...knownRule, id: 'by-name', generic: true },
  ] as const // prettier-ignore
  const candidate = fc
    .record({ rule: fc.constantFrom(...rules), start: fc.nat(60), length: fc.integer({ min: 1, max: 20 }) })
    .map(({ rule, start, length }): Candidate => ({
      rule,
      span: { start, end: start + length },
      secret: new Uint8Array(length),
      confidence: 'medium',
      status: 'unverified',
      decoded: [],
      kinds: [],
      ...(rule === knownRule ? { known: [`${start}`] } : {}),
    })) // prettier-ignore
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 9 }), (candidates) => {
      const spans = resolveMatches(candidates, () => 1).map(({ span }) => span)
      spans
        .slice(1)
        .forEach((span, at) => expect(span.start).toBeGreaterThanOrEqual(spans[at]!.end))
      const isCovered = (place: number) =>
        spans.some(({ start, end }) => start <= place && place < end)
      for (const { span, known } of candidates) {
        if (!known) continue
        for (let place = span.start; place < span.end; place++) expect(isCovered(place)).toBe(true)
      }
    }),
    { numRuns: 1500 },
  )
})

test('chunks of any lengths give the same', () => {
  const values: Record<string, string> = {}
  for (let at = 0; at < 40; at++) values[`v${at}`] = make(8 + at * 3)
  values['lines'] = [make(30), make(40), make(30)].join('\n')
  const { engine } = makeKnownEngine(values)
  const forms = [
    (value: string) => value,
    (value: string) => Buffer.from(value).toString('base64'),
    (value: string) => Buffer.from(`x${value}`).toString('hex'),
    (value: string) => encodeURIComponent(JSON.stringify(value)),
  ]
  const text = Array.from({ length: 300 }, (_, at) => {
    const value = Object.values(values)[at % 41]!
    return fill('log', 9000, random) + forms[at % forms.length]!(value)
  }).join('\n')
  const bytes = Buffer.from(text)
  const whole = describeMatches(scanBytes(engine, bytes))
  expect(whole.length).toBeGreaterThanOrEqual(300)
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 5 }),
      (lengths) => {
        expect(describeMatches(scanBytes(engine, bytes, { lengths }))).toEqual(whole)
      },
    ),
    { numRuns: 6, seed: 2 },
  )
})

test('a search for what may matter finds known values, too', () => {
  const { engine } = makeKnownEngine({ a: first })
  const bytes = Buffer.from(`x ${first} y`)
  const address = engine.prefilter.reserve(bytes.length)
  engine.prefilter.bytes.set(bytes, address)
  const document = { kind: 'text', fileName: '', path: '' } as const
  const probing = { minConfidence: 'low', touches: undefined, onFar: () => undefined } as const
  const names = (found: ReturnType<typeof engine.scan>) =>
    found.candidates.map(({ known }) => known)
  expect(names(engine.scan(address, bytes.length, document))).toEqual([['a']])
  expect(names(engine.scan(address, bytes.length, document, probing))).toEqual([['a']])
})

test('a table crosses threads', () => {
  const { known } = makeKnownEngine({ a: first, b: first, c: second })
  const table = structuredClone(known.table)
  const engine = loadEngine(defaultEngineOptions, () => undefined, readRuleSet(), table)
  const matches = scanBytes(engine, Buffer.from(`x ${second} ${first} y`))
  expect(matches.map((match) => match.known)).toEqual([['c'], ['a', 'b']])
})

test('of very many values each is found, and none in text without them', () => {
  const values = Array.from({ length: 20_000 }, (_, at) => ({
    name: `v${at}`,
    value: Buffer.from(`app_live_${make(12 + (at % 20))}`),
  }))
  const known = new KnownValues(values)
  const { engine } = makeKnownEngine(
    Object.fromEntries(values.map(({ name, value }) => [name, value.toString()])),
  )
  expect(known.refused).toEqual([])
  const planted = values.filter((_, at) => at % 7 === 0)
  const text = planted.map(
    ({ value }, at) =>
      `id=${make(10)} ${at % 2 ? value.toString() : value.toString('base64url')}\n`,
  )
  const matches = scanBytes(engine, Buffer.from(text.join('')))
  expect(matches.flatMap((match) => match.known ?? [])).toEqual(planted.map(({ name }) => name))
  const other = Array.from({ length: 20_000 }, () => `app_live_${make(20)} ${make(44)}`).join('\n')
  expect(scanBytes(engine, Buffer.from(other)).filter((match) => match.known)).toEqual([])
})
