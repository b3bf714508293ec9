import { createHmac, timingSafeEqual } from 'node:crypto'
import { StanchError } from '../../../text/error.ts'
import type { WebhookKind } from './webhook-notice.ts'

/** A delivery as it came. */
export interface WebhookDelivery {
  /** As sent: a signature is over bytes. */
  readonly body: Uint8Array
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowMs: number
}

/** A signed delivery that is older may be somebody's recording. */
const ageMaxMs = 5 * 60_000

/** Variables that hold what senders sign with. */
const variables: Readonly<Record<WebhookKind, string>> = {
  github: 'STANCH_GITHUB_WEBHOOK_SECRET',
  gitguardian: 'STANCH_GITGUARDIAN_WEBHOOK_TOKEN',
  generic: 'STANCH_WEBHOOK_SECRET',
}

/**
 * Checks who sent it, where a secret for that is configured. Whoever could choose another sender's form would get by: so one
 * secret in the environment is enough for all forms without one to be refused.
 *
 * @returns whether a signature was checked
 * @throws StanchError `INCIDENT_WEBHOOK_SIGNATURE`
 */
export function checkSignature(kind: WebhookKind, delivery: WebhookDelivery): boolean {
  const { env } = delivery
  const secret = env[variables[kind]]
  if (!secret) {
    const others = Object.values(variables).filter((name) => env[name])
    if (others.length === 0) return false
    throw refused(
      `payloads of ${kind} are not signed with what is configured (${others.join(', ')}); set ${variables[kind]}, too`,
    )
  }
  const fault = faults[kind](delivery, secret)
  if (fault !== undefined) throw refused(fault)
  return true
}

type Check = (delivery: WebhookDelivery, secret: string) => string | undefined

const faults: Readonly<Record<WebhookKind, Check>> = {
  /** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  github({ body, headers }, secret) {
    const given = headers['x-hub-signature-256']
    if (given === undefined) return missing('X-Hub-Signature-256')
    return isSame(given, `sha256=${hmac(secret, [body]).toString('hex')}`)
      ? undefined
      : unfit('X-Hub-Signature-256', variables.github)
  },
  /** The key is the time and the token, one behind the other: https://docs.gitguardian.com/platform/configure-alerting/notifiers-integrations/custom-webhook */
  gitguardian({ body, headers, nowMs }, token) {
    const { timestamp, 'gitguardian-signature': given } = headers
    if (timestamp === undefined) return missing('Timestamp')
    if (given === undefined) return missing('Gitguardian-Signature')
    const expected = `sha256=${hmac(`${timestamp}${token}`, [body]).toString('hex')}`
    if (!isSame(given, expected)) return unfit('Gitguardian-Signature', variables.gitguardian)
    return tooOld(timestamp, nowMs)
  },
  /** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
  generic({ body, headers, nowMs }, secret) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given } = headers
    if (id === undefined) return missing('webhook-id')
    if (timestamp === undefined) return missing('webhook-timestamp')
    if (given === undefined) return missing('webhook-signature')
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const expected = hmac(key, [Buffer.from(`${id}.${timestamp}.`), body]).toString('base64')
    if (!given.split(' ').some((one) => isSame(one, `v1,${expected}`)))
      return unfit('webhook-signature', variables.generic)
    return tooOld(timestamp, nowMs)
  },
}

function hmac(key: string | Buffer, parts: readonly Uint8Array[]): Buffer {
  const hash = createHmac('sha256', key)
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function isSame(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** @param timestamp seconds since 1970, or ISO 8601 */
function tooOld(timestamp: string, nowMs: number): string | undefined {
  const sent = /^\d+(?:\.\d+)?$/.test(timestamp) ? Number(timestamp) * 1000 : Date.parse(timestamp)
  if (Math.abs(nowMs - sent) <= ageMaxMs) return undefined
  return 'its time is more than five minutes from now; have it delivered again'
}

function missing(header: string): string {
  return `expected the header ${header}, got none; give it with --header '${header}: …'`
}

function unfit(header: string, variable: string): string {
  return `${header} does not fit the payload under ${variable}`
}

function refused(why: string): StanchError {
  return new StanchError('INCIDENT_WEBHOOK_SIGNATURE', `Webhook: ${why}. No incident was opened.`)
}
