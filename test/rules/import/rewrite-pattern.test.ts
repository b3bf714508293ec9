import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rewritePattern, type Dialect, type SecretGroup } from '../../../src/rules/import/rewrite-pattern.ts'
import { parsePattern } from '../../../src/rules/pattern-syntax.ts'
import { loadRegexEngine } from '../../../src/scan/load-engine.ts'

const engine = loadRegexEngine(() => undefined)

function check(source: string, dialect: Dialect, secret: SecretGroup, expected: string) {
  const { pattern } = rewritePattern(source, dialect, secret)
  expect(pattern).toBe(expected)
  parsePattern(pattern)
  engine.compile(pattern).search('', 0)
}

test.for([
  ['what is RE2 stays', 'go', 'first', '(?i)\\bab[c-e]{2,3}?(x|y)*$', '(?i)\\bab[c-e]{2,3}?(x|y)*$'],
  ['the secret’s group is named, the others are none', 'go', 2, '(a)(b)(?:c)', '(?:a)(?P<secret>b)(?:c)'],
  ['a group by its name', 'python', 'value', '(?P<name>a)=(?P<value>b)', '(?:a)=(?P<secret>b)'],
  ['no group is the secret', 'rust', 0, '(a)b', '(?:a)b'],
  ['quoted text', 'go', 'first', '\\Qa.b\\E+', 'a\\.b+'],
  ['verbose mode', 'rust', 'first', '(?x) a b  # comment )\n (c) \\ \\# [d e]', 'ab(c)\\x20\\#[de]'],
  ['verbose mode with other flags', 'rust', 'first', '(?xi) a', '(?i)a'],
  ['verbose mode of a group', 'rust', 'first', '(?x: a b) c', '(?:ab) c'],
  ['comments', 'rust', 'first', 'a(?#the letter)b', 'ab'],
  ['flags that end', 'go', 'first', '(?i)a(?-i:b)', '(?i)a(?-i:b)'],
  ['flags that mean nothing for bytes', 'rust', 'first', '(?-u:a)(?u)b', '(?:a)b'],
  ['characters beyond ASCII', 'go', 'first', 'é+', '(?:\\xc3\\xa9)+'],
  ['and in a class', 'go', 'first', '[aé]', '[a\\x80-\\xff]'],
  ['a code of four digits', 'python', 'first', '\\u00e9\\u0041', '(?:\\xc3\\xa9)\\x41'],
  ['an open lower bound', 'python', 'first', 'a{,5}', 'a{0,5}'],
  ['braces that count nothing', 'go', 'first', '\\${a}{,5}', '\\${a}{,5}'],
  ['more than RE2 counts', 'rust', 'first', 'a{20,5000}', 'a{20,}'],
  ['far more than it counts', 'rust', 'first', '[ab]{2500}', '[ab]{1000}[ab]{1000}[ab]{500,}'],
  ['the end of the text', 'python', 'first', 'a\\Z', 'a\\z'],
  ['a border behind', 'python', 'value', '(?P<value>a)(?![a-z_])', '(?P<secret>a)(?:[^a-z_]|\\z)'],
  ['a border before', 'python', 'value', '(?<![^a-z])(?P<value>a)', '(?:\\A|[a-z])(?P<secret>a)'],
  ['borders without a group', 'python', 0, '(?<!\\w)ab(?!x)', '(?:\\A|[^\\w])(?P<secret>ab)(?:[^x]|\\z)'],
  ['what must follow', 'python', 'value', '(?P<value>a)(?=;|$)', '(?P<secret>a)(?:;|$)'],
  ['a backspace', 'python', 'first', '[\\b]', '[\\x08]'],
] as const)('%s', ([, dialect, secret, source, expected]) => check(source, dialect, secret, expected))

test.for([
  ['a(?=b)c', 'look-ahead inside of a pattern is not RE2'],
  ['a(?<!b)c', 'look-around inside of a pattern is not RE2'],
  ['(?:a(?!b))', 'look-around inside of a pattern is not RE2'],
  ['(?!ab)c', 'look-ahead inside of a pattern is not RE2'],
  ['a(?!bc)', 'look-around of more than one character is not RE2'],
  ['a|b(?!c)', 'look-around beside alternatives is not RE2'],
  ['(?P<q>a)b(?P=q)', 'back-references are not RE2'],
  ['(a)\\1', 'back-references are not RE2'],
  ['(?P<q>a)?(?(q)b|c)', 'conditionals are not RE2'],
  ['(?>a)', '(?>a is not RE2'],
  ['a++', 'possessive repetition is not RE2'],
  ['a\\Gb', '\\G is not RE2'],
  ['[a', 'missing ]'],
  ['(a', 'missing )'],
  ['a)', 'unmatched )'],
  ['a\\', 'a pattern cannot end in \\'],
  ['*a', 'nothing to repeat'],
] as const)('%s is refused: %s', ([source, reason]) => {
  expect(() => rewritePattern(source, 'python', 'first')).toThrow(reason)
})

test('a group that is not there is refused', () => {
  expect(() => rewritePattern('(a)', 'go', 2)).toThrow('there is no group 2, only 1')
  expect(() => rewritePattern('(a)', 'python', 'value')).toThrow('there is no group named value')
  expect(() => rewritePattern('a{3}[b&&c]', 'rust', 'first')).toThrow('classes inside of classes')
})

test('rewriting what was rewritten changes nothing', () => {
  const piece = fc.constantFrom('a', '[b-d]', '\\d', '(x|y)', 'z{2,3}', '(?i:q)', '\\.', '$', '\\b', '(?:n)?')
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const { pattern, changes } = rewritePattern(pieces.join(''), 'go', 'first')
      expect(pattern).toBe(pieces.join(''))
      expect(changes).toEqual([])
    }),
    { numRuns: 200, seed: 3 },
  )
})
