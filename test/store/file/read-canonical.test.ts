import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as v from 'valibot'
import { inventoryFileSchema } from '../../../src/inventory/record-schema.ts'
import type { InventoryRecord } from '../../../src/inventory/record.ts'
import { parseStrictly } from '../../../src/text/strict/parse-strictly.ts'
import { editInventory, emptyInventory } from '../../../src/store/file/edit-inventory.ts'
import { keyOf, parseInventory } from '../../../src/store/file/inventory-text.ts'
import { readCanonical } from '../../../src/store/file/read-canonical.ts'
import { anyRecord } from '../record-arbitrary.ts'

const someRecords = fc.uniqueArray(anyRecord, { maxLength: 5, selector: keyOf })

function write(records: readonly InventoryRecord[]): string {
  return editInventory(parseInventory(emptyInventory, 'empty'), records, 'file')
}

function readStrictly(text: string): unknown {
  return parseStrictly(inventoryFileSchema, text, { file: 'f', code: 'C' }).output
}

/** What both readers say of a text; the fast one may always pass. */
function checkAgrees(text: string): boolean {
  const canonical = readCanonical(text)
  if (canonical === undefined) return false
  const value = { version: 1, records: canonical.records.map((record) => record.value) }
  const fast = v.safeParse(inventoryFileSchema, value)
  let strict: unknown
  try {
    strict = readStrictly(text)
  } catch {
    // `parseInventory` must refuse it, too, whoever reads it.
    expect(() => parseInventory(text, 'f')).toThrow()
    return false
  }
  expect(fast.success && fast.output).toEqual(strict)
  return true
}

const byKey = (left: InventoryRecord, right: InventoryRecord) =>
  keyOf(left) < keyOf(right) ? -1 : 1

test('what is written is read as it was, by both readers', () => {
  fc.assert(
    fc.property(someRecords, (records) => {
      const text = write(records)
      const expected = [...records].sort(byKey)
      expect((readStrictly(text) as { records: unknown }).records).toEqual(expected)
      expect(parseInventory(text, 'f').records.map(({ record }) => record)).toEqual(expected)
      checkAgrees(text)
    }),
    { numRuns: 60 },
  )
})

const ordinary = write(
  Array.from({ length: 3 }, (_, at) => ({
    id: `vault/app${at}#key`,
    state: 'active' as const,
    purpose: "the team's key: for mail, and more",
    owner: { team: 'payments' },
    scopes: ['repo', 'read:org'],
    breakGlass: {},
    fingerprints: [{ form: 'raw' as const, value: `v1:01234567:${'ab'.repeat(16)}`, version: '3' }],
  })),
)
const withNotes = ordinary.replaceAll(/(?<=^ .*)$/gm, " # it's 'a note'")

test('of ordinary records the fast reader reads all', () => {
  for (const text of [ordinary, withNotes, ordinary.replaceAll('\n', '\r\n')])
    expect(checkAgrees(text)).toBe(true)
})

const anyText = fc.oneof(someRecords.map(write), fc.constantFrom(ordinary, withNotes))

/** Pieces that mean something to YAML. */
const pieces = [
  '\n', '\r', '\r\n', '\t', ' ', '  ', ':', ': ', ' #', ' # ', '#', '-', '- ', '---\n', '...\n', "'", '"', '{', '}', '[', ']', ',', '&a ', '*a',
  '|', '>', '|-\n', '!', '!!str ', '%', '@', '`', '~', 'null', 'true', '1', '<<: ', '? ', '\\', '\u0085', '\u2028', '\ufeff',
  '\n\n', '\n# x\n', '\n  - id: x\n', '\n    id: y\n', '\n    owner:\n', '\n      team: x\n', '\nversion: 1\n', 'records: []',
] // prettier-ignore

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 40 })),
  inserted: fc.oneof(fc.constantFrom('', ...pieces), fc.string({ maxLength: 3 })),
})

test('of damaged files the fast reader takes none that the strict one refuses, and reads the same', () => {
  fc.assert(
    fc.property(anyText, fc.array(damage, { minLength: 1, maxLength: 3 }), (whole, all) => {
      let text = whole
      for (const { at, removed, inserted } of all) {
        const start = Math.floor(at * text.length)
        text = text.slice(0, start) + inserted + text.slice(start + removed)
      }
      checkAgrees(text)
    }),
    { numRuns: 1500 },
  )
})

test('lines put elsewhere change nothing of that', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { maxLength: 3 }),
      (whole, moves) => {
        const lines = whole.split('\n')
        for (const [from, to] of moves) {
          const [line] = lines.splice(from % lines.length, 1)
          lines.splice(to % (lines.length + 1), 0, line ?? '')
        }
        checkAgrees(lines.join('\n'))
      },
    ),
    { numRuns: 400 },
  )
})
