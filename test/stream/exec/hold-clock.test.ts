import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HoldClock } from '../../../src/stream/exec/hold-clock.ts'

test('the oldest byte that is held says since when', () => {
  const event = fc.record({ waitMs: fc.nat(40), length: fc.nat(9), held: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let now = 0
      const clock = new HoldClock(() => now)
      const cameAt: number[] = []
      let held = 0
      for (const { waitMs, length, held: wanted } of events) {
        now += waitMs
        clock.take(length)
        for (let at = 0; at < length; at++) cameAt.push(now)
        held = Math.min(wanted, held + length)
        const heldMs = clock.heldMs(held)
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
  const clock = new HoldClock(() => now)
  clock.take(10)
  now = 900
  clock.take(10)
  clock.restart()
  now = 1000
  expect(clock.heldMs(20)).toBe(100)
  clock.take(1)
  expect(clock.heldMs(1)).toBe(0)
})
