import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { faultOfWebhook, signWebhook } from '../../../src/providers/notify/standard-webhook.ts'

const secretOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`

/** An Ed25519 pair as Standard Webhooks writes it. */
function makePair(): { secret: string; long: string; public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url')
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')
  return {
    secret: `whsk_${seed.toString('base64')}`,
    long: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    public: `whpk_${point.toString('base64')}`,
  }
}

const nowMs = Date.now()
const message = (body: string) => ({ id: 'msg_0123', atMs: nowMs, body })
const verified = (headers: object, body: string, keys: string[], at = nowMs) =>
  faultOfWebhook({ ...headers } as Record<string, string>, Buffer.from(body), keys, at)

describe('a signed message', () => {
  test('is one for the library of the authors, whatever the secret and the text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify({ text })),
        (bytes, body) => {
          const headers = signWebhook(secretOf(bytes), message(body), 'here')
          const theirs = new Webhook(secretOf(bytes))
          expect(theirs.verify(body, { ...headers })).toEqual(JSON.parse(body))
          expect(theirs.sign('msg_0123', new Date(nowMs), body)).toBe(headers['webhook-signature'])
        },
      ),
      { numRuns: 20 },
    )
  })

  test('of the library is one for us', () => {
    const secret = secretOf(randomBytes(32))
    const signature = new Webhook(secret).sign('msg_1', new Date(nowMs), '{"a":1}')
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'webhook-signature': `v1,AAAA v2,x ${signature}`,
    }
    expect(verified(headers, '{"a":1}', [secret])).toBeUndefined()
    expect(verified(headers, '{"a":2}', [secret])).toContain('one of the known keys')
  })

  test('is checked by whoever has one of two keys while they are changed', () => {
    const [before, after, other] = [1, 2, 3].map(() => secretOf(randomBytes(24)))
    const headers = signWebhook(`${after} ${before}`, message('{}'), 'here')
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2)
    expect(verified(headers, '{}', [before!])).toBeUndefined()
    expect(verified(headers, '{}', [after!])).toBeUndefined()
    expect(verified(headers, '{}', [other!])).toBeDefined()
    expect(new Webhook(before!).verify('{}', { ...headers })).toEqual({})
  })

  test('by Ed25519 holds under the public key alone, from a seed and from a pair', () => {
    const [pair, other] = [makePair(), makePair()]
    for (const key of [pair.secret, pair.long]) {
      const headers = signWebhook(key, message('{"b":2}'), 'here')
      expect(headers['webhook-signature']).toMatch(/^v1a,/)
      expect(verified(headers, '{"b":2}', [pair.public])).toBeUndefined()
      expect(verified(headers, '{"b":3}', [pair.public])).toBeDefined()
      expect(verified(headers, '{"b":2}', [other.public])).toBeDefined()
    }
  })

  test('both ways at once', () => {
    const [pair, secret] = [makePair(), secretOf(randomBytes(32))]
    const headers = signWebhook(`${secret} ${pair.secret}`, message('{}'), 'here')
    expect(verified(headers, '{}', [secret])).toBeUndefined()
    expect(verified(headers, '{}', [pair.public])).toBeUndefined()
  })

  test.for([-301, 301])('%i seconds off is refused: it may have been sent again', (seconds) => {
    const secret = secretOf(randomBytes(32))
    const headers = signWebhook(secret, message('{}'), 'here')
    expect(verified(headers, '{}', [secret], nowMs + seconds * 1000)).toContain('300 s')
  })

  test('a public key is no secret for the other way: it signs nothing', () => {
    const pair = makePair()
    const bytes = Buffer.from(pair.public.slice('whpk_'.length), 'base64')
    const timestamp = String(Math.floor(nowMs / 1000))
    const forged = createHmac('sha256', bytes).update(`msg_1.${timestamp}.{}`).digest('base64')
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${forged}` } // prettier-ignore
    expect(verified(headers, '{}', [pair.public])).toBeDefined()
  })
})

test.for([
  ['nothing', ''],
  ['a word', 'secret'],
  ['too short', secretOf(new Uint8Array(23))],
  ['too long', secretOf(new Uint8Array(65))],
  ['a public key', makePair().public],
  ['three', Array.from({ length: 3 }, () => secretOf(randomBytes(32))).join(' ')],
  ['half a pair', 'whsk_AAAA'],
] as const)('%s is no key, and is not repeated', ([, keys]) => {
  const sign = () => signWebhook(keys, message('{}'), 'notify: hook')
  expect(sign).toThrow(/notify: hook: expected whsec_/)
  if (keys.length > 5) expect(sign).not.toThrow(keys)
})
