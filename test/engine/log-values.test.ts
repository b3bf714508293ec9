import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isConfident } from '../../src/rules/rule.ts'
import { assembleSample, seededRandom, type Random } from '../../src/rules/sample.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { makeEngine, scanBytes } from './real-pack.ts'

/** What identifies something in logs is masked by no generic rule, or logs would be of no use behind a filter. */

const engine = makeEngine()

/** What generic rules find at the confidence a filter masks at. */
function masksIn(line: string): string[] {
  return scanBytes(engine, bytesOfUtf8(line), { path: '-' })
    .filter(({ rule, confidence }) => rule.generic && isConfident(confidence, 'medium'))
    .map(({ rule, secret }) => `${rule.id}: ${latin1Of(secret)}`)
}

type Make = (random: Random) => string

/** A template of samples, or a function. */
const from =
  (template: string): Make =>
  (random) =>
    assembleSample(template, random).text
const integer = (random: Random, min: number, max: number) =>
  min + Math.floor(random() * (max - min))
const pick = <T>(random: Random, items: readonly T[]): T => items[integer(random, 0, items.length)]!
const hexPairs = (random: Random, count: number, separator: string) =>
  Array.from({ length: count }, () => from('<hex:2>')(random)).join(separator)

function makeTime(random: Random): string {
  const iso = new Date(integer(random, 1.2e12, 1.9e12)).toISOString()
  const short = iso.slice(0, 19)
  return pick(random, [
    iso, `${short}Z`, `${short}+02:00`, `${short}.123456-0700`, `${short},042`, iso.slice(0, 10), short.replace('T', ' '),
    short.replace('T', '_'),
  ]) // prettier-ignore
}

function makeEpoch(random: Random): string {
  const ms = String(integer(random, 1.2e12, 1.9e12))
  return pick(random, [ms.slice(0, 10), ms, `${ms}456789`, `${ms.slice(0, 10)}.${ms.slice(7)}`])
}

const uuidNames = [
  'request_id', 'requestId', 'RequestId', 'X-Request-Id', 'x-request-id', 'correlationId', 'x-correlation-id', 'id', 'uuid', 'user_id', 'tenantId',
  'job_id', 'message_id', 'event_id', 'eventID', 'sessionId', 'session_id', 'client_id', 'operation_id', 'activityId', 'key_id', 'token_id', 'secret_id',
  'api_key_id', 'resource', 'vm_uuid', 'instance', 'volume', 'node', 'req', 'connection_id', 'idempotency_key', 'Idempotency-Key', 'cache_key',
  'partition_key', 'clientRequestToken', 'ClientToken', 'clientToken', 'lockToken', 'fencing_token', 'nextToken', 'continuationToken', 'pageToken', 'appId',
] // prettier-ignore
const timeNames = [
  'time', 'ts', '@timestamp', 'expires', 'token_expires', 'tokenExpiry', 'password_changed', 'passwordLastSet', 'secret_rotated', 'last_login',
  'session_expires', 'token_issued', 'key_created', 'pass', 'password', 'token',
] // prettier-ignore

/** Each kind of value with the names it has in logs, some of which ask for a secret. */
const kinds: Readonly<Record<string, { make: Make; names: readonly string[] }>> = {
  'a trace id': { make: from('<hex:32>'), names: ['trace_id', 'traceId', 'TraceID', 'x-trace-id', 'X-B3-TraceId', 'uber-trace-id', 'transaction.id', 'flow_id'] },
  'a span id': { make: from('<hex:16>'), names: ['span_id', 'spanId', 'parentSpanId', 'X-B3-SpanId', 'X-B3-ParentSpanId', 'parent_id'] },
  'a W3C trace context': { make: from('00-<hex:32>-<hex:16>-01'), names: ['traceparent', 'Traceparent', 'TRACEPARENT', 'trace_context'] },
  'a B3 header': { make: from('<hex:32>-<hex:16>-1'), names: ['b3', 'X-B3'] },
  'an X-Ray header': { make: from('Root=1-<hex:8>-<hex:24>;Parent=<hex:16>;Sampled=1'), names: ['X-Amzn-Trace-Id', '_X_AMZN_TRACE_ID', 'amzn_trace_id'] },
  'a Datadog id': { make: from('<[1-9]:1><digits:18>'), names: ['dd.trace_id', 'dd.span_id', 'x-datadog-trace-id', 'x-datadog-parent-id'] },
  'a UUID': { make: (random) => pick(random, [(id: string) => id, (id: string) => id.toUpperCase(), (id: string) => `req-${id}`])(from('<uuid>')(random)), names: uuidNames },
  'a ULID': { make: from('01<[0-9A-HJKMNP-TV-Z]:24>'), names: ['id', 'ulid', 'event_id', 'request_id', 'key_id'] },
  'a KSUID': { make: from('<base62:27>'), names: ['id', 'ksuid', 'event_id', 'segment_id'] },
  'an ObjectId': { make: from('<hex:24>'), names: ['_id', 'objectId', 'user_id', 'doc', 'orderId'] },
  'a nanoid': { make: from('<base64url:21>'), names: ['id', 'request_id', 'reqId', 'cid', 'connection_id'] },
  'a request id': { make: from('<hex:32>'), names: ['request_id', 'x-request-id', 'req_id', 'rid', 'log_id', 'transaction_id'] },
  'an MD5 digest': { make: from('<hex:32>'), names: ['md5', 'digest', 'checksum', 'ETag', 'hash', 'content_md5', 'fingerprint', 'cache_key', 'token_hash', 'password_hash', 'ja3', 'hassh', 'idempotency_key'] },
  'a commit': { make: from('<hex:40>'), names: ['sha1', 'commit', 'sha', 'revision', 'git_sha', 'tree', 'digest', 'fingerprint', 'thumbprint', 'cache-key', 'object'] },
  'an abbreviated commit': { make: from('<hex:7-12>'), names: ['commit', 'rev', 'sha', 'build', 'container', 'hostname'] },
  'a SHA-256 digest': { make: from('<hex:64>'), names: ['sha256', 'digest', 'checksum', 'image_id', 'container_id', 'layer', 'content_hash', 'key_fingerprint', 'txHash'] },
  'a SHA-512 digest': { make: from('<hex:128>'), names: ['sha512', 'digest', 'checksum', 'hash'] },
  'a digest with its algorithm': { make: from('sha256:<hex:64>'), names: ['digest', 'image', 'Image', 'layer', 'manifest', 'token_digest'] },
  'an image': { make: from('registry.corp.lan/app/web@sha256:<hex:64>'), names: ['image', 'Image', 'pulled'] },
  'subresource integrity': { make: from('sha512-<base64:86>=='), names: ['integrity', 'sri', '_integrity'] },
  'a weak ETag': { make: from('W/"<hex:8>-<base64:27>"'), names: ['etag', 'ETag', 'if-none-match'] },
  'a time': { make: makeTime, names: timeNames },
  'an epoch': { make: makeEpoch, names: ['ts', 'exp', 'iat', 'expires_at', 'token_exp', 'passwordChangedAt', 'token_issued_at', 'session_time'] },
  'an IPv4 address': { make: (random) => `${Array.from({ length: 4 }, () => integer(random, 1, 256)).join('.')}${pick(random, ['', ':48231'])}`, names: ['ip', 'client', 'remote_addr', 'x-forwarded-for', 'auth_server', 'token_server', 'secret_store', 'login'] },
  'an IPv6 address': { make: (random) => Array.from({ length: 8 }, () => integer(random, 0, 65_536).toString(16)).join(':'), names: ['ip', 'client', 'src', 'peer', 'key_server'] },
  'a MAC address': { make: (random) => hexPairs(random, 6, pick(random, [':', '-'])), names: ['mac', 'hwaddr', 'bssid', 'station'] },
  'a pod': { make: from('payments-api-<[bcdf2456789]:10>-<[bcdfghjklmnpqrstvwxz2456789]:5>'), names: ['pod', 'pod_name', 'kubernetes.pod_name', 'hostname', 'secret_name', 'token_source'] },
  'an object of Java': { make: from('com.corp.auth.TokenStore@<hex:8>'), names: ['store', 'bean', 'tokenStore', 'key', 'lock', 'session', 'credential', 'secret'] },
  'a thread': { make: (random) => `${pick(random, ['http-nio-8080-exec', 'pool-4-thread', 'ForkJoinPool.commonPool-worker', 'nioEventLoopGroup-2'])}-${integer(random, 1, 200)}`, names: ['thread', 'threadName', 'worker'] },
  'an instance': { make: from('i-0<hex:16>'), names: ['instance', 'InstanceId', 'node'] },
  'the ARN of a secret': { make: (random) => `arn:aws:secretsmanager:us-east-1:${integer(random, 1e11, 9e11)}:secret:prod/db-${from('<base62:6>')(random)}`, names: ['secret_arn', 'SecretId', 'arn', 'requestID', 'secret', 'token_arn'] },
  'the ARN of a key': { make: (random) => `arn:aws:kms:eu-west-1:${integer(random, 1e11, 9e11)}:key/${from('<uuid>')(random)}`, names: ['kms_key', 'key', 'KeyId', 'keyArn', 'encryption_key'] },
  'a fingerprint of SSH': { make: from('SHA256:<base64:43>'), names: ['fingerprint', 'key', 'publickey', 'RSA', 'host_key'] },
  'a fingerprint in pairs': { make: (random) => hexPairs(random, 16, ':'), names: ['fingerprint', 'serial', 'RSA key', 'public_key'] },
  'a serial number': { make: from('<HEX:32>'), names: ['serial', 'serialNumber', 'thumbprint', 'sn'] },
  'a ray id': { make: from('<hex:16>-FRA'), names: ['cf-ray', 'CF-RAY', 'ray_id'] },
  'a host id of S3': { make: from('<base64:75>='), names: ['x-amz-id-2', 'HostId', 'extended_request_id'] },
  'a request id of S3': { make: from('<upper-digits:16>'), names: ['x-amz-request-id', 'RequestId'] },
  'a unique id of Apache': { make: from('<[0-9A-Za-z@-]:24>'), names: ['unique_id', 'UNIQUE_ID', 'log_id'] },
  'the key of a cache': { make: from('Linux-node-modules-<hex:64>'), names: ['key', 'Cache key', 'Cache restored from key', 'cache_key', 'primaryKey'] },
  'the nonce of a WebSocket': { make: from('<base64:22>=='), names: ['Sec-WebSocket-Key', 'sec-websocket-accept'] },
} // prettier-ignore

const json = JSON.stringify
const stamp = '2026-03-01T10:00:00.123Z'

/** A record of a log that gives `value` to `name`. */
const records: Readonly<Record<string, (name: string, value: string) => string>> = {
  'text with =': (name, value) => `${stamp} INFO [main] auth ok ${name}=${value} took=3ms`,
  'text with :': (name, value) => `INFO auth: token refreshed, ${name}: ${value}`,
  'logfmt': (name, value) => `ts=${stamp} level=info msg="password check passed" ${name}=${value} status=200`,
  'logfmt with quotes': (name, value) => `level=info msg="session key rotated" ${name}=${json(value)} status=200`,
  'JSON': (name, value) => json({ level: 'info', msg: 'secret', [name]: value, status: 200 }),
  'JSON in JSON': (name, value) => json({ stream: 'stdout', log: `${json({ msg: 'token', [name]: value })}\n` }),
  'JSON in JSON in JSON': (name, value) => json({ a: json({ log: json({ msg: 'key', [name]: value }) }) }),
  'an access log': (name, value) => `10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET /v1/items?${name.replace(' ', '+')}=${encodeURIComponent(value)}&page=2 HTTP/1.1" 200 12 "-" "curl/8"`,
  'brackets': (name, value) => `[${name}: ${value}] Authentication failed for user admin`,
  'diagnostic context': (name, value) => `${stamp} WARN [${name}=${value},user=42] c.c.TokenService - token expired`,
  'a header': (name, value) => `> ${name}: ${value}`,
  'prose': (name, value) => `login: ${name} ${value} accepted`,
  'a dict of Python': (name, value) => `{'event': 'token', '${name}': '${value}'}`,
  'fields behind a secret-like word': (name, value) => `Refreshed token ${name.replace(' ', '_')}=${value}`,
  'fields behind a colon': (name, value) => `Invalid secret: ${name.replace(' ', '_')}=${value}`,
  'the query behind a token': (name, value) => `GET /cb?token=secret&${name.replace(' ', '+')}=${encodeURIComponent(value)} 302`,
} // prettier-ignore

describe.for(Object.keys(kinds))('%s is masked by no generic rule', (kind) => {
  const { make, names } = kinds[kind]!

  test('at its names, in records of any form', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...names), (seed, name) => {
        const value = make(seededRandom(seed))
        for (const [form, record] of Object.entries(records)) {
          const line = record(name, value)
          expect(masksIn(line), `${form}: ${line}`).toEqual([])
        }
      }),
      { seed: 6, numRuns: 25 },
    )
  })
})

test('nor where a log speaks of secrets without giving one', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...Object.keys(kinds)), (seed, kind) => {
      const value = kinds[kind]!.make(seededRandom(seed))
      for (const line of [
        `Refreshing token for ${value}`,
        `Token ${value} validated`,
        `secret ${value} updated; password for ${value} unchanged`,
        `session ${value} opened, key ${value}`,
        `Failed password for ${value} from ${value}`,
        `no such key: ${value.replaceAll(/[^\w-]/g, '').slice(0, 7)}`,
      ]) {
        expect(masksIn(line), line).toEqual([])
      }
    }),
    { seed: 7, numRuns: 250 },
  )
})

test.for([
  ['of a servlet container', 'Cookie: lang=de; JSESSIONID=<HEX:32>'],
  ['of PHP', 'Set-Cookie: PHPSESSID=<lower-digits:26>; path=/; HttpOnly'],
  ['of an application', 'Cookie: theme=dark; app_session=<base62:32>'],
  ['in an address', 'GET /viewtopic.php?f=16&sid=<hex:32>&start=200 HTTP/1.1'],
])('a session id in a cookie or an address is a credential: %s', ([, template]) => {
  const line = from(template!)(seededRandom(3))
  const found = scanBytes(engine, bytesOfUtf8(line), { path: '-' })
  expect(found.filter(({ confidence }) => isConfident(confidence, 'medium'))).toHaveLength(1)
})

test.for([
  'token=<base62:40>', 'msg="login" password=<password:14> user=42', '{"access_token":"<base64url:43>"}', 'api_key: <hex:32>', 'Authorization: Bearer <base62:32>',
  'GET /me?access_token=<base62:32>&trace_id=1', 'client_secret=<base62:28>&grant_type=password',
])('what is a secret in a log is masked: %s', (template) => {
  expect(masksIn(from(template)(seededRandom(5)))).toHaveLength(1)
}) // prettier-ignore
