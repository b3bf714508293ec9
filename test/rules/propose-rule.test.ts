import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkRules } from '../../src/engine/check-rules.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import { proposeRule } from '../../src/rules/propose-rule.ts'
import { shapeOf, sizeOf } from '../../src/rules/sample-shape.ts'
import { assembleSample, characterClasses, type CharacterClass, seededRandom } from '../../src/rules/sample.ts'
import { buildEngine } from '../../src/scan/build-engine.ts'

const names = { id: 'acme-token', name: 'Acme token', provider: 'Acme', reference: 'https://acme.example/' }

/** Samples assembled from a template, another one for each seed. */
function samplesOf(template: string, count = 6, seed = 0): string[] {
  return Array.from({ length: count }, (_, at) => assembleSample(template, seededRandom(seed + at)).text)
}

function propose(samples: readonly string[]): string {
  const shape = shapeOf(samples)!
  return proposeRule(shape, { ...names, keyword: shape.prefix === '' ? 'acme' : undefined })
}

test.for<readonly [string, readonly string[], string, string]>([
  ['a prefix with a mark', samplesOf('acme_<base62:32>'), 'acme_', 'acme_[0-9A-Za-z]{32}'],
  ['a prefix of several words', samplesOf('acme_live_<hex:32>'), 'acme_live_', 'acme_live_[0-9a-f]{32}'],
  ['a prefix without a mark', samplesOf('AKIX<base32:32>'), 'AKIX', 'AKIX[A-Z2-7]{32}'],
  ['a prefix that is too long for one', samplesOf('ABCDEFGHIJ<base62:12>'), '', '[0-9A-Za-z]{22}'],
  ['a prefix that is most of it', samplesOf('abcdefgh-ijklmnop-qrstuv-<hex:8>'), '', '[a-z]{8}-[a-z]{8}-[a-z]{6}-[0-9a-f]{8}'],
  ['what only two have in common', [...samplesOf('acme_<base62:32>', 3), ...samplesOf('bcme_<base62:32>', 3)], '', '[a-z]{4}_[0-9A-Za-z]{32}'],
  ['one sample', samplesOf('acme_<base62:32>', 1), '', '[0-9A-Za-z_-]{37}'],
  ['lengths that differ', samplesOf('k_<base62:20-40>', 40), '', '[0-9A-Za-z]{20,40}'],
  ['parts', samplesOf('acme_<base62:24>.<hex:16>'), 'acme_', 'acme_[0-9A-Za-z]{24}\\.[0-9a-f]{16}'],
  ['a UUID', samplesOf('<uuid>'), '', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
  ['marks in no fixed place', samplesOf('acme_<base64url:64>'), 'acme_', 'acme_[0-9A-Za-z_-]{64}'],
  ['padding', samplesOf('acme_<base64:43>='), 'acme_', 'acme_[0-9A-Za-z+/]{43}={0,1}'],
  ['few characters', samplesOf('acme_<[0-9]:12>'), 'acme_', 'acme_[0-9]{12}'],
])('%s', ([, samples, prefix, pattern]) => {
  expect(shapeOf(samples)!.prefix).toBe(prefix)
  expect(propose(samples)).toContain(pattern)
})

test.for([
  ['crc32-base62', '⟦acme_<base62:30><crc32-base62>⟧'],
  ['crc32-hex', '⟦acme_<base62:32>_<crc32-hex>⟧'],
  ['jwt', '<jwt>'],
  ['luhn', '⟦<digits:15><luhn>⟧'],
  [undefined, 'acme_<base62:36>'],
] as const)('the checksum %s is recognised', ([checksum, template]) => {
  const samples = samplesOf(template)
  expect(shapeOf(samples)!.checksum).toBe(checksum)
  expect(faultsOf(propose(samples))).toEqual([])
})

test('characters that no alphabet has', () => {
  expect(shapeOf(['abc"def'.repeat(4)])).toBeUndefined()
})

function faultsOf(yaml: string): string[] {
  const { rules, faults } = parseRules(yaml, 'x.yaml')
  return [...faults, ...checkRules(rules, buildEngine)].map(({ what }) => what)
}

const alphabet = fc.constantFrom(...(Object.keys(characterClasses) as CharacterClass[]))
const segment = fc.tuple(alphabet, fc.integer({ min: 12, max: 60 })).map(([name, length]) => `<${name}:${length}>`)
const prefix = fc.constantFrom('', 'acme_', 'ACME-', 'acme_live_', 'Acm', 'key.')
const joint = fc.constantFrom('.', ':', '-', '_')
const template = fc
  .tuple(prefix, fc.array(segment, { minLength: 1, maxLength: 3 }), joint, fc.constantFrom('', '=', '=='))
  .map(([head, segments, mark, padding]) => head + segments.join(mark) + padding)

test('what is proposed passes the check of rules', () => {
  fc.assert(
    fc.property(template, fc.integer({ min: 2, max: 8 }), fc.nat(), (text, count, seed) => {
      expect(faultsOf(propose(samplesOf(text, count, seed)))).toEqual([])
    }),
    { numRuns: 30 },
  )
})

/** Every piece of the random part of every sample. */
function piecesOf(samples: readonly string[], fixed: string): Set<string> {
  const pieces = samples.map((sample) => sample.slice(fixed.length)).flatMap((body) => Array.from({ length: Math.max(0, body.length - 3) }, (_, at) => body.slice(at, at + 4)))
  return new Set(pieces)
}

test('of samples nothing but their prefix stands in the proposal', () => {
  fc.assert(
    fc.property(template, fc.integer({ min: 1, max: 8 }), fc.nat(), (text, count, seed) => {
      const samples = samplesOf(text, count, seed)
      const proposal = propose(samples)
      // What a proposal for quite other samples has, too, was not taken from these.
      const other = propose(samplesOf(text, count, seed + 1_000_000))
      for (const piece of piecesOf(samples, shapeOf(samples)!.prefix)) {
        if (proposal.includes(piece)) expect(other).toContain(piece)
      }
    }),
    { numRuns: 300 },
  )
})

test('whatever the samples are, of them a shape holds a prefix and single characters', () => {
  const line = fc.stringMatching(/^[!-~]{1,60}$/)
  const alike = fc.tuple(line, fc.array(line, { minLength: 1, maxLength: 5 })).map(([head, tails]) => tails.map((tail) => head + tail))
  fc.assert(
    fc.property(fc.oneof(alike, fc.array(line, { minLength: 1, maxLength: 5 })), (given) => {
      const samples = [...new Set(given)]
      const shape = shapeOf(samples)
      if (!shape) return
      const { prefix: fixed, segments, ...numbers } = shape
      const shortest = Math.min(...samples.map(({ length }) => length))
      expect(samples.every((sample) => sample.startsWith(fixed))).toBe(true)
      expect(fixed.length).toBeLessThanOrEqual(/[_-]$/.test(fixed) ? shortest / 2 : shortest / 3)
      for (const { alphabet: name, after } of segments) {
        expect(Object.keys(characterClasses)).toContain(name)
        expect(after.length).toBeLessThanOrEqual(1)
      }
      for (const value of Object.values(numbers)) {
        expect(typeof value === 'string' ? /^(?:jwt|luhn|crc32-\w+)$/.test(value) : value === undefined || Number.isInteger(value)).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})

test('sizes of alphabets', () => {
  expect([sizeOf('digits'), sizeOf('base62'), sizeOf('base64url'), sizeOf('base32'), sizeOf('password')]).toEqual([10, 62, 64, 32, 73])
})
