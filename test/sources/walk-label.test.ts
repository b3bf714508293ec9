import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteKeyOf, labelOfArgument, labelOfBytes } from '../../src/sources/walk-label.ts'

test.for([
  ['ASCII', [0x61, 0x2f], 'a/'],
  ['UTF-8', [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], 'é😀'],
  ['Latin-1', [0x61, 0xe9, 0x62], 'a%E9b'],
  ['a cut sequence', [0xc3], '%C3'],
  ['an overlong sequence', [0xc0, 0xaf], '%C0%AF'],
  ['a surrogate', [0xed, 0xa0, 0x80], '%ED%A0%80'],
  ['valid text between invalid bytes', [0xff, 0xc3, 0xa9, 0xfe], '%FFé%FE'],
  ['control characters stay', [0x1b, 0x5b], '\x1b['],
  ['a byte order mark stays', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
] as const)('a label of %s', ([, bytes, expected]) => {
  expect(labelOfBytes(Uint8Array.from(bytes))).toBe(expected)
})

test('a label of UTF-8 is the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(labelOfBytes(Buffer.from(text))).toBe(text)
    }),
  )
})

test('byte keys order as bytes do', () => {
  const name = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(name, name, (left, right) => {
      const order = Buffer.compare(Buffer.from(left), Buffer.from(right))
      const [leftKey, rightKey] = [byteKeyOf(left), byteKeyOf(right)]
      expect(leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0).toBe(order)
    }),
  )
})

test.for([
  ['.', '/', '.'],
  ['./', '/', '.'],
  ['./a//b/./c/', '/', 'a/b/c'],
  ['../a/..', '/', '../a/..'],
  ['/', '/', '/'],
  ['//a', '/', '/a'],
  ['', '/', ''],
  ['.\\a\\b', '\\', 'a/b'],
  ['a\\b', '/', 'a\\b'],
] as const)('the argument %s with %s is shown as %s', ([path, separator, expected]) => {
  expect(labelOfArgument(path, separator)).toBe(expected)
})
