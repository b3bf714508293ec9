import fc from 'fast-check'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultConfiguration } from '../../src/scan/configuration.ts'
import { DocumentScanner, emptyOutcome } from '../../src/scan/document-scanner.ts'
import { joinRanges } from '../../src/scan/join-ranges.ts'
import { assembleSample, seededRandom, type Random } from '../../src/rules/sample.ts'
import { bytesOfLatin1, bytesOfUtf8, concatBytes, latin1Of } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { textEncodings } from './encodings.ts'
import {
  describeMatches,
  fill,
  fillers,
  makeEngine,
  plant,
  readRuleSources,
  scanBytes,
  signedAddress,
  templates,
} from './real-pack.ts'

const engine = makeEngine()
const rules = readRuleSources()

/** The scanner's window: new text in each, and context before and behind it. */
const block = 1 << 20
const context = 1 << 16

const pick = <T>(items: readonly T[], random: Random) => items[Math.floor(random() * items.length)]!

/** Examples of many rules, plain and encoded, between text of one kind. */
function makeDocument(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed)
  const parts: Uint8Array[] = []
  for (let size = 0; size < length;) {
    const filler = fill(pick(Object.keys(fillers), random), random() * 60_000, random)
    const example = assembleSample(pick(pick(rules, random).examples.positive, random), random).text
    const encode =
      random() < 0.5 ? (text: string) => text : pick(Object.values(textEncodings), random)
    const planted = encode(latin1Of(bytesOfUtf8(example)))
    parts.push(bytesOfLatin1(`${filler}${planted}\n`))
    size += filler.length + planted.length + 1
  }
  return concatBytes(parts)
}

/** Chunk lengths of all sizes, small ones as likely as large ones. */
const chunkLengths = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 70_000 }),
    fc.integer({ min: 1, max: 2_000_000 }),
  ),
  { minLength: 1, maxLength: 8 },
)

test('any cutting into chunks gives the same findings as the whole', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 3_400_000 }),
      chunkLengths,
      (seed, length, lengths) => {
        // Chunks of one byte alone would take long.
        const few =
          lengths.reduce((total, size) => total + size, 0) * 40 < length * lengths.length
            ? [...lengths, 5000]
            : lengths
        const bytes = makeDocument(length, seed)
        const whole = describeMatches(scanBytes(engine, bytes))
        expect(describeMatches(scanBytes(engine, bytes, { lengths: few }))).toEqual(whole)
        expect(whole.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 30, seed: 1 },
  )
})

test('chunks of one byte give the same findings as the whole', () => {
  const bytes = makeDocument(block + 3 * context, 5)
  expect(describeMatches(scanBytes(engine, bytes, { lengths: [1] }))).toEqual(
    describeMatches(scanBytes(engine, bytes)),
  )
})

const boundaries = [
  block,
  block + context,
  block + 2 * context,
  2 * block,
  2 * block + context,
  2 * block + 2 * context,
]

const encoded = (template: string, name: string, seed: number) => {
  const { text, secret } = plant(template, seed)
  return { text: textEncodings[name]!(`first line\n${text}\nlast`), secret }
}

test.for([
  ['a token', plant(templates.token, 1), 2],
  ['a password in a URL', plant(templates.url, 2), 5],
  ['an assignment', plant(templates.assignment, 3), 3],
  ['a private key', plant(templates.key, 4), 89],
  ['a key pair', plant(templates.pair, 5), 7],
  ['a signed address', plant(signedAddress, 12), 13],
  ['a token in wrapped base64', encoded(templates.token, 'base64 wrapped at 64, CRLF', 6), 11],
  ['a token in escapes', encoded(templates.token, '\\uXXXX', 7), 31],
  ['a token in quoted-printable', encoded(templates.assignment, 'quoted-printable', 8), 7],
] as const)('%s is found once at every window’s edge', ([, { text, secret }, step]) => {
  const filler = bytesOfLatin1(fill('log', 2.4 * block, seededRandom(9)))
  const line = `\n${text}\n`
  const distance = line.length + 3
  for (let offset = -distance; offset <= 3; offset += step) {
    const bytes = filler.slice()
    for (const boundary of boundaries) bytes.set(bytesOfLatin1(line), boundary + offset)
    const found = scanBytes(engine, bytes)
    expect(
      found.map((match) => latin1Of(match.secret)),
      `${offset}`,
    ).toEqual(boundaries.map(() => secret))
    const [first, ...others] = found.map(({ place }, at) => ({
      start: place.start - boundaries[at]!,
      end: place.end - boundaries[at]!,
      column: place.column,
    }))
    for (const other of others) expect(other).toEqual(first)
    const line1 = found.map(({ place }) => place.line)
    expect(line1).toEqual(found.map(({ place }) => lineOf(bytes, place.start)))
  }
})

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++
  return line
}

test('the parts of a document, scanned apart and joined, give the findings of the whole', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const path = join(directory, 'document')
  const origin = { kind: 'file', path: 'document' } as const
  const documents = new DocumentScanner(engine, {
    key: fingerprintKeyOf(new Uint8Array(32)),
    minConfidence: 'low',
    limits: defaultConfiguration.limits,
    largeBytes: Infinity,
  })
  await documents.loadArchives()
  const cuts = fc.array(fc.integer({ min: 1, max: 2_600_000 }), { maxLength: 6 })
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1000, max: 2_600_000 }),
      cuts,
      (seed, length, typed) => {
        writeFileSync(path, makeDocument(length, seed))
        const inside = typed.filter((cut) => cut < length).toSorted((left, right) => left - right)
        const edges = [0, ...inside, Number.MAX_SAFE_INTEGER]
        const descriptor = openSync(path, 'r')
        const parts = edges
          .slice(1)
          .map((to, at) =>
            documents.scanRange(descriptor, origin, { from: edges[at]!, to, base: 0 }),
          )
        closeSync(descriptor)
        const joined = joinRanges(parts)
        const whole = emptyOutcome()
        documents.scanFile({ path, origin, named: true }, whole)
        expect(joined.bytes).toBe(whole.bytes)
        expect(joined.found).toEqual(whole.found)
      },
    ),
    { numRuns: 30, seed: 3 },
  )
})
