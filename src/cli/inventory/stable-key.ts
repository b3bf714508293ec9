import { readFingerprintKey } from '../../scan/read-keys.ts'
import { StanchError } from '../../text/error.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'

/**
 * The key that an inventory is written under: by a random key's fingerprints nothing would be known ever again.
 *
 * @throws StanchError `INVENTORY_KEY_NEEDED`
 */
export function stableKey(): FingerprintKey {
  const { key, isEphemeral } = readFingerprintKey(process.env)
  if (!isEphemeral) return key
  throw new StanchError(
    'INVENTORY_KEY_NEEDED',
    'An inventory wants a stable key, so that what is found later is known by it: set STANCH_KEY or STANCH_KEY_FILE.\n' +
      'Make one with: openssl rand -hex 32',
  )
}
