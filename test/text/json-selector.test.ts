import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import type { JsonPath } from '../../src/text/json-paths.ts'
import { JsonScanner } from '../../src/text/json-scanner.ts'
import { JsonSelector } from '../../src/text/json-selector.ts'

/** `name=token` of all that is stopped at; of keys and leaves their text, too. */
function select(text: string, paths: Readonly<Record<string, JsonPath>>, step = Infinity): string[] {
  const bytes = bytesOfUtf8(text)
  const scanner = new JsonScanner()
  const selector = new JsonSelector(scanner, paths)
  const told: string[] = []
  for (let from = 0; from <= bytes.length; from += step) {
    scanner.push(bytes.slice(from, from + step))
    if (from + step >= bytes.length) scanner.finish()
    for (let token = selector.next(); token !== 'wait' && token !== 'end'; token = selector.next()) {
      if (token === 'fault') throw new Error(scanner.expected)
      told.push(`${selector.name}=${token.length === 1 ? token : scanner.text()}`)
    }
  }
  return told
} // prettier-ignore

test.for([
  ['a leaf', '{"a":"x","b":"y"}', { n: 'a' }, ['n=x']],
  ['the whole text', '"x"', { n: '' }, ['n=x']],
  ['an object and what is in it', '{"a":{"b":"x","c":[1]}}', { o: 'a', l: 'a.b' }, ['o={', 'l=x', 'o=}']],
  ['any key', '{"a":{"b":"x"},"c":{"b":"y","d":"z"}}', { n: '*.b' }, ['n=x', 'n=y']],
  ['any place in a list', '[["x"],["y",{"z":"no"}],"no"]', { n: '*.*' }, ['n=x', 'n=y', 'n={', 'n=}']],
  ['what lies deeper than a path', '{"a":{"a":{"a":"x"}}}', { n: 'a.a' }, ['n={', 'n=}']],
  ['all that is in something', '{"a":{"b":["x",{"c":null}]},"d":"no"}', { n: 'a.**' },
    ['n={', 'n=b', 'n=[', 'n=x', 'n={', 'n=c', 'n=null', 'n=}', 'n=]', 'n=}']],
  ['** where a text stands', '{"a":"x"}', { n: 'a.**' }, ['n=x']],
  ['everything', '["x"]', { n: '**' }, ['n=[', 'n=x', 'n=]']],
  ['a key before *, * before **', '{"a":1,"b":{"c":2},"d":[{"e":3}]}', { all: '**', any: '*', one: 'b.c' },
    ['all={', 'any=a', 'any=1', 'any=b', 'any={', 'one=c', 'one=2', 'any=}', 'any=d', 'any=[', 'all={', 'all=e', 'all=3', 'all=}', 'any=]', 'all=}']],
  ['* goes on where a key goes on', '{"a":{"x":1,"y":2},"b":{"y":3}}', { one: 'a.x', any: '*.y' }, ['one=1', 'any=2', 'any=3']],
  ['a key whose text has escapes', '{"\\u0061\\n":"x"}', { n: 'a\n' }, ['n=x']],
  ['a key with dots', '{"a.b":{"c":"x"}}', { n: ['a.b', '*'] }, ['n=x']],
  ['a key that is there twice', '{"a":"x","a":"y"}', { n: 'a' }, ['n=x', 'n=y']],
  ['lines', '{"a":"x"}\n{"b":"no"}\n{"a":"y"}', { n: 'a' }, ['n=x', 'n=y']],
  ['keys do not fit places in lists', '[["x"]]', { n: '*.0' }, []],
  ['nothing is left of a key in the next object', '[{"a":"x"},{"b":"no"},["no"]]', { n: '*.a' }, ['n=x']],
] as const)('%s', ([, text, paths, expected]) => {
  expect(select(text, paths)).toEqual(expected)
  expect(select(text, paths, 1)).toEqual(expected)
}) // prettier-ignore

/** What fits a path, worked out from a value and without a tree. */
function expectedOf(value: unknown, paths: Readonly<Record<string, string>>): string[] {
  const told: string[] = []
  const visit = (inner: unknown, steps: readonly string[], isKeyed: readonly boolean[]) => {
    if (typeof inner === 'string') {
      const name = nameOf(steps, isKeyed, paths)
      if (name !== undefined) told.push(`${name}=${inner}`)
    } else {
      const isObject = !Array.isArray(inner)
      for (const [key, member] of Object.entries(inner as object))
        visit(member, [...steps, key], [...isKeyed, isObject])
    }
  }
  visit(value, [], [])
  return told
}

function nameOf(
  steps: readonly string[],
  isKeyed: readonly boolean[],
  paths: Readonly<Record<string, string>>,
): string | undefined {
  const fitting = Object.entries(paths)
    .map(([name, path]) => ({ name, rank: rankOf(path.split('.'), steps, isKeyed) }))
    .filter(({ rank }) => rank !== undefined)
    .toSorted((left, right) => (left.rank! < right.rank! ? -1 : left.rank! > right.rank! ? 1 : 0))
  return fitting[0]?.name
}

/** Per step 0 for a key, 1 for `*`; undefined where it does not fit. */
function rankOf(path: readonly string[], steps: readonly string[], isKeyed: readonly boolean[]) {
  if (path.length !== steps.length) return undefined
  const fits = path.every((part, at) => part === '*' || (isKeyed[at] && part === steps[at]))
  return fits ? path.map((part) => (part === '*' ? '1' : '0')).join('') : undefined
}

test('leaves at paths are those that fit, in order, however the input is cut', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom('x', 'y'), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(key, tie('json'))),
  })) // prettier-ignore
  const path = fc.array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')) // prettier-ignore
  const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(json, paths, fc.integer({ min: 1, max: 40 }), (value, list, step) => {
      const named = Object.fromEntries(list.map((one) => [one, one]))
      const leaves = select(JSON.stringify(value), named, step).filter((told) => /=[xy]$/.test(told))
      expect(leaves).toEqual(expectedOf(value, named))
    }),
    { numRuns: 2000 },
  )
}) // prettier-ignore

test('messages of an export, with the offsets of their texts', () => {
  const message = (role: string, ...parts: string[]) => ({
    message: { author: { role }, content: { parts, type: 'text' } },
  })
  const text = JSON.stringify([
    {
      title: 't',
      mapping: { r: { message: null }, n1: message('user', 'one "1"', 'two'), n2: message('tool') },
    },
    { mapping: { n3: message('assistant', 'three') } },
  ])
  const scanner = JsonScanner.of(bytesOfUtf8(text))
  const selector = new JsonSelector(scanner, {
    message: '*.mapping.*.message',
    role: '*.mapping.*.message.author.role',
    text: '*.mapping.*.message.content.parts.*',
  })
  const messages: { role: string; texts: string[] }[] = []
  for (let token = selector.next(); token !== 'end'; token = selector.next()) {
    if (selector.name === 'message' && token === '{') messages.push({ role: '', texts: [] })
    else if (selector.name === 'role') messages.at(-1)!.role = scanner.text()
    else if (selector.name === 'text') messages.at(-1)!.texts.push(text.slice(scanner.start, scanner.end))
  }
  expect(messages).toEqual([
    { role: 'user', texts: ['one \\"1\\"', 'two'] },
    { role: 'tool', texts: [] },
    { role: 'assistant', texts: ['three'] },
  ])
}) // prettier-ignore
