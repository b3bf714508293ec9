import { afterAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import {
  fitsFilter,
  type InventoryStore,
  type RecordEdit,
} from '../../src/inventory/inventory-store.ts'
import type { InventoryRecord } from '../../src/inventory/record.ts'
import { makeInventoryDatabase, openInventoryAs } from './inventory-database.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from './start-postgres.ts'

const isMissing = requiredPostgres.path === undefined
let server!: PostgresServer
if (!isMissing) server = await startPostgres()
afterAll(() => server?.stop())

const makeDatabase = () => makeInventoryDatabase(server)
const open = (database: string, tenant: string) => openInventoryAs(server, { database, tenant })

const hex = (seed: number, digits: number) =>
  (seed * 2_654_435_761 + 1).toString(16).padStart(digits, '0').slice(-digits)
const fingerprint = (seed: number) => `v1:0a1b2c3d:${hex(seed, 32)}`

function record(id: string, more: Partial<InventoryRecord> = {}): InventoryRecord {
  return { id, state: 'active', fingerprints: [], ...more }
}

const put = (one: InventoryRecord): RecordEdit => ({ id: one.id, apply: () => one })

async function all(store: InventoryStore, filter = {}): Promise<InventoryRecord[]> {
  const records: InventoryRecord[] = []
  for await (const one of store.list(filter)) records.push(one)
  return records
}

describe.skipIf(isMissing)(isMissing ? requiredPostgres.skip : 'a store in PostgreSQL', () => {
  test('what was written is read, in the order of ids, in pages', async () => {
    const store = await open(await makeDatabase(), 'acme')
    const full = record('Vault/a#b', {
      provider: 'GitHub',
      owner: { team: 'platform', oncall: '#päger 🦊 "\\' },
      consumers: ['--help', "o'hara", '$1', 'a\\b'],
      store: { type: 'vault', path: 'secret/a', version: '3' },
      breakGlass: { testedAt: '2026-01-02' },
      fingerprints: [
        { form: 'raw', value: fingerprint(1), version: '3' },
        { form: 'hmsl', value: `hmsl:${hex(7, 64)}` },
      ],
    })
    const many = Array.from({ length: 1203 }, (_, at) => record(`k/${at}`))
    const changed = await store.change([put(full), ...many.map(put)])
    expect(changed).toHaveLength(1204)
    expect(changed[0]).toEqual({ ...full, tenant: 'acme' })
    const listed = await all(store)
    expect(listed.map(({ id }) => id)).toEqual([full.id, ...many.map(({ id }) => id).sort()])
    expect(listed[0]).toEqual({ ...full, tenant: 'acme' })
    expect(Object.keys(listed[0]!).slice(0, 3)).toEqual(['id', 'tenant', 'provider'])
    expect(await store.get('Vault/a#b')).toEqual({ ...full, tenant: 'acme' })
    expect(await store.get('k/1203')).toBeUndefined()
    expect(await store.get('\u0000')).toBeUndefined()
    const found = await store.match([fingerprint(2), fingerprint(1), `hmsl:${hex(7, 64)}`, "'; --"])
    expect([...found.keys()].sort()).toEqual([`hmsl:${hex(7, 64)}`, fingerprint(1)])
    expect(found.get(fingerprint(1))).toEqual([{ ...full, tenant: 'acme' }])
    expect(store.isReadOnly).toBe(false)
    await store.close()
  })

  test('a filter says what it says in memory', async () => {
    const store = await open(await makeDatabase(), 'acme')
    const word = fc.constantFrom('a', 'b', 'A', "a'b")
    const maybe = fc.option(word, { nil: undefined })
    const some = fc.record(
      {
        environment: word,
        agent: word,
        tool: word,
        provider: word,
        owner: fc.record({ team: word, person: word, oncall: word }, { requiredKeys: [] }),
        store: fc.record({ type: word }),
      },
      { requiredKeys: [] },
    )
    const drafts = fc.sample(some, { numRuns: 200, seed: 8 })
    const states = ['active', 'destroyed'] as const
    await store.change(
      drafts.map((draft, at) => put(record(`r${at}`, { ...draft, state: states[at % 2]! }))),
    )
    const records = await all(store)
    const filters = fc.record({
      owner: maybe,
      environment: maybe,
      agent: maybe,
      tool: maybe,
      provider: maybe,
      store: maybe,
      state: fc.option(fc.constantFrom(...states), { nil: undefined }),
    })
    const check = fc.asyncProperty(filters, async (filter) => {
      const given = Object.fromEntries(
        Object.entries(filter).filter(([, value]) => value !== undefined),
      )
      expect(await all(store, given)).toEqual(records.filter((one) => fitsFilter(one, given)))
    })
    await fc.assert(check, { numRuns: 60 })
    await store.close()
  })

  test('fingerprints follow their records', async () => {
    const store = await open(await makeDatabase(), 'acme')
    const shared = fingerprint(5)
    const raw = (value: string) => ({ form: 'raw', value }) as const
    await store.change([
      put(record('b', { fingerprints: [raw(shared), raw(fingerprint(6))] })),
      put(record('a', { fingerprints: [raw(shared)] })),
    ])
    expect((await store.match([shared])).get(shared)?.map(({ id }) => id)).toEqual(['a', 'b'])
    await store.change([put(record('b', { fingerprints: [raw(fingerprint(7))] }))])
    const found = await store.match([shared, fingerprint(6), fingerprint(7)])
    expect([...found].map(([value, records]) => [value, records.map(({ id }) => id)])).toEqual([
      [shared, ['a']],
      [fingerprint(7), ['b']],
    ])
    await store.close()
  })

  test('edits see each other, leave alone what they return nothing for, and are made all or none', async () => {
    const store = await open(await makeDatabase(), 'acme')
    const count: RecordEdit = {
      id: 'count',
      apply: (before) => record('count', { consumers: [...(before?.consumers ?? []), 'x'] }),
    }
    expect(
      await store.change([count, count, { id: 'other', apply: () => undefined }]),
    ).toHaveLength(1)
    expect((await store.get('count'))?.consumers).toEqual(['x', 'x'])
    const bad = put(record('new', { purpose: 'two\nlines' }))
    await expect(store.change([count, bad])).rejects.toMatchObject({
      code: 'INVENTORY_RECORD_INVALID',
      message: expect.stringMatching(/new: purpose: expected a purpose on one line/),
    })
    const half = put(record('half', { purpose: '\ud800' }))
    await expect(store.change([count, half])).rejects.toMatchObject({
      code: 'INVENTORY_RECORD_INVALID',
    })
    const moved: RecordEdit = { id: 'a', apply: () => record('b') }
    await expect(store.change([count, moved])).rejects.toMatchObject({
      code: 'INVENTORY_RECORD_INVALID',
    })
    const thrown: RecordEdit = {
      id: 'a',
      apply: () => {
        throw new RangeError('the caller’s own')
      },
    }
    await expect(store.change([count, thrown])).rejects.toThrow('the caller’s own')
    expect((await all(store)).map(({ id, consumers }) => [id, consumers])).toEqual([
      ['count', ['x', 'x']],
    ])
    await store.close()
  })

  test('concurrent writers lose nothing, of records that are there and of new ones', async () => {
    const database = await makeDatabase()
    const stores = await Promise.all([1, 2, 3].map(() => open(database, 'acme')))
    const edit = (id: string, name: string): RecordEdit => ({
      id,
      apply: (before) =>
        record(id, {
          ...before,
          consumers: [...(before?.consumers ?? []), name],
          fingerprints: [
            ...(before?.fingerprints ?? []),
            { form: 'raw', value: fingerprint(Number(name)) },
          ],
        }),
    })
    await Promise.all(
      Array.from({ length: 60 }, (_, at) => {
        const ids = at % 2 === 0 ? ['a', 'b'] : ['b', 'a']
        return stores[at % 3]!.change(ids.map((id) => edit(id, String(at))))
      }),
    )
    const names = Array.from({ length: 60 }, (_, at) => String(at)).sort()
    for (const one of await all(stores[0]!)) {
      expect(one.consumers?.toSorted()).toEqual(names)
      expect(one.fingerprints).toHaveLength(60)
    }
    expect(await stores[0]!.match(names.map((name) => fingerprint(Number(name))))).toHaveProperty(
      'size',
      60,
    )
    await Promise.all(stores.map((store) => store.close()))
  })

  test('a deadlock with somebody else’s statements is retried', async () => {
    const database = await makeDatabase()
    const store = await open(database, 'acme')
    await store.change([put(record('a')), put(record('b'))])
    const { default: pg } = await import('pg')
    const other = new pg.Client({
      host: server.host,
      port: server.port,
      database,
      user: 'postgres',
    })
    await other.connect()
    await other.query('BEGIN')
    const lock = (id: string) =>
      other.query(`SELECT FROM stanch.inventory_record WHERE id = '${id}' FOR UPDATE`)
    await lock('b')
    let asked = 0
    const edit = (id: string): RecordEdit => ({
      id,
      apply: (before) => {
        asked++
        return { ...before!, purpose: 'changed' }
      },
    })
    const changing = store.change([edit('a'), edit('b')])
    // Until it has a's lock and waits for b's.
    await expect
      .poll(() =>
        server.sql(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`),
      )
      .toBe('1')
    await lock('a').then(
      () => other.query('COMMIT'),
      () => other.query('ROLLBACK'),
    )
    expect(await changing).toHaveLength(2)
    expect(asked).toBe(2)
    await other.end()
    await store.close()
  })

  test('ten thousand edits take a few statements', async () => {
    const database = await makeDatabase()
    const store = await open(database, 'acme')
    const edits = Array.from({ length: 10_000 }, (_, at) =>
      put(
        record(`r${at}`, {
          fingerprints: [0, 1].map((form) => ({ form: 'raw', value: fingerprint(at * 2 + form) })),
        }),
      ),
    )
    const started = performance.now()
    expect(await store.change(edits)).toHaveLength(10_000)
    expect(performance.now() - started).toBeLessThan(15_000)
    const wanted = Array.from({ length: 20_000 }, (_, at) => fingerprint(at))
    expect((await store.match(wanted)).size).toBe(20_000)
    await store.close()
  })
})
