import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineCounter } from '../../src/exports/line-counter.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'

test('law: lines are those of the whole text, whatever the chunks and offsets', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '\n', 'b'), maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(9), { maxLength: 20 }),
      (text, lengths, steps) => {
        const counter = new LineCounter()
        let asked = 0
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const end = Math.min(text.length, at + lengths[turn % lengths.length]!)
          counter.push(bytesOfUtf8(text.slice(at, end)))
          for (const step of steps) {
            asked = Math.min(end, Math.max(asked, at) + step)
            const before = text.slice(0, asked)
            expect(counter.lineAt(asked)).toEqual({
              line: before.split('\n').length,
              lineStart: before.lastIndexOf('\n') + 1,
            })
          }
          at = end
        }
      },
    ),
  )
})

test('in one long line asking often is not dear', () => {
  const counter = new LineCounter()
  counter.push(new Uint8Array(1 << 22).fill(97))
  const start = performance.now()
  for (let at = 0; at < 1 << 22; at += 64) counter.lineAt(at)
  expect(performance.now() - start).toBeLessThan(3000)
})
