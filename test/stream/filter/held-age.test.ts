import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldAge } from '../../../src/stream/filter/held-age.ts'

test('the oldest byte that is held says since when', () => {
  const event = fc.record({ waitMs: fc.nat(40), length: fc.nat(9), held: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let now = 0
      const age = new HeldAge(() => now)
      const cameAt: number[] = []
      let held = 0
      for (const { waitMs, length, held: wanted } of events) {
        now += waitMs
        age.take(length)
        for (let at = 0; at < length; at++) cameAt.push(now)
        held = Math.min(wanted, held + length)
        const heldMs = age.heldMs(held)
        if (held === 0) expect(heldMs).toBeUndefined()
        else {
          // Marks are 5 ms apart: it may be said to be so much older, never younger.
          const truth = now - cameAt[cameAt.length - held]!
          expect(heldMs).toBeGreaterThanOrEqual(truth)
          expect(heldMs! - truth).toBeLessThan(5)
        }
      }
    }),
  )
})

test('after a cut what is still held counts as new', () => {
  let now = 0
  const age = new HeldAge(() => now)
  age.take(10)
  now = 900
  age.take(10)
  age.restart()
  now = 1000
  expect(age.heldMs(20)).toBe(100)
  age.take(1)
  expect(age.heldMs(1)).toBe(0)
})
