import { latin1Of } from '../../text/bytes.ts'
import type { FoundSecret } from '../found-secret.ts'

/** The id stands shortly before the key, the account behind it, in the file that Google makes. */
const beforeMax = 300
const behindMax = 2000

export const gcpKeyRule = 'gcp-service-account-key'

/**
 * Of a key of a Google service account the public id and the account, which stand in the same file and name exactly this
 * key.
 *
 * @see https://cloud.google.com/iam/docs/keys-create-delete
 * @param document where it was found; spans are its bytes
 */
export function withGcpDetails(found: FoundSecret, document: Uint8Array): FoundSecret {
  const { finding } = found
  if (finding.rule !== gcpKeyRule) return found
  const before = latin1Of(document, Math.max(0, finding.start - beforeMax), finding.start)
  const behind = latin1Of(document, finding.end, Math.min(document.length, finding.end + behindMax))
  const keyId = /private_key_id\\?"\s{0,4}:\s{0,4}\\?"([0-9a-f]{40})(?!.*private_key_id)/s.exec(
    before,
  )?.[1]
  const account =
    /^[^{}]*?client_email\\?"\s{0,4}:\s{0,4}\\?"([a-z0-9.-]{1,63}@[a-z0-9.-]{1,80}\.gserviceaccount\.com)/.exec(
      behind,
    )?.[1]
  const details = {
    ...finding.details,
    ...(keyId !== undefined && { keyId }),
    ...(account !== undefined && { account }),
  }
  return Object.keys(details).length === 0 ? found : { ...found, finding: { ...finding, details } }
}
