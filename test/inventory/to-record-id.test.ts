import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordIdPattern } from '../../src/inventory/record.ts'
import { toRecordId } from '../../src/inventory/to-record-id.ts'

test.for([
  ['dotenv/.env#KEY', 'dotenv/.env#KEY'],
  ['json/x y#a\nb', 'json/x~20y#a~0ab'],
  ['vault/é', 'vault/~c3~a9'],
  ['a~ b', 'a~7e~20b'],
  ['--help', 'x--help'],
  ['', 'x'],
] as const)('%j', ([name, id]) => expect(toRecordId(name)).toBe(id))

test('law: whatever it is called, it has an id, and different names have different ones', () => {
  const name = fc.string({ unit: 'binary', maxLength: 120 }).map((text) => `store/${text} `)
  fc.assert(
    fc.property(name, name, (left, right) => {
      expect(recordIdPattern.test(toRecordId(left))).toBe(true)
      if (Buffer.from(left).equals(Buffer.from(right))) return
      expect(toRecordId(left) === toRecordId(right)).toBe(false)
    }),
  )
})
