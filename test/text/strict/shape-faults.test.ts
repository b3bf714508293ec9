import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { shapeFaultsOf, type KeyPath } from '../../../src/text/strict/shape-faults.ts'

const leaf = v.strictObject({ name: v.optional(v.string()) }, 'expected a leaf')
const schema = v.strictObject(
  {
    leaf: v.optional(leaf),
    leaves: v.optional(v.array(leaf)),
    lists: v.optional(v.array(v.array(leaf))),
    byName: v.optional(v.record(v.string(), leaf, 'expected leaves by name')),
    text: v.optional(v.string()),
  },
  'expected a tree',
)

/** What is at a place: a leaf, a list or a mapping of such, or anything. */
type Kind = 'tree' | 'leaf' | 'leaves' | 'lists' | 'byName' | 'any'
const kinds: Readonly<Record<Kind, (key: string | number) => Kind | undefined>> = {
  tree: (key) =>
    key === 'text'
      ? 'any'
      : ['leaf', 'leaves', 'lists', 'byName'].find((one) => one === key) as Kind | undefined,
  leaf: (key) => (key === 'name' ? 'any' : undefined),
  leaves: (key) => (typeof key === 'number' ? 'leaf' : 'any'),
  lists: (key) => (typeof key === 'number' ? 'leaves' : 'any'),
  byName: () => 'leaf',
  any: () => 'any',
} // prettier-ignore

/** By the definition: where a mapping is a list, and which keys it does not have. */
function faultPaths(kind: Kind, value: unknown, path: KeyPath): KeyPath[] {
  if (typeof value !== 'object' || value === null) return []
  const isMapping = kind === 'tree' || kind === 'leaf' || kind === 'byName'
  if (Array.isArray(value) && isMapping) return [path]
  const items = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value as Record<string, unknown>)
  return items.flatMap(([key, one]) => {
    const inner = kinds[kind](key)
    return inner === undefined ? [[...path, key]] : faultPaths(inner, one, [...path, key])
  })
}

const key = fc.constantFrom('leaf', 'leaves', 'lists', 'byName', 'text', 'name', 'toString', 'constructor', 'nmae', '0') // prettier-ignore
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('x', 1, null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}))

test('law: exactly the unknown keys and the lists in place of mappings are told, in order, wherever they are', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const told = shapeFaultsOf(schema, value).map(({ path }) => path)
      expect(told).toEqual(faultPaths('tree', value, []))
    }),
    { numRuns: 1000 },
  )
})

test('a fault names what was probably meant, or what there is', () => {
  const value = { leaves: [{ name: 'a' }, { nmae: 'b' }], byName: { a: [] }, other: 1 }
  expect(shapeFaultsOf(schema, value)).toEqual([
    { path: ['leaves', 1, 'nmae'], what: 'expected a known key; did you mean name?' },
    { path: ['byName', 'a'], what: 'expected a leaf, got a list' },
    { path: ['other'], what: 'expected a known key: leaf, leaves, lists, byName, text' },
  ])
})
