import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InflightBudget, type Allotment } from '../../../src/stream/otlp/inflight-budget.ts'

const bytesMax = 1 << 20
/** Of each request, for its socket. */
const requestBytes = 1 << 14

test('whatever requests ask for, all come to their end, and only one goes beyond the bound', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: bytesMax }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(sizes, { minLength: 1, maxLength: 8 }), async (requests) => {
      const budget = new InflightBudget({ bytesMax, waitMs: 10_000 })
      const largest = Math.max(...requests.map((all) => all.reduce((sum, one) => sum + one)))
      const serve = async (allotment: Allotment, all: readonly number[]) => {
        for (const bytes of all) {
          expect(await allotment.grow(bytes)).toBe(true)
          expect(budget.bytes).toBeLessThanOrEqual(bytesMax + largest + 8 * requestBytes)
          await Promise.resolve()
        }
        allotment.shrink(1)
        await Promise.resolve()
        allotment.release()
        allotment.release()
      }
      await Promise.all(requests.map((all) => serve(budget.open()!, all)))
      expect(budget.bytes).toBe(0)
    }),
  )
})

test('who waits too long, or gives up, gets nothing, and the next is served', async () => {
  const budget = new InflightBudget({ bytesMax, waitMs: 50 })
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => budget.open()!)
  expect(first!.grow(bytesMax - 4 * requestBytes)).toBe(true)
  expect(await second!.grow(bytesMax)).toBe(true)
  expect(await third!.grow(1)).toBe(false)
  const abandoned = third!.grow(1)
  const served = fourth!.grow(1)
  third!.release()
  expect(await abandoned).toBe(false)
  first!.release()
  second!.release()
  expect(await served).toBe(true)
  fourth!.release()
  expect(budget.bytes).toBe(0)
})

test('there are only so many requests at once', () => {
  const budget = new InflightBudget({ bytesMax, waitMs: 50 })
  const all = Array.from({ length: bytesMax / requestBytes }, () => budget.open())
  expect(all).not.toContain(undefined)
  expect(budget.open()).toBe(undefined)
  all[0]!.release()
  expect(budget.open()).toBeDefined()
})
