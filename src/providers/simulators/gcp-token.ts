import { verify, type KeyObject } from 'node:crypto'
import type { HttpAnswer } from '../http-client.ts'
import { answerJson, type SimulatedRequest } from './simulated-request.ts'

export interface TokenWorld {
  readonly keys: readonly {
    readonly id: string
    readonly account: string
    readonly publicKey: KeyObject
    readonly isUsable: boolean
  }[]
  readonly nowMs: number
  readonly makeToken: () => string
}

/**
 * The token endpoint for assertions of service accounts:
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function answerToken(
  request: SimulatedRequest,
  { keys: all, nowMs, makeToken }: TokenWorld,
): HttpAnswer {
  const oauth = (error: string, error_description: string) =>
    answerJson(400, { error, error_description })
  if (request.method !== 'POST' || request.path !== '/token') return answerJson(404, undefined)
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
    return oauth('invalid_request', 'Bad Request')
  const form = new URLSearchParams(request.text)
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
    return oauth('unsupported_grant_type', 'Invalid grant_type')
  const parts = (form.get('assertion') ?? '').split('.')
  if (parts.length !== 3) return oauth('invalid_grant', 'Bad Request')
  const [header, claims] = parts.slice(0, 2).map((part) => readPart(part))
  if (header?.['alg'] !== 'RS256') return oauth('invalid_grant', 'Invalid JWT: algorithm')
  const keys = all.filter(({ account }) => account === claims?.['iss'])
  if (keys.length === 0) return oauth('invalid_grant', 'Invalid grant: account not found')
  const { iat, exp, aud, scope } = claims as Record<string, unknown>
  const now = nowMs / 1000
  const isTimely =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp - iat <= 3600 &&
    iat <= now + 60 &&
    exp > now
  if (!isTimely)
    return oauth(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    )
  if (aud !== 'https://oauth2.googleapis.com/token')
    return oauth('invalid_grant', 'Invalid JWT: Failed audience check.')
  const kid = header['kid']
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`)
  const signature = Buffer.from(parts[2]!, 'base64url')
  const fits = keys.some(
    (key) =>
      (kid === undefined || kid === key.id) &&
      key.isUsable &&
      verify('sha256', signed, key.publicKey, signature),
  )
  if (!fits) return oauth('invalid_grant', 'Invalid JWT Signature.')
  if (typeof scope !== 'string' || scope === '')
    return oauth('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  return answerJson(200, {
    access_token: makeToken(),
    expires_in: 3599,
    token_type: 'Bearer',
  })
}

function readPart(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  } catch {
    return undefined
  }
}
