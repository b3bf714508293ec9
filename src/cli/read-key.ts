import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { reasonOf, StanchError } from '../text/error.ts'
import { fingerprintKeyOf, parseFingerprintKey, type FingerprintKey } from '../text/fingerprint.ts'

/**
 * The fingerprint key of this run: `STANCH_KEY`, or the first line of `STANCH_KEY_FILE`, or a random one.
 *
 * @throws StanchError `KEY_FORMAT` or `KEY_FILE_UNREADABLE`; a bad key never falls back to a random one
 */
export function readFingerprintKey(env: NodeJS.ProcessEnv): {
  readonly key: FingerprintKey
  readonly isEphemeral: boolean
} {
  const value = env['STANCH_KEY']
  if (value) return { key: parseFingerprintKey(value.trim(), 'STANCH_KEY'), isEphemeral: false }
  const path = env['STANCH_KEY_FILE']
  if (!path) return { key: fingerprintKeyOf(randomBytes(32)), isEphemeral: true }
  const newest = readKeyFile(path)
    .split('\n')
    .find((line) => line.trim() !== '')
  return {
    key: parseFingerprintKey((newest ?? '').trim(), `STANCH_KEY_FILE ${path}`),
    isEphemeral: false,
  }
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
