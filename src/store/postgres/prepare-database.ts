import type { Pool, PoolClient } from 'pg'
import { StanchError } from '../../text/error.ts'
import type { FailedAt } from './describe-failure.ts'
import { grantSql, migrationSql, migrations, schemaSql } from './migrations.ts'

/** What of a database a program works with. */
export interface DatabaseUse {
  /** As in codes of errors. */
  readonly what: 'INVENTORY' | 'INCIDENT'
  /** For people, with its article. */
  readonly noun: string
  /** Number of the migration that makes its tables; their grants are enough for it. */
  readonly migration: number
  /** What the role must be allowed to read, and what to change, by table. */
  readonly reads: readonly string[]
  readonly writes: Readonly<Record<string, readonly string[]>>
}

const changing = ['INSERT', 'UPDATE', 'DELETE']

export const inventoryUse: DatabaseUse = {
  what: 'INVENTORY',
  noun: 'the inventory',
  migration: 1,
  reads: ['inventory_record', 'inventory_fingerprint'],
  writes: { inventory_record: changing, inventory_fingerprint: changing },
}

export const incidentUse: DatabaseUse = {
  what: 'INCIDENT',
  noun: 'the incidents',
  migration: 2,
  reads: ['incident_key', 'incident', 'incident_record', 'incident_identity'],
  writes: {
    incident_key: ['INSERT'],
    incident: ['INSERT', 'UPDATE'],
    incident_record: ['INSERT'],
    incident_identity: ['INSERT'],
  },
}

/** What was found out of a database that is ready. */
export interface DatabaseFacts {
  /** A replica, or the role may only read. */
  readonly isReadOnly: boolean
  /** The role sees all rows whatever their policies: tenants are kept apart by Stanch's own conditions alone. */
  readonly ignoresPolicies: boolean
}

interface Situation {
  readonly role: string
  readonly bypasses: boolean
  readonly is_replica: boolean
  readonly has_schema: boolean
  readonly has_migrations: boolean
  readonly may_read_migrations: boolean
  readonly may_create: boolean
}

const situationSql = `SELECT quote_ident(current_user) AS role,
  (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS bypasses,
  pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS is_replica,
  space.oid IS NOT NULL AS has_schema,
  known.oid IS NOT NULL AS has_migrations,
  coalesce(has_schema_privilege(space.oid, 'USAGE') AND has_table_privilege(known.oid, 'SELECT'), false)
    AS may_read_migrations,
  CASE WHEN space.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
    ELSE has_schema_privilege(space.oid, 'CREATE') AND coalesce(pg_has_role(known.relowner, 'USAGE'), true) END
    AS may_create
FROM (SELECT) AS one
LEFT JOIN pg_namespace AS space ON space.nspname = 'stanch'
LEFT JOIN pg_class AS known ON known.relnamespace = space.oid AND known.relname = 'migration'`

/** Any number, the same in all versions: two programs that start at once make the tables once. */
const migrationLock = 7_846_235_901

/**
 * Brings the tables to this program's version, where the role owns them or may make them, and finds out what it may do. Tables
 * that `use` does not need may be lacking.
 *
 * @throws StanchError `STORE_NOT_PREPARED` with the statements that an administrator has to run, `STORE_NEWER`,
 *   `STORE_TENANT_REFUSED`
 */
export async function prepareDatabase(
  pool: Pool,
  at: FailedAt,
  use: DatabaseUse,
): Promise<DatabaseFacts> {
  const client = await pool.connect()
  try {
    const situation = (await client.query<Situation>(situationSql)).rows[0]!
    const number = await versionOf(client, situation, at, use)
    assertNotNewer(number, at)
    if (number < migrations.length) {
      const mayMigrate = situation.may_create && !situation.is_replica
      if (mayMigrate) await migrate(client, at, use)
      else if (number < use.migration) throw notPrepared(number, situation, at)
    }
    const isReadOnly = await assertAccess(client, situation, at, use)
    client.release()
    return {
      isReadOnly: isReadOnly || situation.is_replica,
      ignoresPolicies: situation.bypasses,
    }
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function versionOf(
  client: PoolClient,
  situation: Situation,
  at: FailedAt,
  use: DatabaseUse,
): Promise<number> {
  if (!situation.has_migrations) return 0
  if (!situation.may_read_migrations) throw withoutGrants(situation, at, use)
  const { rows } = await client.query<{ number: number }>(
    'SELECT coalesce(max(number), 0) AS number FROM stanch.migration',
  )
  return rows[0]!.number
}

/** In one transaction; whoever comes second finds it done. */
async function migrate(client: PoolClient, at: FailedAt, use: DatabaseUse): Promise<void> {
  await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '30s'`)
  await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [migrationLock])
  const now = (await client.query<Situation>(situationSql)).rows[0]!
  const number = await versionOf(client, now, at, use)
  assertNotNewer(number, at)
  if (!now.may_create) throw notPrepared(number, now, at)
  await client.query(`${now.has_schema ? '' : schemaSql}\n${migrationSql(number)}`)
  await client.query('COMMIT')
}

/** @returns whether the role may only read */
async function assertAccess(
  client: PoolClient,
  situation: Situation,
  at: FailedAt,
  use: DatabaseUse,
): Promise<boolean> {
  const writes = Object.entries(use.writes).flatMap(([table, rights]) =>
    rights.map((right) => [table, right] as const),
  )
  const { rows } = await client.query<{ reads: boolean; writes: boolean }>(
    `SELECT (SELECT bool_and(has_table_privilege('stanch.' || name, 'SELECT')) FROM unnest($1::text[]) AS name) AS reads,
       (SELECT bool_and(has_table_privilege('stanch.' || name, needed))
        FROM unnest($2::text[], $3::text[]) AS wanted (name, needed)) AS writes`,
    [use.reads, writes.map(([table]) => table), writes.map(([, right]) => right)],
  )
  if (rows[0]!.reads !== true) throw withoutGrants(situation, at, use)
  await client.query('BEGIN READ ONLY')
  await client.query(`SELECT set_config('stanch.tenant', $1, true)`, [at.tenant])
  const entered = await client.query<{ tenant: string | null }>(
    'SELECT stanch.current_tenant() AS tenant',
  )
  await client.query('ROLLBACK')
  if (entered.rows[0]!.tenant !== at.tenant) throw tenantRefused(at)
  return !rows[0]!.writes
}

function assertNotNewer(number: number, at: FailedAt): void {
  if (number <= migrations.length) return
  throw new StanchError(
    'STORE_NEWER',
    `${at.name}: expected tables of version ${migrations.length} or older, got ${number}: a newer Stanch made it.\n` +
      'Update this program: npm install stanch@latest',
  )
}

function notPrepared(number: number, { role, has_schema }: Situation, at: FailedAt): StanchError {
  const own = 'stanch_owner'
  const what =
    number === 0
      ? 'has no tables of Stanch yet'
      : `has tables of version ${number}, older than this program`
  const schema = has_schema ? '' : `${schemaSql}\n\n`
  return new StanchError(
    'STORE_NOT_PREPARED',
    `${at.name}: the database ${what}, and the role ${role} may not make its tables.\n` +
      `An administrator runs, as a role that is to own them (such as ${own}):\n\n` +
      `BEGIN;\n${schema}${migrationSql(number)}\n${grantSql(role, (one) => one > number)}COMMIT;`,
  )
}

function withoutGrants({ role }: Situation, at: FailedAt, use: DatabaseUse): StanchError {
  return new StanchError(
    'STORE_PERMISSION',
    `${at.name}: the role ${role} may not read ${use.noun}.\n` +
      `Whoever owns schema stanch runs (SELECT alone is enough for reading):\n\n${grantSql(role, (one) => one === use.migration)}`,
  )
}

function tenantRefused({ name, user, tenant }: FailedAt): StanchError {
  return new StanchError(
    'STORE_TENANT_REFUSED',
    `${name}: the role ${user} is bound to other tenants than ${tenant}.\n` +
      'Name yours in --tenant, or let the owner of schema stanch add the role and the tenant to stanch.tenant_role.',
  )
}
