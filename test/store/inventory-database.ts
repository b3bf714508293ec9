import type { InventoryStore } from '../../src/inventory/inventory-store.ts'
import { openPostgresStore } from '../../src/store/postgres-store.ts'
import type { PostgresServer } from './start-postgres.ts'

const databases = new WeakMap<PostgresServer, number>()
const template = 'stanch_template'

/**
 * Makes a database whose tables the role `owner` has, as a setup with separate roles has it: `app` may read and write,
 * `reader` only read. The first one of a server is made by Stanch, the others are copies of it.
 *
 * @returns its name
 */
export async function makeInventoryDatabase(server: PostgresServer): Promise<string> {
  const number = (databases.get(server) ?? 0) + 1
  databases.set(server, number)
  const database = `stanch_${number}`
  if (number === 1) await makeTemplate(server)
  server.sql(`CREATE DATABASE ${database} OWNER owner TEMPLATE ${template}`)
  return database
}

async function makeTemplate(server: PostgresServer): Promise<void> {
  server.sql('CREATE ROLE owner LOGIN; CREATE ROLE app LOGIN; CREATE ROLE reader LOGIN')
  server.sql(`CREATE DATABASE ${template} OWNER owner`)
  const at = { database: template, tenant: 'any', role: 'owner' }
  await (await openInventoryAs(server, at)).close()
  server.sql(
    `GRANT USAGE ON SCHEMA stanch TO app, reader;
     GRANT SELECT ON ALL TABLES IN SCHEMA stanch TO app, reader;
     REVOKE SELECT ON stanch.tenant_role FROM app, reader;
     GRANT INSERT, UPDATE, DELETE ON stanch.inventory_record, stanch.inventory_fingerprint TO app`,
    { database: template },
  )
}

export interface OpenedAs {
  readonly database: string
  readonly tenant: string
  /** `app` by default. */
  readonly role?: string
  readonly onNote?: (note: string) => void
}

/** Through the socket, where no password is asked for. */
export function openInventoryAs(
  server: PostgresServer,
  { database, tenant, role = 'app', onNote }: OpenedAs,
): Promise<InventoryStore> {
  return openPostgresStore(server.addressOf(database), tenant, server.environmentOf(role), onNote)
}
