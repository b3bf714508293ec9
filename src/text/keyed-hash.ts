import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { FingerprintKey } from './fingerprint.ts'

/** HMACs that have taken a key in and nothing else: half of the work of a short message. */
const begun = new WeakMap<FingerprintKey, ReturnType<typeof hmac.create>>()

/**
 * HMAC-SHA256.
 *
 * @param key its bytes must not change once it was used
 */
export function keyedHash(key: FingerprintKey, message: Uint8Array): Uint8Array {
  let start = begun.get(key)
  if (!start) begun.set(key, (start = hmac.create(sha256, key.bytes)))
  return start.clone().update(message).digest()
}
