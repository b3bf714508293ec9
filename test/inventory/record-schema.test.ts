import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inventoryFileSchema } from '../../src/inventory/record-schema.ts'
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
