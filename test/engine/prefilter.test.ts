import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { literalsOf } from '../../src/engine/anchor-index.ts'
import { buildLiteralTable, type Literal } from '../../src/engine/literal-table.ts'
import { Prefilter } from '../../src/engine/prefilter.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { readRulePack } from '../../src/scan/load-engine.ts'
import { setHas } from '../../src/text/byte-set.ts'
import { bytesOfLatin1, bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { isNeededAt, textOf, type NaiveText } from './conditions.ts'
import { textEncodings } from './encodings.ts'
import { describeMatches, fill, makeEngine, readRuleSources, scanBytes } from './real-pack.ts'

const literals = literalsOf(readRulePack())
const module = new WebAssembly.Module(
  readFileSync(new URL('../../dist/pack/prefilter.wasm', import.meta.url)),
)

/** Each literal at each place by the plainest means, as `at:literal`. */
function findNaively(text: string, known: readonly Literal[] = literals): string[] {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return known.flatMap((literal, id) => {
    const within = literal.ignoreCase ? lower : text
    const hits: string[] = []
    for (let at = within.indexOf(literal.text); at >= 0;) {
      hits.push(`${at}:${id}`)
      at = within.indexOf(literal.text, at + 1)
    }
    return hits
  })
}

/**
 * A literal may be passed over where no rule's match can go on behind it, or where none of its conditions holds.
 */
function isNeeded(hit: string, text: NaiveText, known: readonly Literal[]): boolean {
  const [at, id] = hit.split(':').map(Number)
  const literal = known[id!]!
  const behind = at! + literal.text.length
  return isFollowed(hit, text.latin1, known) && isNeededAt(literal.conditions, text, at!, behind)
}

function isFollowed(hit: string, text: string, known: readonly Literal[]): boolean {
  const [at, id] = hit.split(':').map(Number)
  const literal = known[id!]!
  const code = text.charCodeAt(at! + literal.text.length)
  return !literal.next || (code >= 0 && setHas(literal.next, code))
}

/** @param around bytes of the same memory before and behind the searched window */
function findFast(prefilter: Prefilter, text: string, around = ''): string[] {
  const length = text.length + 2 * around.length
  const address = prefilter.reserve(length)
  prefilter.bytes.set(bytesOfLatin1(around + text + around), address)
  const start = address + around.length
  const hits: string[] = []
  prefilter.findLiterals(start, start + text.length, (at, id) => hits.push(`${at - start}:${id}`))
  prefilter.release(length)
  return hits
}

const shipped = makeEngine().prefilter

/** All that is found stands there, once, before a byte that can follow; all that is needed is found. */
function check(text: string, { around = '', known = literals, prefilter = shipped } = {}) {
  const all = findNaively(text, known)
  const found = findFast(prefilter, text, around)
  const standing = new Set(all)
  const reported = new Set(found)
  expect(reported.size).toBe(found.length)
  expect(found.filter((hit) => !standing.has(hit) || !isFollowed(hit, text, known))).toEqual([])
  const naive = textOf(text)
  const needed = all.filter((hit) => isNeeded(hit, naive, known))
  expect(needed.filter((hit) => !reported.has(hit))).toEqual([])
}

test.for([
  ['nothing', ''],
  ['fewer bytes than a gram', 'gh'],
  ['a literal and nothing else', 'ghp_'],
  ['a literal at the end', 'some words before ghp_'],
  ['a literal cut off at the end', 'some words before ghp'],
  ['overlapping literals', 'AKIAKIAKIASIASIA'],
  ['literals without a gap', literals.map(({ text }) => text).join('')],
  ['any case', literals.map(({ text }) => text.toUpperCase()).join(' ')],
  ['a literal more often than the hit buffer holds', 'ghp_'.repeat(9000)],
  ['many literals at each place', 'password_token_secret_'.repeat(3000)],
] as const)('finds every literal in %s', ([, text]) => check(text))

test('what stands beside the window is not looked at', () => {
  for (const { text } of literals) {
    check(text, { around: text })
    check(text.slice(1), { around: text })
    check(text.slice(0, -1), { around: text })
  }
})

/** Pieces of literals, in any case, between random bytes. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...literals.map(({ text }) => text)) },
  { weight: 1, arbitrary: fc.constantFrom(...literals.map(({ text }) => text.toUpperCase())) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...literals), fc.nat(), fc.nat())
      .map(([{ text }, from, to]) => text.slice(from % text.length, 1 + (to % text.length))),
  },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 9 }).map((bytes) => latin1Of(bytes)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ': ', '=', '" : "', "'] = '", ' => ', '("', ', "', ' ', '\n', '>', '\\": \\"', '", "value": "', '--', ' := ',
    ),
  }, // prettier-ignore
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...'09afAFzZ_-+/'), maxLength: 40 }) },
)

test('no literal is lost and none is made up, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), piece, (pieces, around) =>
      check(pieces.join(''), { around }),
    ),
    { numRuns: 400, seed: 2 },
  )
})

test('no literal is lost of any set of literals', () => {
  const character = fc.constantFrom('a', 'b', 'A', 'B', '_', '=', '0')
  const text = fc.string({ unit: character, minLength: 3, maxLength: 7 })
  const set = fc.uniqueArray(text, { minLength: 1, maxLength: 30 })
  const document = fc.string({ unit: character, maxLength: 300 })
  fc.assert(
    fc.property(set, set, document, (exact, folded, within) => {
      const known = [
        ...exact.map((item) => ({
          text: item,
          ignoreCase: false,
          next: undefined,
          conditions: [],
        })),
        ...folded.map((item) => ({
          text: item.toLowerCase(),
          ignoreCase: true,
          next: undefined,
          conditions: [],
        })),
      ]
      const prefilter = new Prefilter(module, buildLiteralTable(known))
      check(within, { known, prefilter })
    }),
    { numRuns: 60, seed: 2 },
  )
})

test('with the prefilter and without it, the same is found', () => {
  const fast = makeEngine()
  const slow = makeEngine()
  const { prefilter } = slow
  prefilter.findLiterals = (start, end, onHit) => {
    for (const hit of findEverywhere(latin1Of(prefilter.bytes, start, end))) {
      onHit(start + hit.at, hit.id)
    }
  }
  const random = seededRandom(3)
  const encodings = Object.values(textEncodings)
  const parts = readRuleSources().map((rule, at) => {
    const example = latin1Of(bytesOfUtf8(assembleSample(rule.examples.positive[0]!, random).text))
    const shown = at % 3 === 0 ? encodings[at % encodings.length]!(example) : example
    return `${fill('code', 100, random)}${shown}\n`
  })
  let count = 0
  for (let from = 0; from < parts.length; from += 40) {
    const bytes = bytesOfLatin1(parts.slice(from, from + 40).join(''))
    const found = describeMatches(scanBytes(fast, bytes))
    expect(describeMatches(scanBytes(slow, bytes))).toEqual(found)
    count += found.length
  }
  expect(count).toBeGreaterThan(400)
})

function findEverywhere(text: string): { at: number; id: number }[] {
  return findNaively(text).map((hit) => {
    const [at, id] = hit.split(':').map(Number)
    return { at: at!, id: id! }
  })
}
