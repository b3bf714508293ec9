import { fingerprintKeyOf, type FingerprintKey } from '../../../text/fingerprint.ts'

let key: FingerprintKey | undefined

/** Of this process alone: for values that are held for a moment, and whose fingerprints nobody compares. */
export function runKey(): FingerprintKey {
  return (key ??= fingerprintKeyOf(crypto.getRandomValues(new Uint8Array(32))))
}
