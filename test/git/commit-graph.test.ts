import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CommitGraph } from '../../src/git/commit-graph.ts'

/** A commit's number is its place in the list; `tree` does not matter here. */
interface Commit {
  readonly time: number
  readonly parents: readonly number[]
}

function graphOf(commits: readonly Commit[], tags: readonly (readonly [number, number])[] = []) {
  const numbers = commits.flatMap(({ time, parents }, object) => [
    object,
    1000,
    time,
    parents.length,
    ...parents,
  ])
  const part = {
    commits: Float64Array.from(numbers),
    tags: Float64Array.from(tags.flat()),
    missing: [],
    problems: [],
  }
  return new CommitGraph([part], (_, object) => object)
}

test.for([
  ['a line by time', [[10, []], [20, [0]], [30, [1]]], [2], [0, 1, 2]],
  ['a line of one second', [[10, []], [10, [0]], [10, [1]]], [2], [0, 1, 2]],
  ['a line of one second with names in between', [[10, []], [10, [0]], [10, [1]]], [0, 1, 2], [0, 1, 2]],
  ['the names in the other order', [[10, []], [10, [0]], [10, [1]]], [2, 1, 0], [0, 1, 2]],
  ['a clock that goes back', [[50, []], [20, [0]], [30, [1]]], [2], [0, 1, 2]],
  ['a clock that goes back, with a name on the first', [[50, []], [20, [0]]], [0, 1], [0, 1]],
  ['a parent that another parent has, too', [[50, []], [20, [0]], [20, [0, 1]]], [2], [0, 1, 2]],
  ['branches by time', [[10, []], [40, [0]], [20, [0]], [30, [2]]], [1, 3], [0, 2, 3, 1]],
  ['only what the tips reach', [[10, []], [20, [0]], [30, [0]]], [1], [0, 1]],
  ['missing parents', [[10, [77]], [20, [0, 78]]], [1], [0, 1]],
] as const)('%s', ([, commits, tips, expected]) => {
  const graph = graphOf(commits.map(([time, parents]) => ({ time, parents })))
  expect(graph.reach(tips)).toEqual(expected)
}) // prettier-ignore

test('commits that a damaged store makes each other’s parents come once each', () => {
  const graph = graphOf([
    { time: 10, parents: [2] },
    { time: 20, parents: [0] },
    { time: 30, parents: [1] },
  ])
  expect(new Set(graph.reach([0, 1, 2]))).toEqual(new Set([0, 1, 2]))
})

test('what is left out is left out with all it reaches', () => {
  const graph = graphOf([
    { time: 10, parents: [] },
    { time: 20, parents: [0] },
    { time: 30, parents: [1] },
  ])
  expect(graph.reach([2], new Set([1]))).toEqual([2])
})

test('a tag of a tag of a tag, any number of times, stands for its commit', () => {
  const tags = Array.from({ length: 500 }, (_, at) => [1 + at, at] as const)
  const graph = graphOf([{ time: 10, parents: [] }], tags)
  expect(graph.peel(500)).toBe(0)
  expect(graph.reach([500])).toEqual([0])
})

test('tags that a damaged store makes point to each other stand for nothing else', () => {
  const graph = graphOf(
    [{ time: 10, parents: [] }],
    [
      [5, 6],
      [6, 5],
    ],
  )
  expect(graph.reach([5, 6])).toEqual([])
})

test('in any graph no commit comes before its parent, and none without reason before an older one', () => {
  const graphs = fc
    .array(fc.record({ time: fc.nat(20), links: fc.array(fc.nat(), { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((list) =>
      list.map(({ time, links }, at) => ({
        time,
        parents: at === 0 ? [] : links.map((link) => link % at),
      })),
    )
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(), { minLength: 1 }), (commits, seeds) => {
      const tips = seeds.map((seed) => seed % commits.length)
      const order = graphOf(commits).reach(tips)
      const reached = new Set<number>()
      const open = [...tips]
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (reached.has(at)) continue
        reached.add(at)
        open.push(...commits[at]!.parents)
      }
      expect(order.toSorted((one, other) => one - other)).toEqual(
        [...reached].toSorted((one, other) => one - other),
      )
      const ages: number[] = []
      for (const [at, { time, parents }] of commits.entries()) {
        ages[at] = Math.max(time, ...parents.map((parent) => ages[parent]!))
      }
      for (const [place, row] of order.entries()) {
        for (const parent of commits[row]!.parents) {
          expect(order.indexOf(parent)).toBeLessThan(place)
        }
        if (place > 0) expect(ages[order[place - 1]!]!).toBeLessThanOrEqual(ages[row]!)
      }
    }),
    { seed: 3 },
  )
})
