import { audiencesOf, type Connector } from '../posture/connector.ts'
import type { ParsedToken } from './parse-token.ts'
import { showClaim, textsOf } from './show-claim.ts'
import type { TokenCheck } from './token-check.ts'

/** Compared as it stands: no slash is added, no case folded (RFC 9068, 4). */
export function checkIssuer({ claims }: ParsedToken, { issuers = [] }: Connector): TokenCheck {
  const { iss } = claims
  const isKnown = typeof iss === 'string' && issuers.includes(iss)
  return {
    id: 'iss',
    expected: issuers.length === 0 ? 'an issuer that the connector declares' : issuers.join(' or '),
    got: showClaim(iss),
    verdict: isKnown ? 'holds' : 'fails',
    source: 'RFC 9068, 4',
    ...(issuers.length === 0 ? { note: 'the connector declares none: set issuers' } : {}),
  }
}

/**
 * One of a token's audiences must be the connector, exactly (RFC 7519, 4.1.3; RFC 8725, 3.9; RFC 8707, 2). A token for
 * somebody else that arrives here is what token passthrough looks like from the receiving end.
 */
export function checkAudience({ claims }: ParsedToken, connector: Connector): TokenCheck {
  const expected = audiencesOf(connector)
  const got = textsOf(claims['aud'])
  const others = got.filter((one) => !expected.includes(one))
  const isMeant = others.length < got.length
  const note = noteOfAudience({ expected, got, others, isMeant })
  return {
    id: 'aud',
    expected:
      expected.length === 0 ? 'an audience that the connector declares' : expected.join(' or '),
    got: showClaim(claims['aud']),
    verdict: isMeant ? 'holds' : 'fails',
    source: 'RFC 8725, 3.9',
    ...(note === undefined ? {} : { note }),
  }
}

interface AudienceFacts {
  readonly expected: readonly string[]
  readonly got: readonly string[]
  readonly others: readonly string[]
  readonly isMeant: boolean
}

function noteOfAudience({ expected, got, others, isMeant }: AudienceFacts): string | undefined {
  if (expected.length === 0) return 'the connector declares none: set audience'
  if (got.length === 0) return 'it is meant for nobody in particular, so for anybody'
  if (isMeant) return others.length === 0 ? undefined : 'it opens the others as well'
  return 'it is meant for somebody else: the caller hands on a token that it was given'
}

/** They say who somebody is, and open nothing of a connector. */
const scopesOfOpenId = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])

/** `scope` with spaces (RFC 8693, 4.2), `scp` as text or list, `roles` of applications (RFC 9068, 2.2.3.1). */
export function checkScope({ claims }: ParsedToken, { scopes = [] }: Connector): TokenCheck[] {
  const names = ['scope', 'scp', 'roles'].filter((name) => claims[name] !== undefined)
  const granted = names
    .flatMap((name) => textsOf(claims[name]))
    .flatMap((text) => text.split(' '))
    .filter((scope) => scope !== '')
  const missing = scopes.filter((scope) => !granted.includes(scope))
  const excess = granted.filter((scope) => !scopes.includes(scope) && !scopesOfOpenId.has(scope))
  const got = granted.length === 0 ? 'nothing' : granted.map(showClaim).join(' ')
  if (scopes.length === 0) {
    return [
      {
        id: 'scope',
        expected: 'scopes that the connector declares',
        got,
        verdict: 'fails',
        source: 'RFC 9068, 4',
        note: 'the connector declares none: set scopes',
      },
    ]
  }
  return [
    {
      id: 'scope',
      expected: scopes.join(' '),
      got,
      verdict: missing.length === 0 ? 'holds' : 'fails',
      source: 'RFC 9068, 4',
      ...(missing.length === 0 ? {} : { note: `missing: ${missing.join(' ')}` }),
    },
    {
      id: 'scope-excess',
      expected: 'nothing more than that',
      got: excess.length === 0 ? 'nothing more' : excess.map(showClaim).join(' '),
      verdict: excess.length === 0 ? 'holds' : 'fails',
      source: 'RFC 9700, 2.3',
    },
  ]
}

/**
 * To whom it was issued: `client_id` (RFC 9068, 2.2), `azp` of OpenID Connect, `appid` of Entra’s version 1.0, `cid` of Okta.
 */
export function checkClient({ claims }: ParsedToken, { clients }: Connector): TokenCheck {
  const client = claims['client_id'] ?? claims['azp'] ?? claims['appid'] ?? claims['cid']
  const isKnown = typeof client === 'string' && (clients?.includes(client) ?? false)
  return {
    id: 'client',
    expected: clients?.join(' or ') ?? 'a client that is named',
    got: showClaim(client),
    verdict:
      clients !== undefined
        ? isKnown
          ? 'holds'
          : 'fails'
        : client === undefined
          ? 'noted'
          : 'holds',
    source: 'RFC 9068, 2.2',
  }
}
