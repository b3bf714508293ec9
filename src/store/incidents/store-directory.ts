import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { reasonOf, StanchError } from '../../text/error.ts'
import { parseFingerprintKey, type FingerprintKey } from '../../text/fingerprint.ts'
import { withLock, type LockSubject } from '../file/lock-file.ts'
import { replaceFile } from '../file/replace-file.ts'

export const incidentsSubject: LockSubject = {
  noun: 'the list of incidents',
  busyCode: 'INCIDENT_BUSY',
  lostCode: 'INCIDENT_LOCK_LOST',
  notWrittenCode: 'INCIDENT_NOT_WRITTEN',
}

/**
 * A directory of incidents:
 *
 *     key                          64 hex digits, 0600, made once; without it nothing of the rest is believed
 *     index.jsonl                  which identity belongs to which incident; made anew from the journals where it lacks one
 *     open.lock                    held while an incident is made
 *     new/                         an incident that is being made
 *     incidents/<id>/journal.jsonl a record a line
 *     incidents/<id>/head.json     names the last record
 *     incidents/<id>/lock          held while somebody works on it
 */
export interface StoreDirectory {
  readonly path: string
  readonly key: FingerprintKey
}

/** What may be in a directory in which no key is yet. */
const beginnings =
  /^(?:open\.lock(?:\.takeover)?|\.gitignore|new|incidents|key\.[0-9a-f]{12}\.tmp)$/

/**
 * Opens a directory of incidents, and makes it, readable by its owner only, where there is none.
 *
 * @throws StanchError `INCIDENT_STORE` for a directory of other things, or one whose key is lost or open to others;
 *   `INCIDENT_NOT_WRITTEN`
 */
export async function openStoreDirectory(
  path: string,
  lockWaitMs: number,
): Promise<StoreDirectory> {
  const keyPath = join(path, 'key')
  if (!existsSync(keyPath)) await makeKey(path, keyPath, lockWaitMs)
  return { path, key: readKey(keyPath) }
}

/** The lock that is held while an incident is made, or the store. */
export function withOpenLock<T>(
  path: string,
  waitMs: number,
  action: (assertHeld: () => void) => T,
): Promise<T> {
  const options = { name: path, waitMs, subject: incidentsSubject }
  return withLock(join(path, 'open.lock'), options, ({ assertHeld }) => action(assertHeld))
}

async function makeKey(path: string, keyPath: string, lockWaitMs: number): Promise<void> {
  writing(path, () => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    assertOurs(path)
  })
  await withOpenLock(path, lockWaitMs, (assertHeld) => {
    if (existsSync(keyPath)) return
    assertNoIncidents(path)
    writing(path, () => {
      chmodSync(path, 0o700)
      writeFileSync(
        join(path, '.gitignore'),
        '# A key, and what leaked: of this machine only.\n*\n',
      )
      for (const name of ['new', 'incidents'])
        mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
      const text = `${randomBytes(32).toString('hex')}\n`
      replaceFile(keyPath, text, { workDirectory: path, beforeRename: assertHeld, mode: 0o600 })
    })
  })
}

/** `--store ~` is a slip. */
function assertOurs(path: string): void {
  const other = readdirSync(path).find((name) => name !== 'key' && !beginnings.test(name))
  if (other === undefined || existsSync(join(path, 'key'))) return
  if (existsSync(join(path, 'index.jsonl'))) throw keyLost(path)
  throw new StanchError(
    'INCIDENT_STORE',
    `${path}: expected a directory of incidents, or an empty one; got one that has other things in it, such as ${other}.\n` +
      'Name a directory of its own, such as --store incidents.',
  )
}

function assertNoIncidents(path: string): void {
  const directory = join(path, 'incidents')
  if (existsSync(directory) && readdirSync(directory).length > 0) throw keyLost(path)
}

function keyLost(path: string): StanchError {
  return new StanchError(
    'INCIDENT_STORE',
    `${path}: expected the file key, under which these incidents are sealed; it is missing.\n` +
      'Put it back from a backup. With another key none of them could be told from a forged one.',
  )
}

function readKey(keyPath: string): FingerprintKey {
  try {
    const { mode } = statSync(keyPath)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new StanchError(
        'INCIDENT_STORE',
        `${keyPath}: expected a key that only its owner can read, got mode ${(mode & 0o777).toString(8)}.\n` +
          `Run: chmod 600 ${keyPath}`,
      )
    return parseFingerprintKey(readFileSync(keyPath, 'latin1').trimEnd(), keyPath)
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw new StanchError('INCIDENT_STORE', `${keyPath} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** @throws StanchError `INCIDENT_NOT_WRITTEN` instead of errors of the file system */
export function writing<T>(name: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw notWritten(name, error)
  }
}

export function notWritten(name: string, error: unknown): StanchError {
  return new StanchError(
    'INCIDENT_NOT_WRITTEN',
    `${name}: expected to write it: ${reasonOf(error)}.\n` +
      'What was recorded before is kept. Check that the directory may be written to and has room, then run it again.',
    { cause: error },
  )
}
