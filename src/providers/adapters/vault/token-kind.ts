import type { Subject } from '../../../incident/adapter.ts'
import { valueOf } from '../asking/value-of.ts'

/**
 * Tokens that cannot be revoked: batch tokens stand in no store and end by themselves, recovery tokens are no tokens of this
 * interface. https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
 */
export function unrevocable(subject: Subject): readonly string[] {
  if (subject.secret === undefined) return []
  const value = valueOf(subject)
  if (/^(?:hvb|b)\./.test(value))
    return ['a service token: batch tokens cannot be revoked, revoke the token that made it']
  if (/^(?:hvr|r)\./.test(value))
    return ['a service token: cancel a recovery token with vault operator generate-root -cancel']
  return []
}

/** An accessor as `keyId` or from an earlier answer. */
export function accessorOf({ keyId, known }: Subject): string | undefined {
  const accessor = keyId ?? known?.['accessor']
  return accessor !== undefined && /^[A-Za-z0-9.-]{8,64}$/.test(accessor) ? accessor : undefined
}
