import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PatternDfa } from '../../src/engine/pattern-dfa.ts'
import { anchorOn, bestAnchoring } from '../../src/rules/anchor-words.ts'
import { parsePattern } from '../../src/rules/pattern-syntax.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

test.for([
  ['a prefix', 'acme_[a-z]{9}', ['acme_'], 0],
  ['in any case', '(?i)ACME_[a-z]{9}', ['acme_'], 0],
  ['behind something optional', '[\\w.-]{0,50}?(?:acme)[ =]([a-z]{9})', ['acme'], 50],
  ['of alternatives each', '(?:foo_|barbaz)[a-z]{9}', ['barbaz', 'foo_'], 0],
  ['the rarest of several', '(?:key|token)[ =]{1,4}zqxj[a-z]{9}', ['zqxj'], 9],
  ['behind a border', '\\b(acme[0-9]{9})', ['acme'], 0],
  ['a text that is completed by a class', '[A-Z]{3}q~[0-9]{5}', ['q~'], 3],
  ['repeated', '(?:acme-){2}[a-z]', ['acme-acme-'], 0],
  ['without bound before it', '[a-z]+acme7', ['acme7'], Infinity],
] as const)('the best anchor: %s', ([, pattern, texts, before]) => {
  const found = bestAnchoring(parsePattern(pattern))
  expect(found?.texts.map((text) => text.slice(0, texts[0].length))).toEqual(texts)
  expect(found?.before).toBe(before)
})

test.for(['[a-z]{20}', '(?:acme)?[a-z]{9}', 'acme|[a-z]{9}', '[0-9]*'])('%s has none', (pattern) => {
  expect(bestAnchoring(parsePattern(pattern))).toBeUndefined()
})

test.for([
  ['acme[a-z]{9}', ['acme'], ['acme']],
  ['acme[a-z]{9}', ['other', 'acm'], ['acme']],
  ['sk[0-9a-f]{32}', ['sk'], 256],
  ['acme[a-z]{9}', ['other'], undefined],
  ['(?:acme|other)[a-z]{9}', ['acme'], undefined],
] as const)('%s on %j', ([pattern, words, expected]) => {
  const texts = anchorOn(parsePattern(pattern), words)?.texts
  expect(typeof expected === 'number' ? texts?.length : texts).toEqual(expected)
})

interface Made {
  readonly pattern: string
  readonly text: string
}

const leaf: fc.Arbitrary<Made> = fc.constantFrom(
  { pattern: 'abc', text: 'abc' }, { pattern: '(?i:kEy)', text: 'Key' }, { pattern: '[x-z]', text: 'y' }, { pattern: '\\d', text: '7' },
  { pattern: '[^q]', text: '-' }, { pattern: '_', text: '_' },
) // prettier-ignore

const made = fc.letrec<{ node: Made }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => ({ pattern: left.pattern + right.pattern, text: left.text + right.text })),
    fc.tuple(tie('node'), tie('node'), fc.boolean()).map(([left, right, first]) => ({
      pattern: `(${left.pattern}|${right.pattern})`,
      text: first ? left.text : right.text,
    })),
    fc.tuple(tie('node'), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })).map(([inner, min, more]) => ({
      pattern: `(?:${inner.pattern}){${min},${min + more}}`,
      text: inner.text.repeat(min + more),
    })),
  ),
})).node

test('every match holds an anchor no later than said, and the automaton lets it pass there', () => {
  fc.assert(
    fc.property(made, ({ pattern, text }) => {
      const node = parsePattern(pattern)
      const best = bestAnchoring(node)
      const anchoring = best && anchorOn(node, best.texts)
      fc.pre(anchoring !== undefined)
      const test = new PatternDfa(node, anchoring.places)
      const lower = text.toLowerCase()
      const bytes = bytesOfLatin1(text)
      const places = Array.from({ length: Math.min(anchoring.before, text.length) + 1 }, (_, at) => at)
      const met = places.filter((at) => anchoring.texts.some((word) => lower.startsWith(word, at)))
      expect(met.some((at) => test.mayMatch(bytes, at, bytes.length)), `${pattern} in ${text}`).toBe(true)
      for (const at of met) if (test.mayMatch(bytes, at, bytes.length)) expect(test.mayStart(bytes, at, at + 3)).toBe(true)
    }),
    { numRuns: 500, seed: 11 },
  )
})

test('an automaton that has too many states to keep says no less', () => {
  const pattern = '(?i)acme(?:.|\\n){0,40}?(?:key|token)(?:.|\\n){0,40}?[a-f0-9]{24}'
  const node = parsePattern(pattern)
  const test = new PatternDfa(node, anchorOn(node, ['acme'])!.places)
  let seed = 1
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below
  for (let round = 0; round < 300; round++) {
    const noise = Array.from({ length: 60 }, () => 'keytokn abcdef0123 \n'[random(20)]!).join('')
    const text = `acme ${noise.slice(0, 20)}key ${noise.slice(20, 50)} ${'0123456789abcdef01234567'}`
    expect(test.mayMatch(bytesOfLatin1(text), 0, text.length)).toBe(true)
  }
})
