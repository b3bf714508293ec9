import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'
import { StanchError } from '../../text/error.ts' // prettier-ignore

/** Names of headers, as Standard Webhooks has them. */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970, of this attempt. */
  readonly 'webhook-timestamp': string
  /** One for each key, so that receivers may change keys one after the other. */
  readonly 'webhook-signature': string
}

/**
 * Signs a message with each of the keys: `whsec_…` by HMAC-SHA256 (`v1`), `whsk_…` by Ed25519 (`v1a`).
 *
 * Format: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param keys as a variable holds them: one, or two with a blank between them while they are changed
 * @param id the same in every attempt
 * @throws StanchError `NOTIFY_KEY_INVALID`, which does not repeat the key
 */
export function signWebhook(
  keys: string,
  message: { readonly id: string; readonly atMs: number; readonly body: string },
  where: string,
): WebhookHeaders {
  const timestamp = String(Math.floor(message.atMs / 1000))
  const content = Buffer.from(`${message.id}.${timestamp}.${message.body}`)
  const typed = keys.split(/\s+/).filter((key) => key !== '')
  if (typed.length === 0 || typed.length > 2) throw invalidKey(where)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': typed.map((key) => signWith(key, content, where)).join(' '),
  }
}

function signWith(key: string, content: Buffer, where: string): string {
  const [, prefix, text] = /^(whsec_|whsk_)([A-Za-z0-9+/]+={0,2})$/.exec(key) ?? []
  const bytes = Buffer.from(text ?? '', 'base64')
  if (prefix === 'whsec_' && bytes.length >= 24 && bytes.length <= 64)
    return `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`
  // A pair is the seed and the public key behind it.
  if (prefix === 'whsk_' && (bytes.length === 32 || bytes.length === 64))
    return `v1a,${sign(null, content, privateKeyOf(bytes.subarray(0, 32))).toString('base64')}`
  throw invalidKey(where)
}

/** Longest age of a message, and how far a sender's clock may run ahead. */
const toleranceSeconds = 300

/**
 * Why a message is none of somebody who has one of the keys; `undefined`: it is one.
 *
 * @param headers names in small letters
 * @param body exactly as it came
 * @param keys `whsec_…`, `whpk_…`
 */
export function faultOfWebhook(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
  keys: readonly string[],
  nowMs: number,
): string | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': told } = headers
  if (!id || !timestamp || !told)
    return 'expected the headers webhook-id, webhook-timestamp and webhook-signature'
  if (!/^\d{1,12}$/.test(timestamp)) return 'expected webhook-timestamp in seconds since 1970'
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceSeconds)
    return `expected webhook-timestamp within ${toleranceSeconds} s of now: the message is old, or a clock is wrong`
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  const signatures = told.split(' ')
  const holds = keys.some((key) => signatures.some((one) => fits(one, key, content)))
  return holds ? undefined : 'expected a signature by one of the known keys'
}

function fits(signature: string, key: string, content: Buffer): boolean {
  const [version, text = ''] = signature.split(',')
  const given = Buffer.from(text, 'base64')
  const bytes = Buffer.from(key.replace(/^wh(?:sec|pk)_/, ''), 'base64')
  if (version === 'v1' && key.startsWith('whsec_')) {
    const own = createHmac('sha256', bytes).update(content).digest()
    return own.length === given.length && timingSafeEqual(own, given)
  }
  if (version !== 'v1a' || !key.startsWith('whpk_') || bytes.length !== 32) return false
  return given.length === 64 && verify(null, content, publicKeyOf(bytes), given)
}

/** Head of a PKCS #8 structure around an Ed25519 seed (RFC 8410). */
const seedHead = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([seedHead, seed]), format: 'der', type: 'pkcs8' })
}

function publicKeyOf(bytes: Buffer): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }
  return createPublicKey({ format: 'jwk', key })
}

function invalidKey(where: string): StanchError {
  return new StanchError(
    'NOTIFY_KEY_INVALID',
    `${where}: expected whsec_ with the base64 of 24 to 64 bytes, or whsk_ with that of an Ed25519 key; two with a blank between them while they are changed.\n` +
      'Make one with: echo "whsec_$(openssl rand -base64 32)"',
  )
}
