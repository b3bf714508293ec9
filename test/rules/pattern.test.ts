import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lastSet, leadingSets, lengthOf, prefixesOf, requiredBytes, secretGroupOf, statesOf } from '../../src/rules/pattern-shape.ts'
import { parsePattern } from '../../src/rules/pattern-syntax.ts'
import { loadRegexEngine } from '../../src/scan/load-engine.ts'
import { bytesOfSet, setHas } from '../../src/text/byte-set.ts'

const charactersOf = (set: Uint32Array) => String.fromCharCode(...bytesOfSet(set))

describe('a pattern’s shape', () => {
  test.for([
    ['abc', 3, 3, 3],
    ['a{3}', 3, 3, 3],
    ['a{2,5}', 2, 5, 5],
    ['a{2,}', 2, Infinity, 3],
    ['a*', 0, Infinity, 1],
    ['a+?', 1, Infinity, 2],
    ['(?:ab|c)?d', 1, 3, 4],
    ['\\bfoo$', 3, 3, 3],
    ['(?i)[a-f]{4}', 4, 4, 4],
    ['(a{0})b', 1, 1, 1],
    ['(?:a{2}){3}', 6, 6, 6],
    ['(?:a*){0}b', 1, 1, 1],
    ['', 0, 0, 0],
    ['a|', 0, 1, 1],
  ] as const)('%s is %d to %d bytes long, of %d states', ([pattern, min, max, states]) => {
    expect(lengthOf(parsePattern(pattern))).toEqual({ min, max })
    expect(statesOf(parsePattern(pattern))).toBe(states)
  })

  test.for([
    ['ab', ['a', 'b'], 'b'],
    ['[a-c]x', ['abc', 'x'], 'x'],
    ['a?bc', ['ab', 'bc'], 'c'],
    ['(?i)k1', ['Kk', '1'], '1'],
    ['a+b', ['a', 'ab'], 'b'],
    ['(?:xy|z[0-1])', ['xz', '01y'], '01y'],
    ['[[:upper:]]_', ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', '_'], '_'],
    ['\\x41\\d', ['A', '0123456789'], '0123456789'],
  ] as const)('%s can start with %j and end with %s', ([pattern, leading, last]) => {
    const node = parsePattern(pattern)
    expect(leadingSets(node, leading.length).map(charactersOf)).toEqual(leading)
    expect(charactersOf(lastSet(node))).toBe(last)
  })

  test.for([
    ['ghp_[a-z]{4}', 8, ['ghp_']],
    ['(?:ab|cd)e', 8, ['abe', 'cde']],
    ['a[bc]?d', 8, ['ad', 'abd', 'acd']],
    ['[a-z]x', 8, ['']],
    ['(?i)ab', 8, ['AB', 'Ab', 'aB', 'ab']],
    ['x{3}y*', 8, ['xxx']],
  ] as const)('%s: with at most %d of them, one of %j stands first', ([pattern, countMax, texts]) => {
    expect(prefixesOf(parsePattern(pattern), countMax).toSorted()).toEqual([...texts].toSorted())
  })

  test.for([
    ['abc', undefined],
    ['a(b)c', 1],
    ['(a)(?P<secret>b)', 2],
    ['(?:a)(b)', 1],
    ['(?<secret>a)', 1],
  ] as const)('%s: the secret is group %s', ([pattern, index]) => {
    expect(secretGroupOf(parsePattern(pattern))?.index).toBe(index)
  })

  test.for([
    ['a=[bc]', 'a='],
    ['a?b+', 'b'],
    ['a|b', ''],
  ] as const)('%s needs the bytes %s', ([pattern, bytes]) => {
    expect(String.fromCharCode(...requiredBytes(parsePattern(pattern)))).toBe(bytes)
  })
})

test.for([
  ['a(b', 'missing ) at offset 3'],
  ['a)', 'unmatched ) at offset 1'],
  ['[ab', 'missing ] at offset 3'],
  ['*a', 'nothing to repeat at offset 1'],
  ['(?=a)', 'look-around is not RE2 at offset 1'],
  ['(?<!a)b', 'look-around is not RE2 at offset 1'],
  ['a{1001}', 'RE2 repeats at most 1000 times'],
  ['\\q', 'unknown escape \\q at offset 2'],
  ['(a)\\1', 'unknown escape \\1 at offset 5'],
  ['[b-a]', 'bad range at offset 4'],
  ['[[:nope:]]', 'unknown class [:nope:]'],
  ['\\x4', 'expected two hex digits after \\x at offset 2'],
  ['a\\', 'unexpected end'],
] as const)('%s is refused: %s', ([pattern, message]) => {
  expect(() => parsePattern(pattern)).toThrow(message)
})

/** Small patterns, each with a text that it matches. */
interface Made {
  readonly pattern: string
  readonly text: string
}

const leaf: fc.Arbitrary<Made> = fc.constantFrom(
  { pattern: 'a', text: 'a' }, { pattern: '[b-d]', text: 'c' }, { pattern: '\\d', text: '7' }, { pattern: '[^x]', text: 'y' },
  { pattern: '\\.', text: '.' }, { pattern: '(?i:q)', text: 'Q' }, { pattern: '.', text: '-' }, { pattern: '\\x2f', text: '/' },
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
    fc.tuple(tie('node'), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.nat()).map(([inner, min, more, count]) => ({
      pattern: `(?:${inner.pattern}){${min},${min + more + 1}}`,
      text: inner.text.repeat(min + (count % (more + 2))),
    })),
  ),
})).node

test('what RE2 matches has the length and the bytes that the shape says', () => {
  const engine = loadRegexEngine(() => undefined)
  fc.assert(
    fc.property(made, fc.string({ unit: fc.constantFrom('a', 'c', '7', '-', 'x'), maxLength: 5 }), ({ pattern, text }, rest) => {
      const node = parsePattern(pattern)
      const { min, max } = lengthOf(node)
      // No rule matches nothing: its pattern is at least four bytes long.
      fc.pre(min > 0)
      const whole = engine.compile(`(?s)(?:${pattern})$`).matchAt(text, 0)?.[0]
      expect(whole?.end, `${pattern} matches ${text}`).toBe(text.length)
      const part = engine.compile(pattern).matchAt(text + rest, 0)![0]!
      for (const found of [text, (text + rest).slice(0, part.end)]) {
        expect(found.length).toBeGreaterThanOrEqual(min)
        expect(found.length).toBeLessThanOrEqual(max)
        leadingSets(node, 6).forEach((set, at) => {
          if (at < found.length) expect(setHas(set, found.charCodeAt(at))).toBe(true)
        })
        if (found.length > 0 && min > 0) expect(setHas(lastSet(node), found.charCodeAt(found.length - 1))).toBe(true)
        for (const byte of requiredBytes(node)) expect(found).toContain(String.fromCharCode(byte))
        expect(prefixesOf(node, 64).some((prefix) => found.startsWith(prefix))).toBe(true)
      }
    }),
    { numRuns: 400, seed: 5 },
  )
})
