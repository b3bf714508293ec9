import { scrypt, scryptSync, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'
import { normalisedSecret } from '../../text/fingerprint.ts'

/** About 0.1 s and 32 MiB a value: guessing a weak password from a committed file costs that much each time. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }

/**
 * The slow hash under which a secret stands in a suppression file: 64 hex digits of scrypt. It covers the value
 * alone, neither rule nor place, so it survives moves and rebases; CRLF counts as LF, nothing is trimmed.
 *
 * @param value fully decoded bytes
 * @param salt the file's own
 */
export function hashSecret(value: Uint8Array, salt: Uint8Array): string {
  return scryptSync(normalisedSecret(value), salt, 32, cost).toString('hex')
}

/** As {@link hashSecret}, of several values at the same time and beside what this thread does meanwhile. */
export function hashSecrets(
  values: readonly Uint8Array[],
  salt: Uint8Array,
): Promise<readonly string[]> {
  return Promise.all(
    values.map(async (value) =>
      (await scryptBeside(normalisedSecret(value), salt, 32, cost)).toString('hex'),
    ),
  )
}

const scryptBeside = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scrypt)
