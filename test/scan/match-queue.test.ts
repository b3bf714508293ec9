import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InventoryStore } from '../../src/inventory/inventory-store.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { MatchQueue } from '../../src/scan/match-queue.ts'

/** A store whose answers take their time, and who was asked what. */
function storeOf(known: ReadonlySet<string>, fails: (batch: number) => boolean = () => false) {
  const asked: (readonly string[])[] = []
  const store: InventoryStore = {
    name: 'a store',
    isReadOnly: true,
    async *list() {},
    get: () => Promise.resolve(undefined),
    change: () => Promise.reject(new Error('read only')),
    close: () => Promise.resolve(),
    async match(fingerprints) {
      asked.push(fingerprints)
      const batch = asked.length
      await new Promise((resolve) => setTimeout(resolve, batch % 2))
      if (fails(batch)) throw new Error('the database is down')
      const found = fingerprints.filter((one) => known.has(one))
      return new Map(found.map((one) => [one, [recordOf(one)]]))
    },
  }
  return { store, asked }
}

const recordOf = (fingerprint: string): InventoryRecord => ({
  id: `id-${fingerprint}`,
  state: 'active',
  fingerprints: [{ form: 'raw', value: fingerprint }],
})
const lookup = (fingerprint: string) => ({ value: [fingerprint], unkeyed: undefined, parts: [] })

test('law: all are told in order, each with its own match, whenever they come', async () => {
  const items = fc.array(fc.tuple(fc.nat(30), fc.boolean()), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(items, async (arrivals) => {
      const { store } = storeOf(new Set(['3', '7', '11']))
      const told: (readonly [number, string | undefined])[] = []
      const queue = new MatchQueue<number>(
        () => Promise.resolve(store),
        (item, match) => told.push([item, match?.id]),
      )
      for (const [item, waits] of arrivals) {
        queue.add(item, lookup(String(item)))
        if (waits) await new Promise(setImmediate)
      }
      const { known, failure } = await queue.settled()
      const expected = arrivals.map(([item]) => [
        item,
        [3, 7, 11].includes(item) ? `id-${item}` : undefined,
      ])
      expect(told).toEqual(expected)
      expect(known).toBe(
        new Set(arrivals.map(([item]) => item).filter((item) => [3, 7, 11].includes(item))).size,
      )
      expect(failure).toBeUndefined()
    }),
    { numRuns: 50 },
  )
})

test('ten thousand findings of a hundred secrets ask for each once', async () => {
  const { store, asked } = storeOf(new Set())
  let told = 0
  const queue = new MatchQueue<number>(
    () => Promise.resolve(store),
    () => told++,
  )
  for (let at = 0; at < 10_000; at++) queue.add(at, lookup(String(at % 100)))
  await queue.settled()
  expect(told).toBe(10_000)
  expect(asked.flat().toSorted()).toEqual(
    Array.from({ length: 100 }, (_, at) => String(at)).toSorted(),
  )
})

test('a store that fails stops no item; a run that ends asks no more, one without end asks again', async () => {
  const outcome = async (isLasting: boolean) => {
    const { store, asked } = storeOf(new Set(['1']), (batch) => batch === 1)
    const told: (string | undefined)[] = []
    const failures: string[] = []
    const queue = new MatchQueue<number>(
      () => Promise.resolve(store),
      (_, match) => told.push(match?.id),
      { isLasting, onFailure: (reason) => failures.push(reason) },
    )
    for (let round = 0; round < 3; round++) {
      queue.add(round, lookup('1'))
      await queue.settled()
    }
    return { told, asked: asked.length, failures }
  }
  expect(await outcome(false)).toEqual({
    told: [undefined, undefined, undefined],
    asked: 1,
    failures: ['the database is down'],
  })
  expect(await outcome(true)).toEqual({
    told: [undefined, 'id-1', 'id-1'],
    asked: 3,
    failures: ['the database is down'],
  })
})
