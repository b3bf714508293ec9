import { latin1Of } from '../../text/bytes.ts'

/** A token as its holder has it. Header and claims are whatever its maker wrote: nothing of them is proven. */
export interface ParsedToken {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** As it is verified; never to be shown. */
  readonly compact: string
}

/** A text that is no signed JWT, and what can be done with it. */
export interface UnreadToken {
  readonly kind: 'empty' | 'opaque' | 'encrypted' | 'damaged'
  readonly reason: string
}

/**
 * Reads a JWT in its compact form, `header.claims.signature` of base64url (RFC 7519, 7.2; RFC 7515, 7.1). White space
 * around it and the words that stand before it in a header field do not count.
 */
export function parseToken(bytes: Uint8Array): ParsedToken | UnreadToken {
  const compact = latin1Of(bytes)
    .trim()
    .replace(/^(?:authorization:\s*)?(?:bearer|dpop)\s+/i, '')
  if (compact === '') return { kind: 'empty', reason: 'there is nothing on standard input' }
  const parts = compact.split('.')
  if (parts.length === 5 && objectOf(parts[0]!) !== undefined) {
    return {
      kind: 'encrypted',
      reason: 'it is encrypted (JWE, RFC 7516): only who has its key can read its claims',
    }
  }
  if (parts.length !== 3) {
    return {
      kind: 'opaque',
      reason:
        'it is no JWT but an opaque token: its issuer alone can say for whom it is. Ask the issuer’s introspection endpoint (RFC 7662) for active, iss, aud, scope, client_id, exp',
    }
  }
  const [header, claims] = [objectOf(parts[0]!), objectOf(parts[1]!)]
  if (header === undefined || claims === undefined) {
    const which = header === undefined ? 'header' : 'claims'
    return { kind: 'damaged', reason: `its ${which} are no JSON object in base64url` }
  }
  return { header, claims, compact }
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    const text = atob(part.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
