import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InventoryRecord } from '../../../src/inventory/record.ts'
import { recordStates } from '../../../src/inventory/record.ts'
import { ageBands, buildAgeTable } from '../../../src/report/inventory/age-table.ts'
import { writeCsvInventory } from '../../../src/report/inventory/csv-inventory.ts'
import { toCycloneDx } from '../../../src/report/inventory/cyclonedx-inventory.ts'
import { writeHtmlInventory } from '../../../src/report/inventory/html-inventory.ts'
import { writeMarkdownInventory } from '../../../src/report/inventory/markdown-inventory.ts'
import { recordFields } from '../../../src/report/inventory/record-fields.ts'

const hostile = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('<script>alert(1)</script>', '| x |', '=1+1', '@team', '"', "'", '&lt;', '\\', '`', '[a](b)', '-', '\u202e'),
) // prettier-ignore
const day = fc.constantFrom('2019-01-01', '2026-11-01', '2026-03-04T05:06:07Z', '2026-09-20')

const recordOf: fc.Arbitrary<InventoryRecord> = fc
  .record(
    {
      id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/@:#+=~-]{0,20}$/),
      state: fc.constantFrom(...recordStates),
      fingerprints: fc.constantFrom([], [{ form: 'raw' as const, value: `v1:0123abcd:${'0f'.repeat(16)}` }]),
      tenant: hostile,
      provider: hostile,
      kind: fc.constantFrom('github-pat', 'generic-password', 'private-key', 'x'),
      credentialRef: hostile,
      purpose: hostile,
      owner: fc.record({ team: hostile, person: hostile }, { requiredKeys: [] }),
      environment: fc.constantFrom('production', 'staging', '<b>'),
      agent: hostile,
      tool: hostile,
      scopes: fc.array(hostile, { maxLength: 2 }),
      store: fc.record({ type: hostile, path: hostile }),
      ttl: fc.constant('12h'),
      createdAt: day,
      lastRotatedAt: day,
      expiresAt: day,
    },
    { requiredKeys: ['id', 'state', 'fingerprints'] },
  ) // prettier-ignore

const records = fc.uniqueArray(recordOf, {
  selector: ({ tenant, id }) => `${tenant}:${id}`,
  maxLength: 8,
})
const now = '2026-11-26T12:00:00.000Z'

const base = 'http://cyclonedx.org/schema/'

const validateBom = (() => {
  const require = createRequire(import.meta.url)
  const directory = require.resolve('@cyclonedx/cyclonedx-library/package.json').replace('package.json', 'res/schema/') // prettier-ignore
  const read = (name: string) =>
    JSON.parse(readFileSync(`${directory}${name}.SNAPSHOT.schema.json`, 'utf8')) as object
  const formats = { ...fullFormats, 'iri-reference': true, 'idn-email': true } as const
  const ajv = new Ajv({ strict: false, allErrors: true, formats })
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(read(name), `${base}${name}.SNAPSHOT.schema.json`)
  return ajv.compile(read('bom-1.6'))
})()

test('a bill of materials is one of CycloneDX 1.6, whatever records say', () => {
  fc.assert(
    fc.property(records, (all) => {
      const bom = toCycloneDx(all, { version: '1.0.0', timestamp: now })
      validateBom(JSON.parse(JSON.stringify(bom)))
      expect(validateBom.errors ?? []).toEqual([])
    }),
  )
  validateBom({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'cryptographic' }] })
  expect(validateBom.errors).not.toHaveLength(0)
}) // prettier-ignore

test('a row of CSV holds each fact of a record', () => {
  fc.assert(
    fc.property(records, (all) => {
      const rows = parse([...writeCsvInventory(all)].join(''), { columns: true }) as Record<string, string>[]
      expect(rows.map((row) => row['state'])).toEqual(all.map(({ state }) => state))
      for (const [at, record] of all.entries()) {
        expect(Object.keys(rows[at]!)).toEqual(recordFields.map(([name]) => name))
        expect(rows[at]!['id']!.replace(/^'/, '')).toBe(record.id)
        for (const cell of Object.values(rows[at]!)) expect(cell).not.toMatch(/^[=+\-@]/)
      }
    }),
  )
}) // prettier-ignore

test('a table in Markdown has one row a record, and no text of a record is Markdown or HTML', () => {
  fc.assert(
    fc.property(records, (all) => {
      const lines = [...writeMarkdownInventory(all)].join('').split('\n')
      expect(lines).toHaveLength(all.length + 3)
      for (const line of lines.slice(2, -1)) {
        expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(10)
        expect(line).not.toMatch(/<|@/)
      }
    }),
  )
})

test('a page holds every record, and no element but its own', () => {
  fc.assert(
    fc.property(records, (all) => {
      const page = writeHtmlInventory(all, { name: '<x>', timestamp: now })
      expect(page.match(/<script|<x>|<b>/g)).toBeNull()
      expect(page.match(/<code>/g) ?? []).toHaveLength(all.length)
    }),
  )
})

test('every credential that may work is counted once', () => {
  fc.assert(
    fc.property(records, (all) => {
      const table = buildAgeTable(all, Date.parse(now))
      const living = all.filter(({ state }) => state !== 'destroyed' && state !== 'deactivated')
      const cells = table.rows.flatMap((row) => [...row.cells.values()])
      const sum = cells.flatMap(({ counts }) => ageBands.map((band) => counts[band]))
      expect(sum.reduce((total, count) => total + count, 0)).toBe(living.length)
      expect(table.all.total).toBe(living.length)
    }),
  )
})

test('ages are of the last rotation, and the oldest come first', () => {
  const record = (id: string, team: string, lastRotatedAt?: string): InventoryRecord => ({
    id,
    state: 'active',
    owner: { team },
    createdAt: '2019-01-01',
    ...(lastRotatedAt !== undefined && { lastRotatedAt }),
    fingerprints: [],
  })
  const { rows } = buildAgeTable(
    [record('a', 'new', '2026-11-20'), record('b', 'old'), record('c', 'new', '2026-09-01')],
    Date.parse(now),
  )
  expect(rows.map(({ owner }) => owner)).toEqual(['old', 'new'])
  expect(rows[1]!.all.counts).toMatchObject({ 'up to 30 days': 1, 'up to 90 days': 1 })
})
