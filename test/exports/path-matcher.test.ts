import { expect, test } from 'vitest'
import { PathMatcher } from '../../src/exports/path-matcher.ts'

/** @param place keys and, as numbers, elements, from the outside in */
function matched(patterns: readonly string[], place: readonly (string | number)[]): string[] {
  let state = new PathMatcher(patterns.map((pattern) => [pattern, pattern] as const)).root
  for (const step of place) state = typeof step === 'number' ? state.element : state.member(step)
  return [...state.values]
}

test.for([
  ['the outermost value', ['', 'a'], [], ['']],
  ['a key', ['a', 'b'], ['a'], ['a']],
  ['a key below a key', ['a.b', 'a'], ['a', 'b'], ['a.b']],
  ['an element', ['[].a', 'a'], [3, 'a'], ['[].a']],
  ['elements of elements', ['a[][]'], ['a', 0, 1], ['a[][]']],
  ['any key', ['m.*.id'], ['m', 'x-1', 'id'], ['m.*.id']],
  ['any key is no element', ['m.*.id'], ['m', 0, 'id'], []],
  ['any steps', ['**.id'], ['m', 0, 'x', 'id'], ['**.id']],
  ['no step at all', ['**.id'], ['id'], ['**.id']],
  ['any steps in between, twice', ['a.**.b.**.c'], ['a', 'b', 'b', 0, 'c'], ['a.**.b.**.c']],
  [
    'elements below any steps',
    ['**.elements[].text'],
    ['x', 'elements', 0, 'elements', 2, 'text'],
    ['**.elements[].text'],
  ],
  [
    'a key with dots',
    ['attributes."gen_ai.agent.id"'],
    ['attributes', 'gen_ai.agent.id'],
    ['attributes."gen_ai.agent.id"'],
  ],
  ['a list is not its element', ['a'], ['a', 0], []],
  ['a key called like an element', ['a[]'], ['a', '[]'], []],
] as const)('%s', ([, patterns, place, expected]) => {
  expect(matched(patterns, place)).toEqual(expected)
})

test('keys that no pattern names are told apart by nothing and make no states', () => {
  const { root } = new PathMatcher([['m.*.id', 1]])
  const first = root.member('m').member('a')
  expect(root.member('m').member('b')).toBe(first)
  expect(root.member('other').isDead).toBe(true)
})
