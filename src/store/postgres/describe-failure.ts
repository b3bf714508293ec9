import { StanchError } from '../../text/error.ts'

/** What a message says of the connection: never a password. */
export interface FailedAt {
  /** For people, see `PostgresPlace`. */
  readonly name: string
  readonly user: string
  readonly tenant: string
  /** What of the database is worked with, as in codes of errors; the inventory by default. */
  readonly what?: 'INVENTORY' | 'INCIDENT'
}

interface Reason {
  readonly code: string
  readonly what: string
  readonly next: string
}

/**
 * What went wrong with a database, said without any text of the server: its messages and details may quote rows and
 * parameters. Of the original only its code (https://www.postgresql.org/docs/current/errcodes-appendix.html) is kept.
 */
export function describeFailure(error: unknown, at: FailedAt): StanchError {
  if (error instanceof StanchError) return error
  const { code = '', message = '' } = error as { code?: unknown; message?: string }
  const original = typeof code === 'string' ? code : ''
  const { code: own, what, next } = reasonOf(original, message, at)
  const suffix = original === '' ? '' : ` (${original})`
  return new StanchError(own, `${at.name}: ${what}${suffix}.\n${next}`)
}

function reasonOf(code: string, message: string, at: FailedAt): Reason {
  return (
    reasonByState(code, at) ??
    reasonByClass(code, at) ??
    reasonByMessage(message, at) ??
    unknownReason
  )
}

const unknownReason: Reason = {
  code: 'STORE_FAILED',
  what: 'the database refused what was asked of it',
  next: 'Its log says more.',
}

function reasonByState(
  code: string,
  { user, tenant, what = 'INVENTORY' }: FailedAt,
): Reason | undefined {
  switch (code) {
    case '28P01':
    case '28000':
      return loginRefused(user)
    case '3D000':
      return {
        code: 'STORE_DATABASE_MISSING',
        what: 'the server has no such database',
        next: 'Make it with createdb, or name another in --store.',
      }
    case '25006':
      return {
        code: `${what}_READ_ONLY`,
        what: 'the server takes no changes: a replica, or read-only',
        next: 'Name the primary server in --store.',
      }
    case '42501':
      return {
        code: 'STORE_PERMISSION',
        what: `the role ${user} may not do that for tenant ${tenant}`,
        next:
          what === 'INVENTORY'
            ? 'An administrator grants SELECT, and INSERT, UPDATE, DELETE for changes, on the tables of schema stanch.'
            : 'An administrator grants SELECT, and INSERT for changes, on the tables of incidents, and UPDATE on stanch.incident.',
      }
    case '55P03':
    case '40001':
    case '40P01':
    case '57014':
    case '25P03':
    case '53300':
      return {
        code: 'STORE_BUSY',
        what: busyReasons[code]!,
        next: 'Nothing was changed. Run it again; if that goes on, look into pg_stat_activity.',
      }
    case '53100':
      return {
        code: 'STORE_FULL',
        what: 'the disk of the server is full',
        next: 'Nothing was changed. Make room on the server, then run it again.',
      }
    default:
      return undefined
  }
}

const busyReasons: Readonly<Record<string, string>> = {
  '55P03': 'another change does not end',
  '40001': 'other changes got in the way again and again',
  '40P01': 'other changes got in the way again and again',
  '57014': 'the statement took longer than the server or an administrator lets it',
  '25P03': 'the transaction stood idle for longer than the server lets it',
  '53300': 'the server has too many connections',
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
  'EPIPE',
  'ETIMEDOUT',
])

function reasonByClass(code: string, { user, what = 'INVENTORY' }: FailedAt): Reason | undefined {
  if (unreachable.has(code) || /^(?:08|57P)/.test(code)) return unreachableReason
  if (
    /^(?:ERR_(?:TLS|SSL|OSSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code)
  )
    return tlsRefused('what the server shows as its certificate is not trusted')
  if (code.startsWith('28')) return loginRefused(user)
  if (/^(?:22|23514|21|54)/.test(code)) {
    return {
      code: `${what}_RECORD_INVALID`,
      what: 'a record holds what the database cannot store, such as half a character pair',
      next: 'Nothing was changed. Write it anew without it.',
    }
  }
  if (code.startsWith('53')) {
    return {
      code: 'STORE_FULL',
      what: 'the server has not the memory or room for it',
      next: 'Nothing was changed. Its log says what is short.',
    }
  }
  return undefined
}

/** Errors of `pg` itself have no code. */
function reasonByMessage(message: string, { user }: FailedAt): Reason | undefined {
  if (/^SASL|password/.test(message)) return loginRefused(user)
  if (/SSL/.test(message)) return tlsRefused('the server speaks no TLS')
  if (/timeout|terminated|not queryable/.test(message)) return unreachableReason
  return undefined
}

function loginRefused(user: string): Reason {
  return {
    code: 'STORE_LOGIN_REFUSED',
    what: `the server refuses the role ${user} without the right password, or from here`,
    next: 'Give the password in PGPASSWORD or ~/.pgpass, another role in PGUSER; the server’s pg_hba.conf says who may come.',
  }
}

function tlsRefused(what: string): Reason {
  return {
    code: 'STORE_TLS_REFUSED',
    what,
    next:
      'Name the file of its authority in PGSSLROOTCERT; sslmode=verify-ca leaves out the host’s name. ' +
      'Only over a private line: sslmode=disable.',
  }
}

const unreachableReason: Reason = {
  code: 'STORE_UNREACHABLE',
  what: 'no server answers there, or it hung up',
  next: 'Is it running? pg_isready -h HOST -p PORT says so.',
}
