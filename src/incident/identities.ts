import { bytesOfUtf8 } from '../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../text/fingerprint.ts'

/** Rules whose secret is a public id, and names one credential only: the id of a client or of an app may have several secrets. */
const keyIdRules: ReadonlySet<string> = new Set([
  'aws-access-key-id',
  'alibaba-access-key-id',
  'tencent-secret-id',
  'confluent-api-key-id',
  'razorpay-key-id',
])

/** Whether the secret of a rule is the public id of exactly one credential. */
export function isKeyIdRule(rule: string): boolean {
  return keyIdRules.has(rule)
}

/** What a credential may be known by; what is not known is left out. */
export interface IdentityParts {
  /** Fully decoded; not kept. */
  readonly value?: Uint8Array | undefined
  /** The provider's own id of it. */
  readonly keyId?: string | undefined
  /** Of whoever told of it, such as `github OWNER/REPO#12`: two notices of one alert are one incident. */
  readonly alert?: string | undefined
  /** Fingerprints of the value or of its key id under keys that others keep, too. */
  readonly reported?: readonly string[]
}

/**
 * By what an incident is found again, on whatever machine: fingerprints (`v1:<kid>:<hex>`) under the store's own key, which
 * all who reach the store have, and under the keys of reports. A key id that was found by itself and one that stood by
 * its secret come to the same.
 *
 * @param otherKeys under which reports of this machine are written, so that one whose places are gone is known again
 * @returns each once; empty when nothing is known
 */
export function identitiesOf(
  parts: IdentityParts,
  key: FingerprintKey,
  otherKeys: readonly FingerprintKey[] = [],
): string[] {
  const { value, keyId, alert, reported = [] } = parts
  const keys = [key, ...otherKeys]
  return [
    ...new Set([
      ...keys.flatMap((one) => [
        ...(value === undefined ? [] : [fingerprintOf(value, one)]),
        ...(keyId === undefined ? [] : [keyIdIdentity(keyId, one)]),
      ]),
      ...(alert === undefined ? [] : [fingerprintOf(bytesOfUtf8(`alert ${alert}`), key)]),
      ...reported,
    ]),
  ]
}

export function keyIdIdentity(keyId: string, key: FingerprintKey): string {
  return fingerprintOf(bytesOfUtf8(keyId), key)
}
