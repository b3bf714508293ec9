import type { Connector } from '../posture/connector.ts'
import type { ParsedToken } from './parse-token.ts'
import { showClaim } from './show-claim.ts'
import type { SignatureResult, TokenCheck } from './token-check.ts'

/** Signatures that only the issuer can make (RFC 7518, 3.1; RFC 8037; RFC 9864). */
export const asymmetricAlgorithms = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
] as const // prettier-ignore

/** What a connector takes. */
export function algorithmsOf({ algorithms = asymmetricAlgorithms }: Connector): readonly string[] {
  return algorithms
}

/** The connector says which algorithm, never the token (RFC 8725, 3.1 and 3.2). */
export function checkAlgorithm({ header }: ParsedToken, connector: Connector): TokenCheck {
  const { alg } = header
  const isUnsigned = typeof alg === 'string' && alg.toLowerCase() === 'none'
  const isTaken = typeof alg === 'string' && algorithmsOf(connector).includes(alg)
  return {
    id: 'alg',
    expected: connector.algorithms?.join(' or ') ?? 'an asymmetric algorithm',
    got: showClaim(alg),
    verdict: isTaken && !isUnsigned ? 'holds' : 'fails',
    source: 'RFC 8725, 3.1',
    ...(isUnsigned ? { note: 'nobody has signed it: anybody can make one' } : {}),
  }
}

const keysInHeader = ['jwk', 'jku', 'x5u', 'x5c'] as const

/** What a careless reader would follow or must not pass over; told only where it stands there. */
export function checkHeader({ header }: ParsedToken): TokenCheck[] {
  const keys = keysInHeader.filter((name) => header[name] !== undefined)
  const checks: TokenCheck[] = []
  if (header['crit'] !== undefined) {
    checks.push({
      id: 'crit',
      expected: 'no extension that must be understood',
      got: showClaim(header['crit']),
      verdict: 'fails',
      source: 'RFC 7515, 4.1.11',
    })
  }
  if (keys.length > 0) {
    checks.push({
      id: 'key-in-header',
      expected: 'keys from the connector’s own configuration',
      got: `${keys.join(', ')} in the header`,
      verdict: 'noted',
      source: 'RFC 8725, 3.10',
      note: 'a connector that follows it lets the token choose the key that proves it',
    })
  }
  return checks
}

export function checkSignature(signature: SignatureResult): TokenCheck {
  const isOpen = signature === 'no keys declared'
  return {
    id: 'signature',
    expected: 'made by a key of the issuer',
    got: isOpen ? 'not checked, no jwks is declared' : signature,
    verdict: signature === 'valid' ? 'holds' : isOpen ? 'open' : 'fails',
    source: 'RFC 7515, 5.2',
    ...(isOpen
      ? { note: 'all below is what the token says of itself; declare jwks to have it proven' }
      : {}),
  }
}

/** An ID token is for the client that asked for it, and no key to anything (RFC 8725, 3.11 and 3.12). */
export function checkType({ header, claims }: ParsedToken): TokenCheck {
  const typ = typeof header['typ'] === 'string' ? header['typ'].toLowerCase() : undefined
  const isMarked = typ === 'at+jwt' || typ === 'application/at+jwt'
  const idTokenSigns = ['nonce', 'at_hash', 'c_hash'].filter((name) => claims[name] !== undefined)
  const isOther = typ !== undefined && !isMarked && typ !== 'jwt' && typ !== 'application/jwt'
  const isIdToken = !isMarked && idTokenSigns.length > 0
  return {
    id: 'typ',
    expected: 'at+jwt',
    got: isIdToken
      ? `${showClaim(header['typ'])}, with ${idTokenSigns.join(', ')}`
      : showClaim(header['typ']),
    verdict: isMarked ? 'holds' : isOther || isIdToken ? 'fails' : 'noted',
    source: 'RFC 9068, 2.1',
    ...(isMarked
      ? {}
      : isIdToken
        ? { note: 'it is an ID token: it says who somebody is, and opens nothing' }
        : isOther
          ? { note: 'it was made for another purpose' }
          : { note: 'not marked as an access token: an ID token could pass for one' }),
  }
}

/** Whether a thief could use it: a token that is bound needs its holder's key as well. */
export function checkBinding({ claims }: ParsedToken): TokenCheck {
  const cnf = claims['cnf']
  const bound = typeof cnf === 'object' && cnf !== null ? cnf : {}
  const kinds = [
    ...('jkt' in bound ? ['DPoP (RFC 9449)'] : []),
    ...('x5t#S256' in bound ? ['mutual TLS (RFC 8705)'] : []),
  ]
  return {
    id: 'binding',
    expected: 'bound to its holder’s key',
    got: kinds.length > 0 ? kinds.join(', ') : 'a bearer token',
    verdict: kinds.length > 0 ? 'holds' : 'noted',
    source: 'RFC 9700, 2.2.1',
    ...(kinds.length > 0 ? {} : { note: 'whoever has it can use it' }),
  }
}
