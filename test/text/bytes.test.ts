import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfLatin1, latin1Of } from '../../src/text/bytes.ts'

/** Mostly ASCII, of lengths around those from which on another way is taken. */
const bytes = fc
  .tuple(fc.integer({ min: 0, max: 5000 }), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }))
  .map(([length, changes]) => {
    const made = new Uint8Array(length).map((_, at) => (at * 7) % 128)
    if (length > 0) for (const [at, byte] of changes) made[at % length] = byte
    return made
  }) // prettier-ignore

test('each byte is the character of its number, and back', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 60 })), fc.nat(30), (all, start) => {
      const text = latin1Of(all)
      expect(text).toBe(Array.from(all, (byte) => String.fromCharCode(byte)).join(''))
      expect(bytesOfLatin1(text)).toEqual(new Uint8Array(all))
      const from = Math.min(start, all.length)
      expect(latin1Of(all, from, all.length - Math.min(3, all.length - from))).toBe(
        text.slice(from, all.length - Math.min(3, all.length - from)),
      )
    }),
    { numRuns: 200 },
  )
})

test('a mark of the byte order and what is no UTF-8 stay as they are', () => {
  const all = Uint8Array.of(0xef, 0xbb, 0xbf, 0xff, 0xc3, 0x28, ...new Uint8Array(40).fill(0x41))
  expect(latin1Of(all).length).toBe(all.length)
  expect(bytesOfLatin1(latin1Of(all))).toEqual(all)
})
