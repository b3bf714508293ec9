import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../../src/store/postgres-store.ts'
import { describeFailure } from '../../src/store/postgres/describe-failure.ts'
import { migrations } from '../../src/store/postgres/migrations.ts'
import { StanchError } from '../../src/text/error.ts'
import { makeInventoryDatabase, openInventoryAs } from './inventory-database.ts'
import {
  requiredPostgres,
  startPostgres,
  startReplica,
  type PostgresServer,
} from './start-postgres.ts'

const isMissing = requiredPostgres.path === undefined
let server!: PostgresServer
const pass = randomBytes(12).toString('hex')
if (!isMissing) {
  server = await startPostgres({ hasTls: true })
  server.sql(`CREATE ROLE secured LOGIN PASSWORD '${pass}'`)
  server.sql('CREATE DATABASE inventory OWNER secured')
}
afterAll(() => server?.stop())

async function errorOf(opening: Promise<unknown>): Promise<StanchError> {
  const error = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StanchError)
  const { message, stack, cause } = error as StanchError
  expect(cause).toBeUndefined()
  expect(`${message}${stack}`).not.toContain(pass)
  return error as StanchError
}

const put = (id: string) => ({
  id,
  apply: () => ({ id, state: 'active', fingerprints: [] }) as const,
})

describe.skipIf(isMissing)(
  isMissing ? requiredPostgres.skip : 'what can go wrong with a server',
  () => {
    const overTcp = (env: Record<string, string> = {}, suffix = '') =>
      openPostgresStore(`postgres://127.0.0.1:${server.port}/inventory${suffix}`, 'acme', {
        HOME: server.host,
        PGUSER: 'secured',
        ...env,
      })

    test('nobody listens, or somebody who is no server', async () => {
      const env = { PGUSER: 'app', PGCONNECT_TIMEOUT: '1' }
      const silent = createServer().listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const { port } = silent.address() as AddressInfo
      const addresses = [
        'postgres:///x?host=/nowhere',
        'postgres://127.0.0.1:1/x',
        `postgres://127.0.0.1:${port}/x`,
        `postgres://127.0.0.1:${port}/x?sslmode=verify-full`,
      ]
      const opened = addresses.map((address) => errorOf(openPostgresStore(address, 'acme', env)))
      for (const { code, message } of await Promise.all(opened)) {
        expect(code, message).toBe('STORE_UNREACHABLE')
        expect(message).toContain('pg_isready')
      }
      silent.close()
    })

    test('no tenant is named, or one that is none', async () => {
      for (const [tenant, code] of [
        [undefined, 'STORE_TENANT_MISSING'],
        ['', 'STORE_TENANT_MISSING'],
        ['a\nb', 'STORE_TENANT_INVALID'],
        ['ä'.repeat(129), 'STORE_TENANT_INVALID'],
      ] as const) {
        expect(
          (await errorOf(openPostgresStore('postgres://127.0.0.1:1/x', tenant, {}))).code,
        ).toBe(code)
      }
    })

    test('the password is wrong or missing, the role unknown', async () => {
      const wrong = await errorOf(overTcp({ PGPASSWORD: 'wrong' }))
      expect(wrong).toMatchObject({
        code: 'STORE_LOGIN_REFUSED',
        message: expect.stringContaining('secured'),
      })
      expect((await errorOf(overTcp())).code).toBe('STORE_LOGIN_REFUSED')
      expect((await errorOf(overTcp({ PGPASSWORD: pass, PGUSER: 'ann' }))).code).toBe(
        'STORE_LOGIN_REFUSED',
      )
      const store = await overTcp({ PGPASSWORD: pass })
      await store.change([put('a')])
      expect(JSON.stringify(store)).not.toContain(pass)
      await store.close()
    })

    test('the database is missing', async () => {
      const opening = openPostgresStore(
        'postgres:///nothing',
        'acme',
        server.environmentOf('secured'),
      )
      expect((await errorOf(opening)).code).toBe('STORE_DATABASE_MISSING')
    })

    test('the certificate is not trusted until its authority is named; then TLS is used', async () => {
      const refused = await errorOf(overTcp({ PGPASSWORD: pass }, '?sslmode=verify-full'))
      expect(refused).toMatchObject({
        code: 'STORE_TLS_REFUSED',
        message: expect.stringContaining('PGSSLROOTCERT'),
      })
      const env = {
        PGPASSWORD: pass,
        PGSSLROOTCERT: server.certificatePath,
        PGSSLMODE: 'verify-full',
      }
      const store = await overTcp(env)
      await store.get('a')
      const secure = `SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'secured'`
      expect(server.sql(secure)).toBe('t')
      await store.close()
      const unreadable = await errorOf(overTcp({ ...env, PGSSLROOTCERT: '/nowhere' }))
      expect(unreadable.code).toBe('STORE_CERTIFICATE_UNREADABLE')
    })

    test('a certificate for another name is refused, but by verify-ca', async () => {
      // The certificate's names are localhost, which is asked for by no address here, and 127.0.0.1.
      const at = (mode: string) => `postgres://127.0.0.2:${server.port}/inventory?sslmode=${mode}`
      server.sql(`ALTER SYSTEM SET listen_addresses = '127.0.0.1, 127.0.0.2'`)
      await server.restart()
      const env = {
        HOME: server.host,
        PGUSER: 'secured',
        PGPASSWORD: pass,
        PGSSLROOTCERT: server.certificatePath,
      }
      const refused = await errorOf(openPostgresStore(at('verify-full'), 'acme', env))
      expect(refused.code).toBe('STORE_TLS_REFUSED')
      await (await openPostgresStore(at('verify-ca'), 'acme', env)).close()
    })

    test('a role that may not make tables is told what its administrator runs, and that does it', async () => {
      server.sql('CREATE ROLE "Odd ""role" LOGIN; CREATE DATABASE empty')
      const opening = () =>
        openInventoryAs(server, { database: 'empty', tenant: 'acme', role: 'Odd "role' })
      const { code, message } = await errorOf(opening())
      expect(code).toBe('STORE_NOT_PREPARED')
      const statements = message.slice(message.indexOf('BEGIN;'))
      server.sql(statements, { database: 'empty' })
      const store = await opening()
      await store.change([put('a')])
      expect(await store.get('a')).toBeDefined()
      await store.close()
    })

    test('a role without grants is told them; one that may only read reads', async () => {
      const name = await makeInventoryDatabase(server)
      server.sql('CREATE ROLE nobody_yet LOGIN')
      const opening = () =>
        openInventoryAs(server, { database: name, tenant: 'acme', role: 'nobody_yet' })
      const { code, message } = await errorOf(opening())
      expect(code).toBe('STORE_PERMISSION')
      server.sql(message.slice(message.indexOf('GRANT USAGE')), { database: name })
      await (await opening()).close()
      const reader = await openInventoryAs(server, {
        database: name,
        tenant: 'acme',
        role: 'reader',
      })
      expect(reader.isReadOnly).toBe(true)
      expect(await reader.get('a')).toBeUndefined()
      expect((await errorOf(reader.change([put('a')]))).code).toBe('INVENTORY_READ_ONLY')
      await reader.close()
    })

    test('programs that start at once make the tables once', async () => {
      server.sql('CREATE DATABASE fresh OWNER secured')
      const openings = Array.from({ length: 4 }, () =>
        openInventoryAs(server, { database: 'fresh', tenant: 'acme', role: 'secured' }),
      )
      for (const store of await Promise.all(openings)) await store.close()
      expect(server.sql('SELECT number, name FROM stanch.migration', { database: 'fresh' })).toBe(
        '1|inventory\n2|incident',
      )
    })

    test('a database of a newer program is refused', async () => {
      const name = await makeInventoryDatabase(server)
      const next = migrations.length + 1
      server.sql(`INSERT INTO stanch.migration VALUES (${next}, 'later')`, { database: name })
      const opening = openInventoryAs(server, { database: name, tenant: 'acme' })
      expect(await errorOf(opening)).toMatchObject({
        code: 'STORE_NEWER',
        message: expect.stringContaining(`got ${next}`),
      })
    })

    test('a row that others wrote is checked, and its text not shown', async () => {
      const name = await makeInventoryDatabase(server)
      const body = JSON.stringify({ id: 'a', state: pass })
      server.sql(`INSERT INTO stanch.inventory_record VALUES ('acme', 'a', '${body}')`, {
        database: name,
      })
      const store = await openInventoryAs(server, { database: name, tenant: 'acme' })
      const { code, message } = await errorOf(store.get('a'))
      expect(code).toBe('INVENTORY_INVALID')
      expect(message).toContain('a: state: expected')
      await store.close()
    })

    test('a replica is read, and says that it takes no changes', async () => {
      const name = await makeInventoryDatabase(server)
      const store = await openInventoryAs(server, { database: name, tenant: 'acme' })
      await store.change([put('a')])
      await store.close()
      const replica = await startReplica(server)
      try {
        const copy = await openInventoryAs(replica, { database: name, tenant: 'acme' })
        expect(copy.isReadOnly).toBe(true)
        expect(await copy.get('a')).toMatchObject({ id: 'a' })
        expect((await errorOf(copy.change([put('a')]))).code).toBe('INVENTORY_READ_ONLY')
        await copy.close()
      } finally {
        await replica.stop()
      }
    })

    test('a statement that takes too long is given up, and nothing of it stays', async () => {
      const name = await makeInventoryDatabase(server)
      const store = await openInventoryAs(server, { database: name, tenant: 'acme' })
      await store.change([put('a')])
      const other = new pg.Client({
        host: server.host,
        port: server.port,
        database: name,
        user: 'postgres',
      })
      await other.connect()
      await other.query('BEGIN')
      await other.query('SELECT FROM stanch.inventory_record FOR UPDATE')
      server.sql(`ALTER ROLE app SET statement_timeout = '300ms'`)
      const slow = await openInventoryAs(server, { database: name, tenant: 'acme' })
      expect((await errorOf(slow.change([put('new'), put('a')]))).code).toBe('STORE_BUSY')
      await other.query('ROLLBACK')
      await other.end()
      server.sql('ALTER ROLE app RESET statement_timeout')
      expect(await slow.get('new')).toBeUndefined()
      await Promise.all([store.close(), slow.close()])
    })

    test('connections that the server ends are made anew', async () => {
      const name = await makeInventoryDatabase(server)
      const store = await openInventoryAs(server, { database: name, tenant: 'acme' })
      await store.change([put('a')])
      const during = store.change([
        {
          id: 'b',
          apply: () => {
            server.sql(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'`,
            )
            return put('b').apply()
          },
        },
      ])
      expect((await errorOf(during)).code).toBe('STORE_UNREACHABLE')
      await server.restart()
      expect(await store.get('a')).toBeDefined()
      expect(await store.get('b')).toBeUndefined()
      await store.close()
    })
  },
)

test.for([
  ['53100', 'STORE_FULL'],
  ['53200', 'STORE_FULL'],
  ['53300', 'STORE_BUSY'],
  ['55P03', 'STORE_BUSY'],
  ['57P03', 'STORE_UNREACHABLE'],
  ['25006', 'INVENTORY_READ_ONLY'],
  ['42P01', 'STORE_FAILED'],
] as const)('%s of a server is %s, without the server’s words', ([state, code]) => {
  const error = Object.assign(new Error(`Key (id)=(${pass})`), {
    severity: 'ERROR',
    code: state,
    detail: `row (${pass})`,
  })
  const described = describeFailure(error, { name: 'postgres://h/x', user: 'app', tenant: 'acme' })
  expect(described.code).toBe(code)
  expect(described.message).toMatch(/^postgres:\/\/h\/x: /)
  expect(`${described.stack}`).not.toContain(pass)
  expect(described.cause).toBeUndefined()
})
