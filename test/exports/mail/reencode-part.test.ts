import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Base64Body, encodeBase64 } from '../../../src/exports/mail/base64-body.ts'
import { reencodePart } from '../../../src/exports/mail/reencode-part.ts'
import { bytesOfLatin1, latin1Of } from '../../../src/text/bytes.ts'

/** A body in base64 as mailers write one. */
function bodyOf(bytes: Uint8Array, lineLength: number, lineEnd: string): string {
  const lines = encodeBase64(bytes).match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []
  return lines.map((line) => line + lineEnd).join('')
}

const bodies = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  lineLength: fc.constantFrom(4, 60, 64, 72, 76, 1000),
  lineEnd: fc.constantFrom('\n', '\r\n'),
})

test('base64 is what Node makes of it, and back', () => {
  fc.assert(
    fc.property(bodies, ({ bytes, lineLength, lineEnd }) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      const body = new Base64Body(bytesOfLatin1(bodyOf(bytes, lineLength, lineEnd)))
      expect(body.bytes).toEqual(bytes)
    }),
  )
})

test('the characters of a run hold it, and no fewer do', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), fc.nat(), ({ bytes, lineLength, lineEnd }, from, length) => {
      const text = bodyOf(bytes, lineLength, lineEnd)
      const body = new Base64Body(bytesOfLatin1(text))
      const start = from % bytes.length
      const end = start + 1 + (length % (bytes.length - start))
      const span = body.spanOf({ start, end })
      const decoded = body.decodedOf(span)
      expect(decoded.start <= start && decoded.end >= end).toBe(true)
      expect(decoded.start >= start - 1 && decoded.end <= end + 1).toBe(true)
      expect(text.slice(span.start, span.end)).toMatch(/^[^\r\n=].*[^\r\n=]$|^[^\r\n=]$/s)
    }),
  )
})

test('a part with nothing changed stays as it is', () => {
  fc.assert(
    fc.property(bodies, ({ bytes, lineLength, lineEnd }) => {
      const body = bytesOfLatin1(`${bodyOf(bytes, lineLength, lineEnd)}\r\n`)
      expect(latin1Of(reencodePart(body, []))).toBe(latin1Of(body))
    }),
  )
})

test('a part that is changed decodes to what was changed, in lines that are no longer', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), fc.nat(), ({ bytes, lineLength, lineEnd }, from, length) => {
      const start = from % bytes.length
      const end = start + (length % (bytes.length - start))
      const text = '[stanch:github-pat:00000000:0000000000000000]'
      const body = bytesOfLatin1(bodyOf(bytes, lineLength, lineEnd))
      const changed = reencodePart(body, [{ span: { start, end }, text, isWide: false }])
      const decoded = Buffer.from(latin1Of(changed), 'base64')
      const plain = latin1Of(bytes)
      expect(latin1Of(decoded)).toBe(plain.slice(0, start) + text + plain.slice(end))
      const longest = Math.max(
        ...latin1Of(changed)
          .split(lineEnd)
          .map(({ length: own }) => own),
      )
      const before = latin1Of(body).indexOf(lineEnd)
      const isOneLine = before === body.length - lineEnd.length
      expect(longest).toBeLessThanOrEqual(isOneLine ? Math.max(before, 76) : before)
      expect(latin1Of(changed).endsWith(lineEnd)).toBe(true)
    }),
  )
})
