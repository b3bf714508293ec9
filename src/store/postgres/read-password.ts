import { readFileSync, statSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { StanchError } from '../../text/error.ts'
import type { Environment, PostgresPlace } from './postgres-place.ts'

/**
 * The password from `PGPASSWORD`, or from the file that `PGPASSFILE` names, or from `~/.pgpass`
 * (https://www.postgresql.org/docs/current/libpq-pgpass.html).
 *
 * @returns `undefined`: there is none, which is right where the server asks for none
 * @throws StanchError `STORE_PASSWORD_FILE` when others can read the file, or it cannot be read
 */
export function readPassword(
  place: Pick<PostgresPlace, 'host' | 'port' | 'database'> & { readonly user: string },
  env: Environment,
): string | undefined {
  if (env['PGPASSWORD']) return env['PGPASSWORD']
  const path = env['PGPASSFILE'] || join(env['HOME'] || homedir(), '.pgpass')
  const text = readPrivateFile(path)
  if (text === undefined) return undefined
  const host = place.host.startsWith('/') ? 'localhost' : place.host
  const wanted = [host, String(place.port), place.database, place.user]
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = fieldsOf(line)
    if (fields.length < 5) continue
    const fits = wanted.every((want, at) => fields[at] === '*' || fields[at] === want)
    if (fits) return fields[4]
  }
  return undefined
}

function readPrivateFile(path: string): string | undefined {
  try {
    const { mode } = statSync(path)
    if (platform() !== 'win32' && (mode & 0o077) !== 0) {
      throw new StanchError(
        'STORE_PASSWORD_FILE',
        `${path}: expected a password file that only its owner can read, got mode ${(mode & 0o777).toString(8)}.\n` +
          `Run: chmod 600 ${path}`,
      )
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof StanchError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new StanchError(
      'STORE_PASSWORD_FILE',
      `${path}: the password file cannot be read: ${code}`,
    )
  }
}

/** `host:port:database:user:password`; a backslash stands before a colon or backslash of a field. */
function fieldsOf(line: string): string[] {
  const fields = ['']
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === ':' && fields.length < 5) fields.push('')
    else fields[fields.length - 1] += character === '\\' ? (line[++at] ?? '') : character
  }
  return fields
}
