import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Pool, PoolConfig } from 'pg'
import { StanchError } from '../../text/error.ts'
import { loadPg } from './load-pg.ts'
import type { Environment, PostgresPlace } from './postgres-place.ts'
import { readPassword } from './read-password.ts'

const connectionsMax = 4
const connectMs = 10_000

/** The role that asks: given, or the user of this process, as with PostgreSQL's own programs. */
export function roleOf({ user }: PostgresPlace): string {
  return user ?? userInfo().username
}

/**
 * Connections that are made when they are needed. Nothing is left to `pg`'s own reading of variables and files, which
 * knows weaker modes of TLS.
 *
 * @throws StanchError `STORE_PASSWORD_FILE` or `STORE_CERTIFICATE_UNREADABLE`
 */
export async function openPool(place: PostgresPlace, env: Environment): Promise<Pool> {
  const { Pool: PgPool } = loadPg()
  const user = roleOf(place)
  const password = readPassword({ ...place, user }, env)
  const seconds = Number(env['PGCONNECT_TIMEOUT'] ?? '')
  const pool = new PgPool({
    host: place.host,
    port: place.port,
    database: place.database,
    user,
    // As a function, or `pg` looks for one itself when there is none.
    password: (() => password) as () => string,
    ssl: tlsOf(place, env),
    application_name: 'stanch',
    max: connectionsMax,
    connectionTimeoutMillis: seconds > 0 ? seconds * 1000 : connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    allowExitOnIdle: true,
  })
  // The statement that a broken connection fails says so; an idle one is replaced.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

function tlsOf(
  { tls, rootCertificatePath }: PostgresPlace,
  env: Environment,
): NonNullable<PoolConfig['ssl']> {
  if (tls === 'disable') return false
  const isOwn = rootCertificatePath !== undefined && rootCertificatePath !== 'system'
  const [certificate, key] = [env['PGSSLCERT'], env['PGSSLKEY']]
  return {
    rejectUnauthorized: true,
    ...(isOwn ? { ca: readFile(rootCertificatePath) } : {}),
    ...(certificate && key ? { cert: readFile(certificate), key: readFile(key) } : {}),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError(
      'STORE_CERTIFICATE_UNREADABLE',
      `${path}: the certificate or key cannot be read: ${(error as NodeJS.ErrnoException).code}.\n` +
        'PGSSLROOTCERT, PGSSLCERT and PGSSLKEY name files.',
    )
  }
}
