import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as logsInJson from '@opentelemetry/exporter-logs-otlp-http'
import * as logsInProtobuf from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import * as tracesInJson from '@opentelemetry/exporter-trace-otlp-http'
import * as tracesInProtobuf from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { tokenOf } from '../../src/redact/token.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { decodeReceived, startCollector, type Answer } from '../stream/otlp/collector.ts'
import { makeDirectory, run, testKey, type Ended } from './run-stanch.ts'

const random = seededRandom(77)
const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text
const password = assembleSample('<password:16>', random).text
const key = parseFingerprintKey(testKey, 'test')
const tokens = {
  secret: tokenOf('github-token', bytesOfLatin1(secret), key),
  password: tokenOf('generic-password', bytesOfLatin1(password), key),
}

/** What exporters are made with: where, and whether packed. */
interface Target {
  readonly url: string
  readonly compression: 'gzip' | 'none'
}

interface Running {
  readonly origin: string
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Standard error so far. */
  readonly log: () => string
}

async function startProgram(forward: URL, args: readonly string[] = []): Promise<Running> {
  const all = ['redact', 'otlp', '--listen', '127.0.0.1:0', '--forward', forward.href, ...args]
  let child: ChildProcess | undefined
  let log = ''
  const ended = run(all, {
    cwd: makeDirectory(),
    onStart: (started) => {
      child = started
      started.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()))
    },
  })
  onTestFinished(() => void child!.kill('SIGKILL'))
  await expect.poll(() => /listen=(\S+)/.exec(log)?.[1], { timeout: 10_000 }).toBeDefined()
  return { origin: /listen=(\S+)/.exec(log)![1]!, child: child!, ended, log: () => log }
}

async function stop({ child, ended }: Running): Promise<Ended> {
  child.kill('SIGTERM')
  return await ended
}

/** Everything an application can put into logs. */
async function sendLogs(target: Target, kind: 'json' | 'protobuf', count: number): Promise<void> {
  const { OTLPLogExporter } = kind === 'json' ? logsInJson : logsInProtobuf
  const exporter = new OTLPLogExporter(exporterOptions(target, 'logs'))
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'build.args': `--token ${secret}` }),
    processors: [new BatchLogRecordProcessor({ exporter })],
  })
  const logger = provider.getLogger(`scope ${secret}`, '1.0')
  for (let at = 0; at < count; at++) {
    logger.emit({
      body: at === 1 ? { nested: [{ password }] } : `request ${at} with ${secret}`,
      severityText: 'INFO',
      attributes: { 'db.password': password, [`key ${secret}`]: at, raw: new TextEncoder().encode(`x ${secret}`) },
    })
  }
  await provider.shutdown()
} // prettier-ignore

async function sendTraces(target: Target, kind: 'json' | 'protobuf', count: number): Promise<void> {
  const { OTLPTraceExporter } = kind === 'json' ? tracesInJson : tracesInProtobuf
  const exporter = new OTLPTraceExporter(exporterOptions(target, 'traces'))
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  const tracer = provider.getTracer('scope')
  for (let at = 0; at < count; at++) {
    const first = tracer.startSpan(`first ${secret}`)
    const links = [{ context: first.spanContext(), attributes: { 'link.password': password } }]
    const span = tracer.startSpan('GET /', { links, attributes: { 'http.url': `/?t=${secret}` } })
    span.addEvent(`event ${secret}`, { list: ['a', secret] })
    span.setStatus({ code: 2, message: `failed with ${secret}` })
    span.end()
    first.end()
  }
  await provider.shutdown()
}

async function sendMetrics(target: Target): Promise<void> {
  const exporter = new OTLPMetricExporter(exporterOptions(target, 'metrics'))
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
  const description = `counts ${secret}`
  provider.getMeter('scope').createCounter('requests', { description }).add(3, { token: secret, password }) // prettier-ignore
  await provider.shutdown()
}

function exporterOptions({ url, compression }: Target, signal: string) {
  const options = { url: `${url}/v1/${signal}`, timeoutMillis: 3000 }
  return { ...options, compression: compression as never, headers: { 'x-tenant': 'seven' } }
}

/** A message without ids and times, and with the secrets put back: what arrives without a proxy. */
function withoutChance(message: unknown): unknown {
  const putBack = (text: string) =>
    text.replaceAll(tokens.secret, secret).replaceAll(tokens.password, password)
  return JSON.parse(putBack(JSON.stringify(message)), (name, value: unknown) => {
    if (/UnixNano$|[sS]panId$|^traceId$/.test(name)) return undefined
    if (name !== 'bytesValue') return value
    return putBack(Buffer.from(value as string, 'base64').toString('latin1'))
  }) as unknown
}

test.for(['none', 'gzip'] as const)(
  'what a real client sends arrives without its secrets, and with all else (packed: %s)',
  async (compression) => {
    const collector = await startCollector()
    const reference = await startCollector()
    const program = await startProgram(collector.url)
    for (const url of [program.origin, reference.url.origin]) {
      const target = { url, compression }
      for (const kind of ['json', 'protobuf'] as const) {
        await sendLogs(target, kind, 20)
        await sendTraces(target, kind, 5)
      }
      await sendMetrics(target)
    }
    expect(collector.received.map(({ url }) => url)).toEqual(reference.received.map(({ url }) => url)) // prettier-ignore
    expect(new Set(collector.received.map(({ url }) => url)).size).toBe(3)
    for (const [at, received] of collector.received.entries()) {
      const packing = compression === 'gzip' ? 'gzip' : undefined
      expect(received.headers).toMatchObject({ 'x-tenant': 'seven' })
      expect(received.headers['content-encoding']).toBe(packing)
      const text = received.body.toString('latin1')
      expect([text.includes(secret), text.includes(password)]).toEqual([false, false])
      expect(text.includes(tokens.secret)).toBe(true)
      expect(withoutChance(decodeReceived(received))).toEqual(
        withoutChance(decodeReceived(reference.received[at]!)),
      )
    }
    const ended = await stop(program)
    expect(ended).toMatchObject({ status: 0, stdout: '' })
    expect([ended.stderr.includes(secret), ended.stderr.includes(password)]).toEqual([false, false])
    expect(ended.stderr).toContain(`requests=${collector.received.length}`)
  },
)

test('a client tries again when upstream was busy, and nothing is lost or doubled', async () => {
  const busyOnce: Answer = (_request, response, at) => {
    if (at === 0) response.writeHead(503, { 'retry-after': '0' }).end()
    else response.end()
  }
  const collector = await startCollector(busyOnce)
  const program = await startProgram(collector.url)
  await sendLogs({ url: program.origin, compression: 'gzip' }, 'protobuf', 3)
  const bodies = collector.received.map(({ body }) => body)
  expect(bodies).toHaveLength(2)
  expect(bodies[0]!.equals(bodies[1]!)).toBe(true)
})

test('a signal ends it after what has come in was answered', async () => {
  let release = () => undefined as unknown
  const collector = await startCollector((_request, response) => {
    release = () => response.end('{}')
  })
  const program = await startProgram(collector.url)
  const answer = post(program, secret)
  await expect.poll(() => collector.received.length).toBe(1)
  program.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 200))
  release()
  expect((await answer).status).toBe(200)
  expect((await program.ended).status).toBe(0)
})

test('a record that was withheld for another reason than a secret is told, and the exit says it', async () => {
  const collector = await startCollector()
  const program = await startProgram(collector.url)
  const [field, length] = [Buffer.from([0xa2, 0x38]), Buffer.from([secret.length])]
  const record = Buffer.concat([field, length, Buffer.from(secret)])
  const scope = Buffer.concat([Buffer.from([0x12, record.length]), record])
  const resource = Buffer.concat([Buffer.from([0x12, scope.length]), scope])
  const body = Buffer.concat([Buffer.from([0x0a, resource.length]), resource])
  const headers = { 'content-type': 'application/x-protobuf' }
  const answer = await fetch(`${program.origin}/v1/logs`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
  expect(collector.received[0]!.body.includes(secret)).toBe(false)
  const { status, stderr } = await stop(program)
  expect(status).toBe(2)
  expect(stderr).toMatch(
    /warning: a record could not be redacted and was withheld reason=unmaskable/,
  )
  expect(stderr).not.toContain(secret)
})

function post({ origin }: Running, text: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"${text}"}}]}]}]}`
  return fetch(`${origin}/v1/logs`, { method: 'POST', headers, body })
}

test('rules are read again, metrics and findings tell what was masked', async () => {
  const collector = await startCollector()
  const files = makeDirectory()
  const args = ['--metrics', ':0', '--findings', join(files, 'findings.jsonl')]
  const program = await startProgram(collector.url, args)
  const metrics = /metrics=(\d+)/.exec(program.log())![1]!
  expect((await fetch(`http://127.0.0.1:${metrics}/readyz`)).status).toBe(200)
  await post(program, `one ${secret}`)
  program.child.kill('SIGHUP')
  await expect.poll(() => program.log()).toContain('read again')
  await post(program, `two ${secret}`)
  await fetch(`${program.origin}/v1/none`, { method: 'POST' })
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text()
  expect(text).toContain('stanch_redact_masked_total{rule="github-token"} 2')
  expect(text).toContain('stanch_otlp_requests_total 3')
  expect(text).toContain('stanch_otlp_refused_total{code="OTLP_NOT_FOUND"} 1')
  expect(text).not.toContain('ghp_')
  expect((await stop(program)).status).toBe(0)
  const findings = readFileSync(join(files, 'findings.jsonl'), 'utf8').trim().split('\n')
  expect(findings.map((line) => (JSON.parse(line) as { redacted: string }).redacted)).toEqual([tokens.secret, tokens.secret]) // prettier-ignore
  expect(collector.received.map(({ body }) => body.includes(tokens.secret))).toEqual([true, true])
})

test('known values are masked in any form, as numbers and in bytes, too', async () => {
  const collector = await startCollector()
  const values = { pin: '73915082461', word: 'Blue-Heron-1981' }
  const files = makeDirectory({ 'known.json': JSON.stringify(values) })
  const program = await startProgram(collector.url, ['--known', join(files, 'known.json')])
  const encoded = (encoding: BufferEncoding) => Buffer.from(values.word).toString(encoding)
  const options = exporterOptions({ url: program.origin, compression: 'none' }, 'logs')
  const exporter = new logsInProtobuf.OTLPLogExporter(options)
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] })
  const attributes = { plain: values.word, number: Number(values.pin), raw: Buffer.from(values.word), packed: encoded('hex') } // prettier-ignore
  provider.getLogger('scope').emit({ body: `got ${encoded('base64')}`, attributes })
  await provider.shutdown()
  const [{ body: logged, attributes: masked }] = logRecordsOf(
    decodeReceived(collector.received[0]!),
  )
  expect(logged).toEqual({ stringValue: expect.stringMatching(/^got \[stanch:known-value:/) as string }) // prettier-ignore
  expect(masked.map(({ value }) => Object.keys(value)[0])).toEqual(['stringValue', 'stringValue', 'bytesValue', 'stringValue']) // prettier-ignore
  const texts = masked.map(({ value }) => value['stringValue'] ?? Buffer.from(value['bytesValue']!, 'base64').toString()) // prettier-ignore
  const token = expect.stringMatching(/^\[stanch:known-value:[0-9a-f]{8}:[0-9a-f]{16}\]$/) as string
  expect(texts).toEqual([token, token, token, token])
  expect((await stop(program)).status).toBe(0)
})

type LogRecord = { body: unknown; attributes: { value: Record<string, string> }[] }

function logRecordsOf(message: unknown): [LogRecord] {
  type Message = { resourceLogs: { scopeLogs: { logRecords: [LogRecord] }[] }[] }
  return (message as Message).resourceLogs[0]!.scopeLogs[0]!.logRecords
}

test('a shadow passes requests as they came, and tells what would be masked', async () => {
  const collector = await startCollector()
  const program = await startProgram(collector.url, ['--shadow'])
  await post(program, `one ${secret}`)
  expect(collector.received[0]!.body.includes(secret)).toBe(true)
  const { stderr } = await stop(program)
  expect(stderr).toContain('github-token')
  expect(stderr).not.toContain(secret)
})

test.for([
  ['without a stable key', ['--forward', 'http://127.0.0.1:9'], { STANCH_KEY: '' }, 'STANCH_KEY'],
  ['without a place to send to', [], {}, '--forward'],
  ['with a password in the URL', ['--forward', 'http://me:hunter2@127.0.0.1:9'], {}, 'without user and password'],
  ['with another scheme', ['--forward', 'grpc://127.0.0.1:9'], {}, '--forward'],
  ['with an address that is none', ['--forward', 'http://127.0.0.1:9', '--listen', '4318'], {}, '--listen'],
  ['with less in flight than a request needs', ['--forward', 'http://127.0.0.1:9', '--max-inflight', '1M'], {}, '--max-inflight'],
] as const)('it does not start %s', async ([, args, env, said]) => {
  const { status, stderr, stdout } = await run(['redact', 'otlp', ...args], { cwd: makeDirectory(), env })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain(said)
  expect(stderr).not.toContain('hunter2')
}) // prettier-ignore
