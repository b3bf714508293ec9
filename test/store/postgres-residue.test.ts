import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { formsOf } from '../../src/inventory/fingerprint-forms.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { fingerprintKeyOf, fingerprintOf } from '../../src/text/fingerprint.ts'
import { makeInventoryDatabase, openInventoryAs } from './inventory-database.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from './start-postgres.ts'

const isMissing = requiredPostgres.path === undefined
const settings = [
  `log_statement = 'all'`,
  'log_min_duration_statement = 0',
  'log_parameter_max_length = -1',
  'log_parameter_max_length_on_error = -1',
  `log_min_error_statement = 'debug5'`,
  // So that a text is found in the files as it is.
  'wal_compression = off',
  'full_page_writes = on',
]
let server!: PostgresServer
if (!isMissing) server = await startPostgres({ settings })
afterAll(() => server?.stop())

/** All that the server has written, its log included. */
function readFiles(): (readonly [path: string, bytes: Buffer])[] {
  const paths = readdirSync(server.dataDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return [...paths, server.logPath].map((path) => [path, readFileSync(path)] as const)
}

const inTables = /\/base\/\d+\/\d+$/
const inWriteAheadLog = /\/pg_wal\//

describe.skipIf(isMissing)(isMissing ? requiredPostgres.skip : 'what a server keeps', () => {
  test('no value that a record knows by its fingerprint stands in tables, write-ahead log, server log or activity', async () => {
    const key = fingerprintKeyOf(randomBytes(32))
    const database = await makeInventoryDatabase(server)
    const store = await openInventoryAs(server, { database, tenant: 'acme' })
    const canary = `canary-${randomBytes(12).toString('hex')}`
    const values = Array.from({ length: 20 }, () => randomBytes(24).toString('base64url'))
    const records = values.map((value, at): InventoryRecord => {
      const forms = formsOf({ value: Buffer.from(value) }, { key, partsOf: () => [] })
      if ('refused' in forms) throw new Error(forms.refused)
      return { id: `r${at}`, state: 'active', purpose: canary, fingerprints: forms.fingerprints }
    })
    await store.change(records.map((record) => ({ id: record.id, apply: () => record })))
    const asked = values.map((value) => fingerprintOf(Buffer.from(value), key))
    expect((await store.match(asked)).size).toBe(values.length)
    let activity = ''
    const edit = (before: InventoryRecord | undefined) => {
      // The connection stands within its transaction.
      activity += server.sql('SELECT query FROM pg_stat_activity')
      return { ...before!, purpose: `${canary} anew` }
    }
    await store.change([{ id: 'r0', apply: edit }])
    const broken = { ...records[1]!, purpose: `${canary} \ud800` }
    await expect(store.change([{ id: 'r1', apply: () => broken }])).rejects.toThrow()
    activity += server.sql('SELECT query FROM pg_stat_activity')
    server.sql('CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT')

    const files = readFiles()
    const filesWith = (bytes: Buffer) =>
      files.filter(([, content]) => content.includes(bytes)).map(([path]) => path)
    // The search finds what is there: a text of a record, a fingerprint, in every kind of file that has it.
    const places = filesWith(Buffer.from(canary))
    expect(places).toContainEqual(expect.stringMatching(inTables))
    expect(places).toContainEqual(expect.stringMatching(inWriteAheadLog))
    expect(places).toContain(server.logPath)
    const packed = Buffer.from(asked[0]!.slice(3).replace(':', ''), 'hex')
    expect(filesWith(packed)).toContainEqual(expect.stringMatching(inTables))
    expect(activity).toContain('stanch.inventory_')

    for (const [at, value] of values.entries()) {
      const forms = [
        value,
        Buffer.from(value).toString('hex'),
        Buffer.from(value).toString('base64').slice(0, 32),
      ]
      for (const form of forms) expect(filesWith(Buffer.from(form)), `value ${at}`).toEqual([])
      expect(activity).not.toContain(value)
    }
    expect(filesWith(Buffer.from(key.bytes))).toEqual([])
    await store.close()
  })
})
