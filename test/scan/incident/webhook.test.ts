import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import type { WebhookDelivery } from '../../../src/scan/incident/webhook/check-signature.ts'
import { readWebhook } from '../../../src/scan/incident/webhook/read-webhook.ts'
import { openValueReader } from '../../../src/scan/parts-of-value.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'

const nowMs = Date.parse('2026-11-26T12:00:00Z')
const { holdsSecret } = openValueReader()
const token = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(1)).text

const alert = {
  number: 12,
  created_at: '2026-11-24T10:00:00Z',
  secret_type: 'github_personal_access_token',
  secret_type_display_name: 'GitHub Personal Access Token',
  validity: 'active',
  state: 'open',
}
const repository = { full_name: 'acme/shop', private: true }
const gitHub = { action: 'created', alert, repository }
const gitGuardian = {
  source: 'GitGuardian',
  timestamp: '2026-11-26T11:59:00Z',
  action: 'incident_triggered',
  incident: { id: 7, detector: { name: 'aws_iam', display_name: 'AWS Keys' }, validity: 'valid' },
}

function read(payload: unknown, over: Partial<WebhookDelivery> = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return readWebhook({ body: bytesOfUtf8(body), headers: {}, env: {}, nowMs, ...over }, holdsSecret)
}

test('an alert of GitHub is known by its repository and number', () => {
  expect(read(gitHub).notice).toMatchObject({
    alert: 'github acme/shop#12',
    opens: true,
    rule: 'github-token',
    provider: 'GitHub',
    status: 'active',
    detectedAt: '2026-11-24T10:00:00.000Z',
  })
  expect(read(gitHub).notice).not.toHaveProperty('publicSince')
  const isPublic = read({ ...gitHub, alert: { ...alert, publicly_leaked: true } }).notice
  expect(isPublic.publicSince).toBe('2026-11-24T10:00:00.000Z')
})

test('a location of GitHub is a place', () => {
  const details = {
    path: 'a.env',
    start_line: 3,
    start_column: 5,
    blob_sha: 'a'.repeat(40),
    commit_sha: 'b'.repeat(40),
  }
  const located = (type: string, own: object) =>
    read({ ...gitHub, location: { type, details: own } }).notice.place
  expect(located('commit', details)).toEqual({
    origin: { kind: 'git', path: 'a.env', blob: 'a'.repeat(40), commit: 'b'.repeat(40) },
    line: 3,
    column: 5,
  })
  const url = 'https://api.github.com/repos/acme/shop/issues/3'
  expect(located('issue_body', { issue_body_url: url })).toMatchObject({
    origin: { kind: 'export', path: 'github.com/acme/shop', format: 'github', url },
  })
})

test('an end opens nothing', () => {
  expect(read({ ...gitHub, action: 'resolved' }).notice.opens).toBe(false)
  expect(read({ ...gitGuardian, action: 'incident_resolved' }).notice.opens).toBe(false)
  expect(read({ type: 'leak.closed', id: '1' }).notice.opens).toBe(false)
})

test('GitGuardian, and anybody', () => {
  expect(read(gitGuardian).notice).toMatchObject({
    alert: 'gitguardian 7',
    rule: 'aws-secret-access-key',
    status: 'active',
  })
  expect(read({ type: 'leak', data: { id: 'x-1', keyId: 'AKIA12345' } }).notice).toMatchObject({
    alert: 'generic leak x-1',
    keyId: 'AKIA12345',
  })
})

test.for([
  ['no JSON', 'hello'],
  ['a form', 'payload=%7B%7D'],
  ['a list', '[]'],
  ['null', 'null'],
  ['nothing that is known', '{"a":1}'],
  ['a type alone', '{"type":"leak"}'],
  ['another alert', '{"alert":{"number":-1,"secret_type":"x"},"repository":{"full_name":"a/b"}}'],
  [
    'a path for a repository',
    '{"alert":{"number":1,"secret_type":"x"},"repository":{"full_name":"../../b"}}',
  ],
  [
    'a repository with an escape',
    '{"alert":{"number":1,"secret_type":"x"},"repository":{"full_name":"a/b\\u001b[2J"}}',
  ],
  ['too much', `{"type":"${'a'.repeat(1 << 20)}"}`],
] as const)('refused: %s', ([, body]) => {
  expect(() => read(body)).toThrow(/INCIDENT_WEBHOOK_INVALID|No incident was opened/)
})

test('texts that hold a secret are left out, whatever field they stand in', () => {
  const text = `see ${token}`
  const { notice } = read({
    ...gitHub,
    alert: { ...alert, secret_type_display_name: text },
    location: { type: 'commit', details: { path: `${token}.env`, commit_sha: 'b'.repeat(40) } },
  })
  expect(JSON.stringify(notice)).not.toContain(token)
  const generic = read({
    type: 'leak',
    id: token,
    keyId: token,
    name: text,
    provider: text,
    value: 'a b c',
  })
  const { value: _value, ...rest } = generic.notice
  expect(JSON.stringify(rest)).not.toContain(token)
})

test('whatever is sent, it is read or refused', () => {
  const anything = fc.oneof(
    fc.json(),
    fc.object().map((one) => JSON.stringify({ ...gitHub, ...one })),
    fc.object().map((one) => JSON.stringify({ ...gitHub, alert: { ...alert, ...one } })),
    fc
      .object()
      .map((one) => JSON.stringify({ ...gitHub, location: { type: 'commit', details: one } })),
    fc.object().map((one) => JSON.stringify({ type: 'leak', ...one })),
  )
  fc.assert(
    fc.property(anything, (body) => {
      try {
        expect(read(body).notice.source).not.toBe('')
      } catch (error) {
        expect(error).toMatchObject({ code: 'INCIDENT_WEBHOOK_INVALID' })
      }
    }),
    { numRuns: 200 },
  )
})

const secret = 'a shared word'
const body = JSON.stringify(gitHub)
const signatureOf = (text: string) =>
  `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
const env = { STANCH_GITHUB_WEBHOOK_SECRET: secret }

test('a signature that fits is needed where its secret is configured', () => {
  expect(read(body).isSigned).toBe(false)
  expect(read(body, { env, headers: { 'x-hub-signature-256': signatureOf(body) } }).isSigned).toBe(
    true,
  )
  for (const headers of [
    {},
    { 'x-hub-signature-256': signatureOf(`${body} `) },
    { 'x-hub-signature-256': 'sha256=' },
    { 'x-hub-signature': signatureOf(body) },
  ] as Record<string, string>[])
    expect(() => read(body, { env, headers })).toThrow(/X-Hub-Signature-256/)
})

test('who is asked for one signature does not get by in another form', () => {
  expect(() => read(gitGuardian, { env })).toThrow(/STANCH_GITGUARDIAN_WEBHOOK_TOKEN/)
  expect(() => read({ type: 'leak', id: '1' }, { env })).toThrow(/STANCH_WEBHOOK_SECRET/)
})

test('GitGuardian signs with its time and token; an old delivery is a recording', () => {
  const text = JSON.stringify(gitGuardian)
  const tokens = { STANCH_GITGUARDIAN_WEBHOOK_TOKEN: secret }
  const delivery = (timestamp: string) => ({
    env: tokens,
    headers: {
      timestamp,
      'gitguardian-signature': `sha256=${createHmac('sha256', timestamp + secret)
        .update(text)
        .digest('hex')}`,
    },
  })
  expect(read(text, delivery(String(nowMs / 1000))).isSigned).toBe(true)
  expect(() => read(text, delivery(String(nowMs / 1000 - 600)))).toThrow(/five minutes/)
  expect(() => read(text, delivery('never'))).toThrow(/five minutes/)
})

test('a Standard Webhook may carry two signatures while a secret changes', () => {
  const text = JSON.stringify({ type: 'leak', id: '1' })
  const key = Buffer.alloc(32, 5)
  const timestamp = String(nowMs / 1000)
  const signature = createHmac('sha256', key).update(`m1.${timestamp}.${text}`).digest('base64')
  const headers = {
    'webhook-id': 'm1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${'A'.repeat(44)} v1,${signature}`,
  }
  const standard = { STANCH_WEBHOOK_SECRET: `whsec_${key.toString('base64')}` }
  expect(read(text, { env: standard, headers }).isSigned).toBe(true)
  expect(() => read(text, { env: standard, headers: { ...headers, 'webhook-id': 'm2' } })).toThrow(
    /does not fit/,
  )
})
