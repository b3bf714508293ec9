import type { Connector } from '../posture/connector.ts'
import { checkAudience, checkClient, checkIssuer, checkScope } from './check-claims.ts'
import {
  checkAlgorithm,
  checkBinding,
  checkHeader,
  checkSignature,
  checkType,
} from './check-header.ts'
import { checkTimes } from './check-times.ts'
import type { ParsedToken } from './parse-token.ts'
import type { SignatureResult, TokenCheck } from './token-check.ts'

/**
 * Holds a token against what a connector declares, as the connector itself should before it acts: RFC 7519 (JWT),
 * RFC 8725 (its best current practice), RFC 9068 (access tokens), RFC 8707 (resource indicators), RFC 9700 (security of
 * OAuth 2.0), and the authorization part of the Model Context Protocol
 * (https://modelcontextprotocol.io/specification/2025-06-18/basic/authorization), which forbids to take a token that was
 * issued for another server.
 *
 * @param context `signature` is what verification has said; `now` in milliseconds since 1970
 */
export function checkToken(
  token: ParsedToken,
  connector: Connector,
  { signature, now }: { readonly signature: SignatureResult; readonly now: number },
): TokenCheck[] {
  return [
    {
      id: 'format',
      expected: 'a JWT, header.claims.signature',
      got: 'a JWT',
      verdict: 'holds',
      source: 'RFC 7519, 7.2',
    },
    checkAlgorithm(token, connector),
    ...checkHeader(token),
    checkSignature(signature),
    checkType(token),
    checkIssuer(token, connector),
    checkAudience(token, connector),
    ...checkScope(token, connector),
    ...checkTimes(token, connector, now),
    checkClient(token, connector),
    checkBinding(token),
  ]
}
