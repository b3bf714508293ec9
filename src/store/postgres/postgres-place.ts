import { StanchError } from '../../text/error.ts'
import { isLoopback } from './is-loopback.ts'

/** As `process.env` is. */
export type Environment = Readonly<Record<string, string | undefined>>

/** `disable`: in clear; `verify-ca`: by a known authority; `verify-full`: for this host, too. */
export type TlsMode = 'disable' | 'verify-ca' | 'verify-full'

/** Where a database is and who asks; the password is read elsewhere. */
export interface PostgresPlace {
  /** A name or address, or the absolute path of a directory that has a socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string | undefined
  readonly tls: TlsMode
  /** File of the authorities that are trusted instead of Node's own. */
  readonly rootCertificatePath: string | undefined
  /** For people. */
  readonly name: string
}

const parameters = ['sslmode', 'sslrootcert', 'host']
const socketDirectory = '/var/run/postgresql'

/**
 * Reads `postgres://[user@]host[:port]/database[?sslmode=…&sslrootcert=…&host=…]`; what it leaves out the variables of
 * PostgreSQL's own programs say (https://www.postgresql.org/docs/current/libpq-envars.html). Weaker modes of TLS than
 * `verify-ca` count as not given: then it is verified, but on this machine, where there is none.
 *
 * @throws StanchError `STORE_PASSWORD_IN_URL` or `STORE_ADDRESS_INVALID`; neither repeats the address
 */
export function parsePostgresPlace(address: string, env: Environment): PostgresPlace {
  const url = URL.canParse(address) ? new URL(address) : undefined
  // What does not parse, or has its @ behind the host, is often an address with an unescaped password.
  if (url === undefined ? address.includes('@') : hasPassword(url)) throw passwordInAddress()
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hash !== '')
    throw invalid('expected postgres://host[:port]/database')
  // Their names are not repeated: they may be the rest of a password that has a question mark.
  if ([...url.searchParams.keys()].some((name) => !parameters.includes(name)))
    throw invalid(`expected no parameters but ${parameters.join(', ')}`)
  const host =
    url.searchParams.get('host') ||
    decode(url.hostname).replace(/^\[(.*)\]$/, '$1') ||
    env['PGHOST'] ||
    socketDirectory
  const database = decode(url.pathname.slice(1)) || env['PGDATABASE'] || ''
  if (database === '') throw invalid('expected a database behind the host, got none')
  if (/[/\p{Cc}]/u.test(database))
    throw invalid('expected the name of one database behind the host')
  const port = portOf(url.port || env['PGPORT'] || '5432')
  return {
    host,
    port,
    database,
    user: decode(url.username) || env['PGUSER'] || undefined,
    tls: tlsModeOf(url.searchParams.get('sslmode') || env['PGSSLMODE'], host),
    rootCertificatePath: url.searchParams.get('sslrootcert') || env['PGSSLROOTCERT'] || undefined,
    name: nameOf(host, port, database),
  }
}

function hasPassword(url: URL): boolean {
  const behindHost = `${url.pathname}${url.search}${url.hash}`
  return url.password !== '' || url.searchParams.has('password') || behindHost.includes('@')
}

function tlsModeOf(mode: string | undefined, host: string): TlsMode {
  if (host.startsWith('/')) return 'disable'
  switch (mode) {
    case 'disable':
    case 'verify-ca':
    case 'verify-full':
      return mode
    case 'require':
      return 'verify-full'
    case undefined:
    case '':
    case 'allow':
    case 'prefer':
      return isLoopback(host) ? 'disable' : 'verify-full'
    default:
      throw invalid('expected sslmode (or PGSSLMODE) disable, verify-ca or verify-full')
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw invalid('expected a port from 1 to 65535 (in the address, or PGPORT)')
  return port
}

function nameOf(host: string, port: number, database: string): string {
  const written = encodeURIComponent(database)
  const isUsual = port === 5432
  if (host.startsWith('/'))
    return `postgres:///${written} at ${host}${isUsual ? '' : `, port ${port}`}`
  return `postgres://${host.includes(':') ? `[${host}]` : host}${isUsual ? '' : `:${port}`}/${written}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid('expected percent signs only before two hex digits')
  }
}

function passwordInAddress(): StanchError {
  return new StanchError(
    'STORE_PASSWORD_IN_URL',
    '--store: expected an address without a password, got one that has, or seems to have, a password in it: other users ' +
      'of this machine can read arguments.\nUse postgres://host/database, and put the password into ~/.pgpass or PGPASSWORD.',
  )
}

function invalid(what: string): StanchError {
  return new StanchError(
    'STORE_ADDRESS_INVALID',
    `--store: ${what}.\nSuch as: postgres://db.example.com/stanch`,
  )
}
