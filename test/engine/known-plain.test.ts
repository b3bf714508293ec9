import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPlainlyKnown } from '../../src/engine/known-plain.ts'
import { refusalOf } from '../../src/engine/known-refusal.ts'
import { KnownTexts } from '../../src/engine/known-texts.ts'
import { KnownValues } from '../../src/engine/known-values.ts'

const piece = fc.oneof(
  fc.constantFrom('2024-01-01', '192', '1.2.3', 'TZTZ', 'password', 'test-key', 'aaaaaa', '12345678'),
  fc.constantFrom('+', '=', '/', '-', '_', ':', '.', '$', '{', '@', ' ', '!'),
  fc.stringMatching(/^[a-z]{1,12}$/),
  fc.stringMatching(/^[A-Z\d]{1,12}$/),
  fc.stringMatching(/^[A-Za-z\d+/=]{1,30}$/),
) // prettier-ignore
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

test('what is plainly known is not refused, and much is', () => {
  let plain = 0
  const isRight = (value: string) => {
    if (!isPlainlyKnown(Buffer.from(value, 'latin1'))) return
    plain++
    expect(refusalOf(value)).toBe(undefined)
  }
  fc.assert(fc.property(text, isRight), { numRuns: 3000 })
  expect(plain).toBeGreaterThan(150)
})

test.for([
  ['few characters', 'ab1'.repeat(10)],
  ['counted up', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['a date', '2024-03-15T10-27-31-000000Z'],
  ['a path', 'usr/local/share/x86/linux64/lib32/python311'],
] as const)('%s is not plainly known', ([, value]) => {
  expect(isPlainlyKnown(Buffer.from(value))).toBe(false)
})

test('texts are numbered as by a map', () => {
  const random = fc.uint8Array({ minLength: 1, maxLength: 3, max: 3 })
  const isSame = (texts: Uint8Array[]) => {
    const known = new KnownTexts()
    const numbers = new Map<string, number>()
    for (const one of texts) {
      const name = one.join(' ')
      if (!numbers.has(name)) numbers.set(name, numbers.size)
      expect(known.add(one, 1000)).toBe(numbers.get(name))
    }
    expect(Array.from(known.bytes).join(' ')).toBe([...numbers.keys()].join(' '))
    expect(known.ends.length).toBe(numbers.size)
  }
  fc.assert(fc.property(fc.array(random, { maxLength: 300 }), isSame))
})

test('many texts keep their numbers while the tables grow', () => {
  const known = new KnownTexts()
  const textAt = (at: number) => Buffer.from(`text ${at}`)
  for (let at = 0; at < 5000; at++) expect(known.add(textAt(at), 5000)).toBe(at)
  for (let at = 0; at < 5000; at++) expect(known.add(textAt(at), 5000)).toBe(at)
  expect(known.add(Buffer.from('one more'), 5000)).toBe(-1)
  expect(known.lengthMax).toBe('text 4999'.length)
})

test('the second byte of a character at the end is no blank', () => {
  const value = Buffer.from('k9dLmQ2xfT7à')
  const { table } = new KnownValues([{ name: 'one', value }])
  expect(Buffer.from(table.bytes).toString()).toBe('k9dLmQ2xfT7à')
})
