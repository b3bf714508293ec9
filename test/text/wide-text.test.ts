import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfText, textOfBytes } from '../../src/text/wide-text.ts'

const halves = fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', '\ud83d\ude00', '퟿', '﻿')

test('any string comes back from its bytes', () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), halves))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (value) => {
      expect(textOfBytes(bytesOfText(value))).toBe(value)
    }),
  )
})

test('the bytes of a well-formed string are its UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      expect(Buffer.from(bytesOfText(value))).toEqual(Buffer.from(value))
    }),
  )
})
