import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { reasonOf, StanchError } from '../text/error.ts'
import { fingerprintKeyOf, parseFingerprintKey, type FingerprintKey } from '../text/fingerprint.ts'
import { readKeychain } from './read-keychain.ts'

/** As `process.env` is. */
type Environment = Readonly<Record<string, string | undefined>>

/** Keys of a run. */
export interface FingerprintKeys {
  /** Newest first; never empty. */
  readonly keys: readonly FingerprintKey[]
  /** Made for this run alone. */
  readonly isEphemeral: boolean
}

/**
 * The fingerprint keys of this run: `STANCH_KEY`; or the lines of `STANCH_KEY_FILE`, newest first, which may be an open
 * descriptor such as `/dev/fd/3`; or an entry of the system's keychain, `STANCH_KEY_KEYCHAIN`; or a random one.
 *
 * @throws StanchError `KEY_FORMAT` or `KEY_FILE_UNREADABLE`; a bad key never falls back to a random one
 */
export function readFingerprintKeys(env: Environment): FingerprintKeys {
  const value = env['STANCH_KEY']
  if (value) return { keys: [parseFingerprintKey(value.trim(), 'STANCH_KEY')], isEphemeral: false }
  const path = env['STANCH_KEY_FILE']
  const entry = env['STANCH_KEY_KEYCHAIN']
  if (!path && entry) {
    const where = `STANCH_KEY_KEYCHAIN ${entry}`
    return { keys: parseKeyLines(readKeychain(entry), where), isEphemeral: false }
  }
  if (!path) return { keys: [fingerprintKeyOf(randomBytes(32))], isEphemeral: true }
  const where = `STANCH_KEY_FILE ${path}`
  return { keys: parseKeyLines(readKeyFile(path), where), isEphemeral: false }
}

/** The key that this run writes with; see {@link readFingerprintKeys}. */
export function readFingerprintKey(env: Environment): {
  readonly key: FingerprintKey
  readonly isEphemeral: boolean
} {
  const { keys, isEphemeral } = readFingerprintKeys(env)
  return { key: keys[0]!, isEphemeral }
}

/**
 * @param text one key a line, newest first; blank lines do not count
 * @throws StanchError `KEY_FORMAT` naming the line
 */
export function parseKeyLines(text: string, where: string): FingerprintKey[] {
  const keys = text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), where: `${where}, line ${at + 1}` }))
    .filter(({ line }) => line !== '')
    .map((key) => parseFingerprintKey(key.line, key.where))
  if (keys.length === 0) parseFingerprintKey('', where)
  return keys
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError(
      'KEY_FILE_UNREADABLE',
      `STANCH_KEY_FILE names ${path}, which cannot be read: ${reasonOf(error)}`,
      { cause: error },
    )
  }
}
