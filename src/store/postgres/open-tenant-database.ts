import type { Pool } from 'pg'
import { StanchError } from '../../text/error.ts'
import { describeFailure, type FailedAt } from './describe-failure.ts'
import { isLoopback } from './is-loopback.ts'
import { loadPg } from './load-pg.ts'
import { openPool, roleOf } from './open-pool.ts'
import { parsePostgresPlace, type Environment } from './postgres-place.ts'
import { prepareDatabase, type DatabaseUse } from './prepare-database.ts'
import { TenantDatabase } from './tenant-database.ts'

const tenantBytesMax = 256

/** A database whose tables are there. */
export interface OpenedDatabase {
  /** Closing it closes the pool. */
  readonly database: TenantDatabase
  readonly pool: Pool
  readonly name: string
  readonly isReadOnly: boolean
  readonly at: FailedAt
}

/**
 * Connects as one tenant; tables are made or brought up to date where the role may, see `prepareDatabase`.
 *
 * @param address see `parsePostgresPlace`
 * @param env where `PGUSER`, `PGPASSWORD`, `PGPASSFILE` and their like are read
 * @param onNote told what weakens the separation of tenants or the secrecy of the line
 * @throws StanchError `STORE_TENANT_MISSING`, `STORE_UNREACHABLE`, `STORE_LOGIN_REFUSED`, …
 */
export async function openTenantDatabase(
  address: string,
  tenant: string | undefined,
  env: Environment,
  use: DatabaseUse,
  onNote: (note: string) => void,
): Promise<OpenedDatabase> {
  const place = parsePostgresPlace(address, env)
  const at: FailedAt = {
    name: place.name,
    user: roleOf(place),
    tenant: checkedTenant(tenant, place.name),
    what: use.what,
  }
  const pool = await openPool(place, env)
  try {
    const { isReadOnly, ignoresPolicies } = await prepareDatabase(pool, at, use)
    if (ignoresPolicies) {
      onNote(
        `${place.name}: the role ${at.user} is a superuser or has BYPASSRLS: PostgreSQL does not keep tenants apart for it. ` +
          'Use a role of its own.',
      )
    }
    if (place.tls === 'disable' && !isLoopback(place.host))
      onNote(`${place.name}: sslmode=disable: whoever is on the line reads ${use.noun}`)
    const database = new TenantDatabase(pool, at, loadPg().escapeLiteral(at.tenant))
    return { database, pool, name: place.name, isReadOnly, at }
  } catch (error) {
    await pool.end()
    throw describeFailure(error, at)
  }
}

function checkedTenant(tenant: string | undefined, name: string): string {
  if (tenant === undefined || tenant === '') {
    throw new StanchError(
      'STORE_TENANT_MISSING',
      `${name}: expected a tenant, got none: a database keeps what is of many apart by it.\n` +
        'Give --tenant NAME, STANCH_TENANT, or inventory.tenant in stanch.yaml.',
    )
  }
  if (/\p{Cc}/u.test(tenant) || Buffer.byteLength(tenant) > tenantBytesMax) {
    throw new StanchError(
      'STORE_TENANT_INVALID',
      `${name}: expected a tenant’s name on one line, of at most ${tenantBytesMax} bytes.\nGive --tenant NAME.`,
    )
  }
  return tenant
}
