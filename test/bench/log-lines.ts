import { assembleSample } from '../../dist/rules/sample.js'
import type { RandomText } from './random-text.ts'

/** One record of a log, without the last line feed; a stack trace has several lines. */
export type LogRecord = (text: RandomText, time: Date) => string

const paths = [
  '/',
  '/api/v2/orders',
  '/api/v2/users',
  '/health',
  '/static/app.3f2a.js',
  '/search?q=lamp',
]
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148',
  'kube-probe/1.29',
  'curl/8.5.0',
]
const services = ['checkout', 'inventory', 'gateway', 'mailer', 'billing-worker', 'session-store']
const levels = ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR']
const classes = ['OrderService', 'HttpDispatcher', 'TokenFilter', 'ConnectionPool', 'JsonCodec']
const methods = ['handle', 'invoke', 'doFilter', 'acquire', 'decode', 'run']

const accessLine: LogRecord = (text, time) =>
  `${text.address()} - - [${time.toISOString()}] "${text.pick(['GET', 'GET', 'POST'])} ${text.pick(paths)}` +
  ` HTTP/1.1" ${text.pick([200, 200, 200, 304, 404, 500])} ${text.below(90_000)} "-" "${text.pick(agents)}"` +
  ` rt=0.${text.run('digits', 3)} id=${text.run('hex', 32)}`

const jsonLine: LogRecord = (text, time) => {
  const payload = JSON.stringify({
    event: text.pick(['order.created', 'session.refreshed', 'mail.sent']),
    user: { id: text.below(1e6), locale: 'de-DE', note: 'said "call me" twice\n' },
    items: [{ sku: `A-${text.run('digits', 6)}`, price: text.below(9000) / 100 }],
  })
  return JSON.stringify({
    ts: time.toISOString(),
    level: text.pick(levels),
    service: text.pick(services),
    traceId: text.run('hex', 32),
    requestId: text.uuid(),
    message: payload,
    tokenCount: text.below(4000),
  })
}

const applicationLine: LogRecord = (text, time) =>
  `${time.toISOString()} ${text.pick(levels)} [${text.pick(services)}-${text.below(16)}] ` +
  `request ${text.uuid()} done in ${text.below(900)} ms, user=${text.below(1e6)} cache=${text.pick(['hit', 'miss'])}`

const stackTrace: LogRecord = (text, time) => {
  const frames = Array.from({ length: 5 + text.below(8) }, () => {
    const name = text.pick(classes)
    return `\tat com.example.${text.pick(services).replace('-', '.')}.${name}.${text.pick(methods)}(${name}.java:${text.below(900)})`
  })
  return `${time.toISOString()} ERROR java.lang.IllegalStateException: no key for shard ${text.below(64)}\n${frames.join('\n')}`
}

const blobLine: LogRecord = (text, time) =>
  `${time.toISOString()} DEBUG frame ${text.below(1e6)} body=${text.run('base64', 4 * (50 + text.below(450)))}`

const digestLine: LogRecord = (text, time) =>
  `${time.toISOString()} INFO pulled registry.internal/${text.pick(services)}@sha256:${text.run('hex', 64)} ` +
  `etag="${text.run('hex', 32)}" commit ${text.run('hex', 40)}`

/** Records by how often they come: most of a log is access and application lines. */
export const ordinaryRecords: readonly LogRecord[] = [
  ...Array.from({ length: 40 }, () => accessLine),
  ...Array.from({ length: 25 }, () => jsonLine),
  ...Array.from({ length: 23 }, () => applicationLine),
  ...Array.from({ length: 6 }, () => stackTrace),
  ...Array.from({ length: 3 }, () => blobLine),
  ...Array.from({ length: 3 }, () => digestLine),
]

const githubToken = '⟦ghp_<base62:30><crc32-base62>⟧'
const templates: readonly ((secret: (template: string) => string, time: string) => string)[] = [
  (secret, time) => `${time} INFO git fetch: authorization: token ${secret(githubToken)}`,
  (secret, time) =>
    `${time} DEBUG env STRIPE_SECRET_KEY=${secret('⟦sk_live_<base62:24>⟧')} PORT=8080`,
  (secret, time) =>
    `${time} ERROR cannot connect to postgres://app:${secret('⟦<base62:16>⟧')}@db.internal:5432/orders`,
  (secret, time) =>
    JSON.stringify({
      ts: time,
      level: 'INFO',
      message: JSON.stringify({ auth: { token: secret(githubToken) } }),
    }),
  (secret, time) =>
    `${time} WARN slack said invalid_auth for ${secret('⟦xoxb-<digits:12>-<digits:13>-<base62:24>⟧')}`,
  (secret, time) =>
    `${time} DEBUG header ${btoa(`{"token":"${secret(githubToken)}","scope":"repo"}`)}`,
]

/**
 * Lines with one secret each, of {@link plantedKinds} kinds by turns: plain, in nested JSON, in base64.
 *
 * @param onSecret told of the secret, as it is in plain text
 */
export function plantedLine(
  turn: number,
  text: RandomText,
  time: Date,
  onSecret?: (secret: string) => void,
): string {
  const secret = (template: string) => {
    const sample = assembleSample(template, text.random).text
    onSecret?.(sample)
    return sample
  }
  return templates[turn % templates.length]!(secret, time.toISOString())
}

export const plantedKinds = templates.length
