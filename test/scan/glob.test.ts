import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGlob } from '../../src/scan/glob.ts'
import { processorMs } from '../processor-ms.ts'

function check(glob: string, matching: readonly string[], others: readonly string[]) {
  const test = compileGlob(glob)
  expect(
    matching.filter((path) => !test(path)),
    `${glob} matches`,
  ).toEqual([])
  expect(
    others.filter((path) => test(path)),
    `${glob} does not match`,
  ).toEqual([])
}

test.for([
  ['a name is found in any directory', '.npmrc', ['.npmrc', 'a/b/.npmrc'], ['x.npmrc', '.npmrc/a']],
  [
    'a name is found at the top of an archive',
    '.npmrc',
    ['a.zip!.npmrc', 'a.zip!b/.npmrc'],
    ['a!b'],
  ],
  [
    'a star stays in its part',
    'a/*.env',
    ['a/.env', 'a/x.env'],
    ['a/b/x.env', 'x/a/x.env', 'a/x.envy'],
  ],
  ['a slash at the start means the top', '/x.env', ['x.env', './x.env'], ['a/x.env']],
  ['a question mark is one character', 'a/?', ['a/b', 'a/é', 'a/😀'], ['a/', 'a/bc', 'a//']],
  [
    'two stars at the end are all below',
    'test/**',
    ['test/a', 'test/a/b', 'test/.a'],
    ['test', 'a/test/b'],
  ],
  [
    'two stars at the start are any directory',
    '**/a.env',
    ['a.env', 'x/a.env', 'x/y/a.env'],
    ['xa.env'],
  ],
  ['two stars between', 'a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb', 'a/b/c']],
  ['two stars alone are everything', '**', ['a'], []],
  ['two stars in a part are one star', 'a/x**y', ['a/xy', 'a/xzzy'], ['a/x/y']],
  ['braces are alternatives', 'a/*.{yml,yaml}', ['a/x.yml', 'a/x.yaml'], ['a/x.y', 'a/x.ymlyaml']],
  ['braces nest and may be empty', 'a/{x{1,2},}z', ['a/x1z', 'a/x2z', 'a/z'], ['a/xz', 'a/x3z']],
  ['braces hold paths', '{a,b/**}/x', ['a/x', 'b/c/x'], ['c/x', 'a/b/x']],
  [
    'a class is one of its characters',
    'a/[a-c_.]x',
    ['a/bx', 'a/_x', 'a/.x'],
    ['a/dx', 'a/x', 'a//x'],
  ],
  ['a negated class is none of them', 'a/[!a-c]x', ['a/dx'], ['a/ax', 'a//x', 'a/x']],
  ['a class may hold its own signs', 'a/[]-]x', ['a/]x', 'a/-x'], ['a/ax']],
  ['a backslash takes the next one literally', 'a/\\*\\{', ['a/*{'], ['a/x{', 'a/\\*{']],
  ['signs of regular expressions are ordinary', 'a/(b)+$.c', ['a/(b)+$.c'], ['a/b.c']],
  ['a comma outside braces is ordinary', 'a/b,c}', ['a/b,c}'], ['a/b']],
  ['case counts', 'a/B', ['a/B'], ['a/b']],
] as const)('%s', ([, glob, matching, others]) => check(glob, matching, others))

test.for([
  ['an open class', 'a[b', 'expected ] after ['],
  ['an empty class', 'a[]', 'expected ] after ['],
  ['an open brace', 'a{b', 'expected } after {'],
  ['a range downwards', '[z-a]', 'expected the ranges in [ ] to ascend'],
  ['a backslash at the end', 'a\\', 'expected a character after \\'],
  ['nothing', '', 'expected a glob of 1 to 1000 characters, got 0'],
  ['too much', '{'.repeat(1001), 'expected a glob of 1 to 1000 characters, got 1001'],
] as const)('%s is a fault', ([, glob, message]) => {
  expect(() => compileGlob(glob)).toThrow(message)
})

test.for([
  ['stars', '*a'.repeat(400) + '/b'],
  ['double stars', '**/a/'.repeat(150) + 'b'],
  ['braces', '{a,a*}'.repeat(150) + '/b'],
  ['nested braces', '{a,'.repeat(240) + 'a' + '}'.repeat(240) + '/b'],
] as const)('a hostile pattern of %s takes linear time', ([, glob]) => {
  const test = compileGlob(glob)
  const start = processorMs()
  expect(test('a'.repeat(2000))).toBe(false)
  expect(test('a/'.repeat(1000))).toBe(false)
  expect(processorMs() - start).toBeLessThan(2000)
})

test('a glob says the same as the regular expression it stands for', () => {
  const piece = fc.constantFrom(
    ['a', 'a'],
    ['b', 'b'],
    ['*', '[^/]*'],
    ['?', '[^/]'],
    ['[a-b]', '[ab]'],
    ['[!a]', '[^a/]'],
    ['{a,b/a,}', '(?:a|b/a|)'],
  )
  const part = fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((pieces) => [pieces.map(([glob]) => glob).join(''), pieces.map(([, re]) => re).join('')])
    .filter(([glob]) => !/^\*\*+$/.test(glob!))
  const parts = fc.array(fc.oneof(part, fc.constant(['**', ''])), { minLength: 2, maxLength: 4 })
  const path = fc
    .array(fc.constantFrom('a', 'b', '/', 'ab'), { maxLength: 8 })
    .map((s) => s.join(''))
  fc.assert(
    fc.property(parts, path, (pairs, text) => {
      const source = pairs.map(([glob, re], at) => {
        const isLast = at === pairs.length - 1
        if (glob === '**') return isLast ? '.+' : '(?:.*/)?'
        return isLast ? re! : `${re}/`
      })
      const glob = pairs.map(([text]) => text).join('/')
      expect(compileGlob(glob)(text), `${glob} on ${text}`).toBe(
        new RegExp(`^${source.join('')}$`).test(text),
      )
    }),
    { numRuns: 3000 },
  )
})
