import { scryptSync } from 'node:crypto'
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
