import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { InventoryStore } from '../../src/inventory/inventory-store.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { TenantDatabase } from '../../src/store/postgres/tenant-database.ts'
import { makeInventoryDatabase, openInventoryAs } from './inventory-database.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from './start-postgres.ts'

const isMissing = requiredPostgres.path === undefined
let server!: PostgresServer
if (!isMissing) server = await startPostgres()
afterAll(() => server?.stop())

const value = `v1:0a1b2c3d:${'5e'.repeat(16)}`
const bytes = `\\x010a1b2c3d${'5e'.repeat(16)}`

function recordOf(purpose: string): InventoryRecord {
  return { id: 'same', state: 'active', purpose, fingerprints: [{ form: 'raw', value }] }
}

const put = (store: InventoryStore, record: InventoryRecord) =>
  store.change([{ id: record.id, apply: () => record }])

/** Two tenants, each with a record of the same id and fingerprint. */
async function makeTenants() {
  const database = await makeInventoryDatabase(server)
  const stores = await Promise.all(
    ['acme', 'umbrella'].map((tenant) => openInventoryAs(server, { database, tenant })),
  )
  for (const [at, store] of stores.entries()) await put(store, recordOf(`of ${at}`))
  const close = () => Promise.all(stores.map((store) => store.close()))
  return { database, stores, close }
}

async function listed(store: InventoryStore): Promise<InventoryRecord[]> {
  const records: InventoryRecord[] = []
  for await (const record of store.list()) records.push(record)
  return records
}

/** One connection under the application's role, as anybody can have one who knows its password. */
async function connect(database: string, user = 'app'): Promise<pg.Client> {
  const client = new pg.Client({ host: server.host, port: server.port, database, user })
  await client.connect()
  return client
}

const tables = ['stanch.inventory_record', 'stanch.inventory_fingerprint']

describe.skipIf(isMissing)(isMissing ? requiredPostgres.skip : 'tenants in PostgreSQL', () => {
  test('the same id in two tenants is two records, and neither sees, matches or overwrites the other', async () => {
    const { stores, close } = await makeTenants()
    for (const [at, store] of stores.entries()) {
      const tenant = ['acme', 'umbrella'][at]!
      const own = { ...recordOf(`of ${at}`), tenant }
      expect(await listed(store)).toEqual([own])
      expect(await store.get('same')).toEqual(own)
      expect([...(await store.match([value]))]).toEqual([[value, [own]]])
    }
    await put(stores[0]!, { ...recordOf('changed'), tenant: 'umbrella', fingerprints: [] })
    expect(await stores[1]!.get('same')).toMatchObject({ purpose: 'of 1', tenant: 'umbrella' })
    expect((await stores[1]!.match([value])).size).toBe(1)
    expect(await stores[0]!.get('same')).toMatchObject({ purpose: 'changed', tenant: 'acme' })
    expect((await stores[0]!.match([value])).size).toBe(0)
    await close()
  })

  test('a tenant’s name is a text like any other', async () => {
    const database = await makeInventoryDatabase(server)
    const names = [
      "o'hara",
      '--help',
      '\\',
      '$1',
      "'; DROP SCHEMA stanch CASCADE; --",
      'päger',
      '*',
    ]
    for (const tenant of names) {
      const store = await openInventoryAs(server, { database, tenant })
      await put(store, recordOf(`of ${tenant}`))
      expect(await listed(store)).toEqual([{ ...recordOf(`of ${tenant}`), tenant }])
      await store.close()
    }
  })

  test('statements under the application’s role see nothing without a tenant, and only its rows with one', async () => {
    const { database, close } = await makeTenants()
    const client = await connect(database)
    const count = async (table: string) =>
      (await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count
    for (const table of tables) expect(await count(table)).toBe('0')
    await client.query('BEGIN')
    await client.query(`SET LOCAL stanch.tenant = 'acme'`)
    for (const table of tables) expect(await count(table)).toBe('1')
    const { rowCount } = await client.query(
      `UPDATE stanch.inventory_record SET body = body || '{"purpose":"taken"}' WHERE tenant = 'umbrella'`,
    )
    expect(rowCount).toBe(0)
    expect(
      (await client.query(`DELETE FROM stanch.inventory_fingerprint WHERE tenant = 'umbrella'`))
        .rowCount,
    ).toBe(0)
    await client.query('SAVEPOINT before')
    const refused = { code: '42501' }
    for (const statement of [
      `INSERT INTO stanch.inventory_record VALUES ('umbrella', 'new', '{"id":"new"}')`,
      `INSERT INTO stanch.inventory_record VALUES ('umbrella', 'same', '{"id":"same"}')
       ON CONFLICT (tenant, id) DO UPDATE SET body = excluded.body`,
      `UPDATE stanch.inventory_record SET tenant = 'umbrella', id = 'moved', body = body || '{"id":"moved"}'`,
      `INSERT INTO stanch.inventory_fingerprint VALUES ('umbrella', '${bytes}', 'same')`,
      'ALTER TABLE stanch.inventory_record DISABLE ROW LEVEL SECURITY',
      'DROP POLICY tenant ON stanch.inventory_record',
      'TRUNCATE stanch.inventory_record, stanch.inventory_fingerprint',
      'SELECT FROM stanch.tenant_role',
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject(refused)
      await client.query('ROLLBACK TO before')
    }
    await client.query('COMMIT')
    for (const table of tables) expect(await count(table)).toBe('0')
    await client.end()
    await close()
  })

  test('with row security off, statements fail instead of showing all', async () => {
    const { database, close } = await makeTenants()
    const client = await connect(database)
    await client.query('SET row_security = off')
    await expect(client.query('SELECT FROM stanch.inventory_record')).rejects.toMatchObject({
      code: '42501',
    })
    await client.end()
    await close()
  })

  test('the owner of the tables is held to the policies, too', async () => {
    const { database, close } = await makeTenants()
    const client = await connect(database, 'owner')
    for (const table of tables)
      expect((await client.query(`SELECT FROM ${table}`)).rowCount, table).toBe(0)
    await client.end()
    await close()
  })

  test('a role that is bound to a tenant can name no other', async () => {
    const { database, close } = await makeTenants()
    server.sql(
      `CREATE ROLE bound LOGIN IN ROLE app; INSERT INTO stanch.tenant_role VALUES ('bound', 'acme')`,
      { database },
    )
    const store = await openInventoryAs(server, { database, tenant: 'acme', role: 'bound' })
    expect(await listed(store)).toHaveLength(1)
    await store.close()
    await expect(
      openInventoryAs(server, { database, tenant: 'umbrella', role: 'bound' }),
    ).rejects.toMatchObject({ code: 'STORE_TENANT_REFUSED' })
    const client = await connect(database, 'bound')
    await client.query(`SET stanch.tenant = 'umbrella'`)
    for (const table of tables)
      expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0)
    await client.query('SET ROLE app')
    for (const table of tables)
      expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0)
    await client.end()
    await close()
    server.sql('DROP ROLE bound')
  })

  test('no setting stays on a connection that a pool gives on, whatever ended the transaction', async () => {
    const { database, close } = await makeTenants()
    const pool = new pg.Pool({
      host: server.host,
      port: server.port,
      database,
      user: 'app',
      max: 3,
    })
    const at = { name: 'the database', user: 'app', tenant: 'acme' }
    const acme = new TenantDatabase(pool, at, `'acme'`)
    const seen = 'SELECT id FROM stanch.inventory_record'
    for (let round = 0; round < 8; round++) {
      const ended = await Promise.allSettled([
        acme.read((query) => query(seen)),
        acme.write((query) => query(seen)),
        acme.write((query) => query('SELECT 1 / 0')),
        acme.write(async (query) => {
          await query(seen)
          throw new Error('of the caller')
        }),
      ])
      expect(ended.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'rejected',
      ])
      expect(ended[0]).toMatchObject({ value: [{ id: 'same' }] })
    }
    // The connections are idle now: what their next user would find is what each says of itself.
    expect(pool.idleCount).toBeGreaterThan(1)
    const clients = await Promise.all(Array.from({ length: pool.idleCount }, () => pool.connect()))
    for (const client of clients) {
      const { rows } = await client.query(
        `SELECT current_setting('stanch.tenant', true) AS set, stanch.current_tenant() AS tenant`,
      )
      expect(rows).toEqual([{ set: '', tenant: null }])
      expect((await client.query('SELECT FROM stanch.inventory_record')).rowCount).toBe(0)
      client.release()
    }
    await acme.close()
    const aborted = await connect(database)
    await aborted.query(`BEGIN; SET LOCAL stanch.tenant = 'acme'`)
    await expect(aborted.query('SELECT 1 / 0')).rejects.toThrow()
    await aborted.query('COMMIT')
    expect((await aborted.query('SELECT FROM stanch.inventory_record')).rowCount).toBe(0)
    await aborted.end()
    await close()
  })

  test('for a role that ignores policies our own conditions hold, and it is said', async () => {
    const { database, close } = await makeTenants()
    const notes: string[] = []
    const onNote = (note: string) => notes.push(note)
    const store = await openInventoryAs(server, {
      database,
      tenant: 'acme',
      role: 'postgres',
      onNote,
    })
    expect(notes).toEqual([expect.stringContaining('is a superuser or has BYPASSRLS')])
    expect(await listed(store)).toEqual([{ ...recordOf('of 0'), tenant: 'acme' }])
    expect((await store.match([value])).get(value)).toHaveLength(1)
    await put(store, { ...recordOf('changed'), fingerprints: [] })
    expect(
      server.sql(`SELECT tenant, body ->> 'purpose' FROM stanch.inventory_record ORDER BY 1`, {
        database,
      }),
    ).toBe('acme|changed\numbrella|of 1')
    expect(server.sql('SELECT tenant FROM stanch.inventory_fingerprint', { database })).toBe(
      'umbrella',
    )
    await store.close()
    const quiet: string[] = []
    await (
      await openInventoryAs(server, { database, tenant: 'a', onNote: (note) => quiet.push(note) })
    ).close()
    expect(quiet).toEqual([])
    await close()
  })
})
