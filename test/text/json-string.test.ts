import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOfLatin1, bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { decodeJsonString, encodeJsonString } from '../../src/text/json-string.ts'
import { bytesOfText, textOfBytes } from '../../src/text/wide-text.ts'

const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud83d', '\ude00', '😀', '"', '\\', '\n', '\u0000', '/')))
  .map((parts) => parts.join('')) // prettier-ignore

test('what is encoded is what JSON.parse reads, and is decoded again', () => {
  fc.assert(
    fc.property(text, (value) => {
      const encoded = encodeJsonString(bytesOfText(value))
      expect(JSON.parse(`"${Buffer.from(encoded).toString()}"`)).toBe(value)
      expect(textOfBytes(decodeJsonString(encoded))).toBe(value)
    }),
    { numRuns: 500 },
  )
})

test('what JSON.stringify writes is decoded, every character escaped or not', () => {
  fc.assert(
    fc.property(text, fc.boolean(), (value, isEscaped) => {
      const units = Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`) // prettier-ignore
      const written = isEscaped ? units.join('') : JSON.stringify(value).slice(1, -1)
      expect(textOfBytes(decodeJsonString(bytesOfUtf8(written)))).toBe(value)
    }),
    { numRuns: 500 },
  )
})

test('any bytes are decoded to no more bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(decodeJsonString(bytes).length).toBeLessThanOrEqual(bytes.length)
    }),
  )
})

test.for([
  ['bytes that are no UTF-8', 'a\xff\\n\xc3', 'a\xff\n\xc3'],
  ['escapes that are none', '\\q\\u12g4\\', '\\q\\u12g4\\'],
  ['half a pair before another escape', '\\ud83d\\n', '\xed\xa0\xbd\n'],
  ['half a pair at the end', 'a\\ud83d', 'a\xed\xa0\xbd'],
  ['half a pair before half an escape', '\\ud83d\\u12', '\xed\xa0\xbd\\u12'],
] as const)('%s', ([, written, said]) =>
  expect(latin1Of(decodeJsonString(bytesOfLatin1(written)))).toBe(said),
)

test('nothing is copied where nothing is escaped', () => {
  const bytes = bytesOfUtf8('plain é')
  expect(decodeJsonString(bytes)).toBe(bytes)
  expect(encodeJsonString(bytes)).toBe(bytes)
})
