import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { inventoryFileSchema, recordSchema } from '../../src/inventory/record-schema.ts'
import { editInventory, emptyInventory } from '../../src/store/file/edit-inventory.ts'
import { parseInventory } from '../../src/store/file/inventory-text.ts'
import { parse } from 'yaml'
import { anyRecord } from '../store/record-arbitrary.ts'

const schema = toJsonSchema(inventoryFileSchema, { errorMode: 'ignore' })
const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(schema)

test('what Stanch writes is valid for editors', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const text = editInventory(parseInventory(emptyInventory, 'f'), [record], 'f')
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test.for([
  ['an unknown key', { id: 'a', state: 'active', value: 'x' }],
  [
    'a value in place of a fingerprint',
    { id: 'a', state: 'active', fingerprints: [{ form: 'raw', value: 'hunter2' }] },
  ],
  ['an unknown state', { id: 'a', state: 'gone' }],
  ['an id that looks like an option', { id: '--help', state: 'active' }],
] as const)('refused by editors, too: %s', ([, record]) => {
  expect(validate({ version: 1, records: [record] })).toBe(false)
})

test('each key of a record is described', () => {
  const { properties } = schema as unknown as {
    properties: { records: { items: { properties: Record<string, { description?: string }> } } }
  }
  for (const [key, one] of Object.entries(properties.records.items.properties))
    expect(one.description, key).toMatch(/\w.*\.$/)
})

const isTime = (text: string) =>
  v.safeParse(recordSchema, { id: 'a', state: 'active', createdAt: text }).success
/** Calendar and clock as the platform has them. */
const isTimeOfPlatform = (text: string) => {
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 10))
}
const two = (value: number) => String(value).padStart(2, '0')

test('law: times are those that the calendar has', () => {
  for (const year of [
    '0000',
    '0004',
    '1582',
    '1600',
    '1900',
    '1999',
    '2000',
    '2024',
    '2026',
    '2100',
    '9999',
  ])
    // prettier-ignore
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${two(month)}-${two(day)}`
        expect(isTime(text), text).toBe(isTimeOfPlatform(text))
      }
  const part = fc.integer({ min: 0, max: 99 })
  const near = (max: number) => fc.oneof(part, fc.integer({ min: max - 1, max: max + 1 }))
  const fraction = fc.constantFrom('', '.0', '.999999999', '.5')
  fc.assert(
    fc.property(near(23), near(59), near(59), fraction, (hour, minute, second, rest) => {
      const text = `2024-02-29T${two(hour)}:${two(minute)}:${two(second)}${rest}Z`
      expect(isTime(text), text).toBe(isTimeOfPlatform(text))
    }),
    { numRuns: 500 },
  )
})
