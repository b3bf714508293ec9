import { spawn } from 'node:child_process'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '../../../src/incident/event.ts'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import { chainRecord } from '../../../src/incident/journal.ts'
import { migrations } from '../../../src/store/postgres/migrations.ts'
import { openPostgresStore } from '../../../src/store/postgres-store.ts'
import { ann, noted, openedEvent } from '../../incident/sample-events.ts'
import { tamperingArbitrary } from '../../incident/tampering.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from '../start-postgres.ts'
import {
  incidentGrants,
  makeIncidentDatabase,
  openIncidentsAs,
  type IncidentsOpenedAs,
} from './incident-database.ts'

const { path, skip } = requiredPostgres
test.skipIf(path === undefined)(`incidents in PostgreSQL (${skip})`, () => undefined)
const real = test.runIf(path !== undefined)

let server: PostgresServer
let database = ''
beforeAll(async () => {
  if (path === undefined) return
  server = await startPostgres()
  database = await makeIncidentDatabase(server)
}, 60_000)
afterAll(() => server?.stop())

const signal = new AbortController().signal
const now = { waitMs: 0, signal }
const ben: Actor = { person: 'ben', via: 'cli', host: 'lap' }

async function openStore(over: Partial<IncidentsOpenedAs> = {}): Promise<IncidentStore> {
  const store = await openIncidentsAs(server, { database, ...over })
  onTestFinished(() => store.close())
  return store
}

let names = 0
async function openOne(store: IncidentStore, ...identities: string[]) {
  const all = identities.length > 0 ? identities : [`own ${++names}`]
  return store.open(all, ann, (old) => (old === undefined ? openedEvent(all) : undefined))
}

function note(store: IncidentStore, id: string, ...texts: string[]): Promise<void> {
  return store.withJournal(id, ann, now, async ({ append }) => {
    for (const text of texts) await append(noted(text))
  })
}

/** As somebody does who may do everything. */
function tamper(sql: string): void {
  server.sql(`SET session_replication_role = replica; ${sql}`, { database })
}

real('what is appended is read again, by others, too', async () => {
  const [store, other] = [await openStore(), await openStore()]
  expect(store).toMatchObject({ isShared: true })
  expect(other.key).toEqual(store.key)
  const { id, isNew } = await openOne(store)
  expect(isNew).toBe(true)
  await note(store, id, 'first', 'é 漢\n\u0000\ud800')
  const records = await other.read(id)
  expect(records.map(({ event }) => event.type)).toEqual(['opened', 'noted', 'noted'])
  expect(records[2]!.event).toEqual(noted('é 漢\n\u0000\ud800'))
  expect((await other.readUnchecked(id)).head).toMatchObject({ incident: id, sequence: 3 })
})

real('any of its identities leads to an incident, and new ones are learnt', async () => {
  const [store, other] = [await openStore(), await openStore()]
  const { id } = await openOne(store, 'a', 'b')
  expect(await openOne(other, 'b')).toEqual({ id, isNew: false })
  const seen = { type: 'seen-again', places: [], identities: ['b', 'c'], source: 'x' } as const
  await store.open(['b'], ann, () => seen)
  expect(await openOne(other, 'c')).toEqual({ id, isNew: false })
  expect((await openOne(store, 'd')).isNew).toBe(true)
})

real('many that open at once open one', async () => {
  const stores = await Promise.all(Array.from({ length: 6 }, () => openStore()))
  const opened = await Promise.all(stores.map((store, at) => openOne(store, 'same', `s${at}`)))
  expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
  expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1)
})

real('the newest comes first, over many pages', async () => {
  let at = Date.UTC(2026, 10, 26)
  const store = await openStore({ tenant: 'many', clock: { now: () => (at += 1) } })
  const { id: first } = await openOne(store)
  const lines = `SELECT 'many', 'inc-20251126-120000-' || lpad(n::text, 6, '0'), 1, '' FROM generate_series(1, 1200) n`
  server.sql(`INSERT INTO stanch.incident (tenant, id, sequence, head) ${lines}`, { database })
  const ids: string[] = []
  for await (const id of store.list()) ids.push(id)
  expect(ids).toHaveLength(1201)
  expect(ids[0]).toBe(first)
  expect(ids).toEqual([...ids].sort().toReversed())
})

real('tenants do not see each other', async () => {
  const [acme, other] = [await openStore(), await openStore({ tenant: 'other' })]
  expect(other.key).not.toEqual(acme.key)
  const { id } = await openOne(acme, 'mine')
  await expect(other.read(id)).rejects.toMatchObject({ code: 'INCIDENT_UNKNOWN' })
  expect((await openOne(other, 'mine')).isNew).toBe(true)
  for (const table of ['incident', 'incident_record', 'incident_identity', 'incident_key'])
    expect(server.sql(`SELECT count(*) FROM stanch.${table}`, { database, role: 'app' })).toBe('0')
})

real('who works on an incident is named to others, and nobody else is stopped', async () => {
  const [store, other] = [await openStore(), await openStore()]
  const { id } = await openOne(store)
  const second = await openOne(store)
  await store.withJournal(id, ben, now, async ({ append }) => {
    for (const one of [other, store])
      await expect(note(one, id, 'no')).rejects.toMatchObject({
        code: 'INCIDENT_BUSY',
        message: expect.stringMatching(/ben on lap does/),
      })
    await note(other, second.id, 'yes')
    await note(store, second.id, 'yes')
    await append(noted('mine'))
  })
  await note(other, id, 'free')
})

real('who waits gets it, or stops when told to', async () => {
  const [store, other] = [await openStore(), await openStore()]
  const { id } = await openOne(store)
  const stop = new AbortController()
  let waiting: Promise<unknown> = Promise.resolve()
  await store.withJournal(id, ben, now, async ({ append }) => {
    waiting = other.withJournal(id, ann, { waitMs: 9000, signal }, ({ records }) =>
      Promise.resolve(records.length),
    )
    const stopped = other.withJournal(id, ann, { waitMs: 9000, signal: stop.signal }, () =>
      Promise.resolve(),
    )
    stop.abort(new Error('stopped'))
    await expect(stopped).rejects.toThrow('stopped')
    await append(noted('mine'))
  })
  expect(await waiting).toBe(2)
})

real('hundreds of incidents are held by one connection', async () => {
  const store = await openStore({ tenant: 'group' })
  const ids: string[] = []
  for (let count = 0; count < 40; count++) ids.push((await openOne(store)).id)
  const hold = async (at: number): Promise<void> => {
    if (at === ids.length) return
    await store.withJournal(ids[at]!, ann, now, async ({ append }) => {
      await append(noted('held'))
      await hold(at + 1)
    })
  }
  await hold(0)
  const open = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${database}' AND state = 'idle in transaction'`
  expect(server.sql(open)).toBe('0')
  expect(server.sql(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`)).toBe('0')
})

real('who lost the connection that holds the lock writes nothing any more', async () => {
  const [store, other] = [await openStore(), await openStore()]
  const { id } = await openOne(store)
  const lost = store.withJournal(id, ben, now, async ({ append }) => {
    await append(noted('one'))
    server.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'stanch: ben%'`,
    )
    await note(other, id, 'by another')
    await append(noted('two'))
  })
  await expect(lost).rejects.toMatchObject({ code: 'INCIDENT_LOCK_LOST' })
  const texts = (await other.read(id)).flatMap(({ event }) =>
    event.type === 'noted' ? [event.text] : [],
  )
  expect(texts).toEqual(['one', 'by another'])
  await note(store, id, 'again')
})

real('a server that goes away in between loses nothing', async () => {
  const store = await openStore()
  const { id } = await openOne(store)
  await note(store, id, 'one')
  const broken = store.withJournal(id, ben, now, async ({ append }) => {
    await server.restart()
    await append(noted('two'))
  })
  await expect(broken).rejects.toMatchObject({
    code: expect.stringMatching(/INCIDENT_LOCK_LOST|STORE_/),
  })
  await note(store, id, 'three')
  expect(await store.read(id)).toHaveLength(3)
})

real('appending at once from many hands keeps the chain', async () => {
  const store = await openStore()
  const { id } = await openOne(store)
  await store.withJournal(id, ann, now, ({ append }) =>
    Promise.all(Array.from({ length: 12 }, (_, at) => append(noted(`${at}`)))),
  )
  expect(await store.read(id)).toHaveLength(13)
})

real('processes that write one incident wait for each other', async () => {
  const store = await openStore()
  const { id } = await openOne(store)
  const module = new URL(
    '../../../dist/store/incidents/postgres-incident-store.js',
    import.meta.url,
  )
  const code = `
    const { openPostgresIncidentStore } = await import(${JSON.stringify(module.href)})
    const store = await openPostgresIncidentStore('${server.addressOf(database)}', 'acme', process.env)
    for (let at = 0; at < 4; at++)
      await store.withJournal('${id}', { person: 'p', via: 'cli' }, { waitMs: 20_000, signal: new AbortController().signal },
        ({ append }) => append({ type: 'noted', text: process.pid + ' ' + at }))
    await store.close()`
  const ends = Array.from({ length: 2 }, () => {
    const env = { PATH: process.env['PATH'], ...server.environmentOf('app') }
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let trouble = ''
    child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
    return new Promise<string>((resolve) => child.on('close', () => resolve(trouble)))
  })
  expect((await Promise.all(ends)).join('')).toBe('')
  expect(await store.read(id)).toHaveLength(9)
})

real(
  'records, identities and keys are neither changed nor removed, not even by their owner',
  async () => {
    const { id } = await openOne(await openStore())
    const where = `WHERE incident = '${id}'`
    const statements = [
      `UPDATE stanch.incident_record SET line = '' ${where}`,
      `DELETE FROM stanch.incident_record ${where}`,
      'TRUNCATE stanch.incident_record',
      `DELETE FROM stanch.incident_identity ${where}`,
      `UPDATE stanch.incident_key SET key = key`,
      'DELETE FROM stanch.incident_key',
      `DELETE FROM stanch.incident WHERE id = '${id}'`,
      `UPDATE stanch.incident SET sequence = 3 WHERE id = '${id}'`,
      `UPDATE stanch.incident SET id = 'other', sequence = 2 WHERE id = '${id}'`,
    ]
    for (const role of ['app', 'owner'])
      for (const statement of statements)
        expect(() =>
          server.sql(`SET stanch.tenant = 'acme'; ${statement}`, { database, role }),
        ).toThrow(/permission denied|neither changed nor removed|next record only/)
  },
)

real('whatever is done to a journal, the first record that does not hold is named', async () => {
  const store = await openStore()
  const [{ id }, { id: other }] = [await openOne(store), await openOne(store)]
  for (const one of [id, other]) await note(store, one, 'é a', 'b', 'c', 'd')
  const linesOf = async (one: string) => (await store.readUnchecked(one)).lines
  const [lines, others] = [await linesOf(id), await linesOf(other)]
  const write = (all: readonly string[]) => {
    const rows = all.map((line, at) => `('acme', '${id}', ${at + 1}, $_$${line}$_$)`)
    const insert =
      rows.length > 0 ? `INSERT INTO stanch.incident_record VALUES ${rows.join()};` : ''
    tamper(`DELETE FROM stanch.incident_record WHERE incident = '${id}'; ${insert}`)
  }
  const arbitrary = tamperingArbitrary(5).filter(
    ({ apply }) => !apply(lines, others).join('').includes('\u0000'),
  )
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ apply, first }) => {
      write(apply(lines, others))
      expect((await store.readUnchecked(id)).fault?.sequence).toBe(first)
      await expect(note(store, id, 'x')).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
    }),
    { numRuns: 12 },
  )
  write(lines)
  const head = server.sql(`SELECT head FROM stanch.incident WHERE id = '${id}'`, { database })
  await note(store, id, 'e')
  tamper(`UPDATE stanch.incident SET head = '${head}', sequence = 5 WHERE id = '${id}'`)
  await expect(store.read(id)).rejects.toThrow(/record 6: expected none behind/)
})

real(
  'a record that was made with the database’s own rights, but not with the key, is no record',
  async () => {
    const store = await openStore()
    const { id } = await openOne(store)
    const [last] = await store.read(id)
    const forged = chainRecord(last, {
      incident: id,
      at: last!.at,
      actor: ann,
      event: noted('forged'),
    })
    server.sql(
      `SET stanch.tenant = 'acme';
     INSERT INTO stanch.incident_record VALUES ('acme', '${id}', 2, $_$${JSON.stringify(forged)}$_$)`,
      { database, role: 'app' },
    )
    await expect(store.read(id)).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
  },
)

real(
  'a database that has an inventory only is brought up to date, by whom it belongs to',
  async () => {
    const name = 'inventory_only'
    server.sql(`CREATE DATABASE ${name} OWNER owner`)
    const [inventory] = migrations
    server.sql(
      `CREATE SCHEMA stanch; ${inventory!.sql} INSERT INTO stanch.migration (number, name) VALUES (1, 'inventory');
     ${inventory!.grants.replaceAll('ROLE', 'app')}`,
      { database: name, role: 'owner' },
    )
    const address = server.addressOf(name)
    const known = await openPostgresStore(address, 'acme', server.environmentOf('app'))
    await known.change([
      { id: 'kept', apply: () => ({ id: 'kept', state: 'active', fingerprints: [] }) },
    ])
    await known.close()
    const refused = openIncidentsAs(server, { database: name })
    await expect(refused).rejects.toMatchObject({
      code: 'STORE_NOT_PREPARED',
      message: expect.stringMatching(
        /version 1, older[^]*CREATE TABLE stanch\.incident_key[^]*GRANT SELECT, INSERT[^]* TO app;/,
      ),
    })
    const sql = /BEGIN;[^]*COMMIT;/.exec(
      (await refused.catch((error: Error) => error.message)) as string,
    )![0]
    server.sql(sql, { database: name, role: 'owner' })
    const store = await openIncidentsAs(server, { database: name })
    const { id } = await openOne(store)
    await note(store, id, 'x')
    await store.close()
    const again = await openPostgresStore(address, 'acme', server.environmentOf('app'))
    expect(await again.get('kept')).toBeDefined()
    await again.close()
  },
)

real(
  'a record is on the server’s disk before it counts as written, whatever the database is set to',
  async () => {
    const name = await makeIncidentDatabase(server)
    server.sql(
      `ALTER DATABASE ${name} SET synchronous_commit = off;
     CREATE FUNCTION check_commit() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN ASSERT current_setting('synchronous_commit') = 'on'; RETURN NEW; END $$;
     CREATE TRIGGER check_commit BEFORE INSERT ON stanch.incident_record FOR EACH ROW EXECUTE FUNCTION check_commit()`,
      { database: name },
    )
    const store = await openStore({ database: name })
    await note(store, (await openOne(store)).id, 'one')
  },
)

real('a role with too few rights is told which', async () => {
  const name = await makeIncidentDatabase(server)
  server.sql('REVOKE SELECT ON stanch.incident_key FROM app', { database: name })
  await expect(openIncidentsAs(server, { database: name })).rejects.toMatchObject({
    code: 'STORE_PERMISSION',
    message: expect.stringContaining('stanch.incident_key'),
  })
  server.sql(`${incidentGrants} REVOKE UPDATE ON stanch.incident FROM app`, { database: name })
  const reader = await openIncidentsAs(server, { database: name })
  await expect(openOne(reader)).rejects.toMatchObject({ code: 'INCIDENT_READ_ONLY' })
  await reader.close()
})
