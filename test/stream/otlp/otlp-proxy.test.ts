import { once } from 'node:events'
import { request as sendRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { gzipSync } from 'node:zlib'
import protobuf from 'protobufjs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../../../src/rules/sample.ts'
import { OtlpProxy, type OtlpProxyOptions } from '../../../src/stream/otlp/otlp-proxy.ts'
import { startCollector, decodeReceived } from './collector.ts'
import { makeRedaction, tokenFor } from './make-redaction.ts'
import { encode, encodeJson } from './protocol.ts'
import { githubToken } from './random-message.ts'

const redaction = makeRedaction()
const secret = githubToken(seededRandom(21))
const token = tokenFor('github-token', secret)

async function startProxy(forward: URL, options: Partial<OtlpProxyOptions> = {}) {
  const problems: { code: string; message: string }[] = []
  const proxy = new OtlpProxy({
    ...redaction,
    forward,
    isShadow: false,
    bodyBytesMax: 1 << 20,
    inflightBytesMax: 4 << 20,
    timeoutMs: 5000,
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const { port } = await proxy.listen('127.0.0.1', 0)
  onTestFinished(() => proxy.close())
  return { proxy, port, problems }
}

interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

interface Sent {
  readonly path?: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  /** Each is written by itself. */
  readonly chunks: readonly Uint8Array[]
}

async function send(port: number, { path = '/v1/logs', method = 'POST', headers, chunks }: Sent): Promise<Answered> {
  const all = { 'content-type': 'application/json', ...headers }
  const request = sendRequest({ port, host: '127.0.0.1', path, method, headers: all, agent: false })
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => undefined)
  for (const chunk of chunks) {
    if (!request.write(chunk)) await Promise.race([once(request, 'drain'), answered])
    await new Promise(setImmediate)
  }
  request.end()
  const [response] = await answered
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }
} // prettier-ignore

function logsOf(...bodies: string[]) {
  const logRecords = bodies.map((stringValue) => ({ body: { stringValue } }))
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }
}

const json = (...bodies: string[]) => encodeJson('logs', logsOf(...bodies))
const inProtobuf = { 'content-type': 'application/x-protobuf' }

test('what goes on does not depend on how the body comes in', async () => {
  const collector = await startCollector()
  const { port } = await startProxy(collector.url)
  const random = seededRandom(1)
  for (const [encoding, packed] of [['json', false], ['json', true], ['protobuf', false], ['protobuf', true]] as const) {
    const message = logsOf(`über ${secret}`, 'x'.repeat(5000))
    const plain = encoding === 'json' ? encodeJson('logs', message) : encode('logs', message)
    const bytes = packed ? gzipSync(plain) : plain
    for (const size of [1, 7, 100, bytes.length]) {
      const chunks: Uint8Array[] = []
      for (let at = 0; at < Math.min(bytes.length, 150); ) {
        const length = 1 + Math.floor(random() * size)
        chunks.push(bytes.subarray(at, at + length))
        at += length
      }
      chunks.push(bytes.subarray(chunks.reduce((sum, { length }) => sum + length, 0)))
      const headers = { ...(encoding === 'json' ? {} : inProtobuf), ...(packed ? { 'content-encoding': 'gzip' } : {}) }
      const { status } = await send(port, { headers, chunks })
      expect(status).toBe(200)
      const last = collector.received.at(-1)!
      expect(last.headers['content-encoding']).toBe(packed ? 'gzip' : undefined)
      expect(decodeReceived(last)).toEqual(logsOf(`über ${token}`, 'x'.repeat(5000)))
    }
  }
}) // prettier-ignore

test('nothing beside the message is let through in a packed body', async () => {
  const collector = await startCollector()
  const { port } = await startProxy(collector.url)
  const gzip = gzipSync(json('hello'))
  // A gzip header with a comment, and text behind the end.
  const packed = Buffer.concat([gzip.subarray(0, 3), Buffer.of(16), gzip.subarray(4, 10), Buffer.from(`${secret}\0`), gzip.subarray(10), Buffer.from(`\0${secret}`)]) // prettier-ignore
  const { status } = await send(port, { headers: { 'content-encoding': 'gzip' }, chunks: [packed] })
  expect(status).toBe(200)
  expect(decodeReceived(collector.received[0]!)).toEqual(logsOf('hello'))
  expect(packed.includes(secret) && !collector.received[0]!.bytes.includes(secret)).toBe(true)
})

test('answers and headers are passed on, those of the connection are not', async () => {
  const collector = await startCollector((_request, response) => {
    const headers = { 'retry-after': '17', 'x-tenant': 'a', 'set-cookie': ['a=1', 'b=2'], 'keep-alive': 'timeout=9' }
    response.writeHead(429, headers).end('{"partialSuccess":{"rejectedLogRecords":"3"}}')
  }) // prettier-ignore
  const { port } = await startProxy(new URL('/base/', collector.url))
  const headers = { authorization: 'Bearer x', 'x-scope-orgid': '7', connection: 'close, x-hop', 'x-hop': '1', te: 'trailers' } // prettier-ignore
  const answer = await send(port, { path: '/v1/logs?tenant=7', headers, chunks: [json('a')] })
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '17', 'x-tenant': 'a', 'set-cookie': ['a=1', 'b=2'] } }) // prettier-ignore
  expect(answer.headers['keep-alive']).toBeUndefined()
  expect(answer.body.toString()).toBe('{"partialSuccess":{"rejectedLogRecords":"3"}}')
  const [received] = collector.received
  expect(received).toMatchObject({ url: '/base/v1/logs?tenant=7', headers: { authorization: 'Bearer x', 'x-scope-orgid': '7', host: collector.url.host } }) // prettier-ignore
  expect(received!.headers).not.toHaveProperty('x-hop')
  expect(received!.headers).not.toHaveProperty('te')
})

describe('what cannot be redacted is refused, and nothing goes on', () => {
  const cases: readonly (readonly [string, number, Sent])[] = [
    ['protobuf that is none', 400, { headers: inProtobuf, chunks: [Buffer.from(`token ${secret}`)] }],
    ['JSON that is none', 400, { chunks: [Buffer.from(`{"a":"${secret}`)] }],
    ['gzip that is none', 400, { headers: { 'content-encoding': 'gzip' }, chunks: [json(secret)] }],
    ['gzip without its end', 400, { headers: { 'content-encoding': 'gzip' }, chunks: [gzipSync(json(secret)).subarray(0, -9)] }],
    ['another path', 404, { path: '/v1/profiles', chunks: [json(secret)] }],
    ['a name of every object as a path', 404, { path: '/constructor', chunks: [json(secret)] }],
    ['another method', 405, { method: 'PUT', chunks: [json(secret)] }],
    ['another type', 415, { headers: { 'content-type': 'text/plain' }, chunks: [json(secret)] }],
    ['another packing', 415, { headers: { 'content-encoding': 'br' }, chunks: [json(secret)] }],
    ['a length that is too large', 413, { headers: { 'content-length': (1 << 20) + 1 }, chunks: [Buffer.alloc((1 << 20) + 1, 32)] }],
    ['a body that is too large', 413, { chunks: [Buffer.alloc(1 << 20, 32), Buffer.alloc(1 << 20, 32)] }],
    ['a small body that unpacks to a large one', 413, { headers: { 'content-encoding': 'gzip' }, chunks: [gzipSync(Buffer.alloc(64 << 20, 32))] }],
  ] // prettier-ignore

  test.for(cases)('%s', async ([, status, sent]) => {
    const collector = await startCollector()
    const { port, proxy, problems } = await startProxy(collector.url)
    const answer = await send(port, sent)
    expect(answer.status).toBe(status)
    expect(answer.body.toString('latin1')).not.toContain('ghp_')
    expect(collector.received).toEqual([])
    expect(problems).toEqual([])
    expect(proxy.counters.inflightBytes).toBe(0)
    expect([...proxy.counters.refused.values()]).toEqual([1])
    expect((await send(port, { chunks: [json('next')] })).status).toBe(200)
  })

  test('the reason is given in the encoding of the request', async () => {
    const { port } = await startProxy(new URL('http://127.0.0.1:9'))
    const answer = await send(port, { headers: inProtobuf, chunks: [Buffer.from([0x0a])] })
    const { root } = protobuf.parse('syntax="proto3"; message Status { int32 code = 1; string message = 2; }') // prettier-ignore
    const status = root.lookupType('Status').decode(answer.body)
    expect(answer.headers['content-type']).toBe('application/x-protobuf')
    expect(status).toMatchObject({
      code: 3,
      message: expect.stringContaining('protobuf') as string,
    })
    const inJson = await send(port, { chunks: [Buffer.from('{')] })
    expect(JSON.parse(inJson.body.toString())).toMatchObject({ code: 3 })
  })
})

describe('upstream', () => {
  test('that is down: the client is to try again', async () => {
    const collector = await startCollector()
    await collector.close()
    const { port, problems, proxy } = await startProxy(collector.url)
    const answer = await send(port, { chunks: [json(secret)] })
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    expect(problems.map(({ code }) => code)).toEqual(['OTLP_UPSTREAM'])
    expect(JSON.stringify(problems)).not.toContain('ghp_')
    expect(proxy.counters.inflightBytes).toBe(0)
  })

  test('that is slow: the client waits, and is not told before upstream has answered', async () => {
    let release = () => undefined as unknown
    const collector = await startCollector((_request, response) => {
      release = () => response.end('{"slow":true}')
    })
    const { port } = await startProxy(collector.url)
    let isAnswered = false
    const answer = send(port, { chunks: [json('a')] }).finally(() => (isAnswered = true))
    await expect.poll(() => collector.received.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(isAnswered).toBe(false)
    release()
    expect((await answer).body.toString()).toBe('{"slow":true}')
  })

  test('that never answers: 504 after the time-out', async () => {
    const collector = await startCollector(() => undefined)
    const { port, problems } = await startProxy(collector.url, { timeoutMs: 200 })
    const answer = await send(port, { chunks: [json('a')] })
    expect(answer).toMatchObject({ status: 504, headers: { 'retry-after': '1' } })
    expect(problems.map(({ code }) => code)).toEqual(['OTLP_UPSTREAM_TIMEOUT'])
  })

  test('that breaks off its answer: the client does not take it for one', async () => {
    const collector = await startCollector((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":')
      setTimeout(() => request.socket.destroy(), 20)
    })
    const { port, problems } = await startProxy(collector.url)
    await expect(send(port, { chunks: [json('a')] })).rejects.toThrow()
    await expect.poll(() => problems.map(({ code }) => code)).toEqual(['OTLP_UPSTREAM'])
  })

  test('that closes a connection just when it is used again: sent once more', async () => {
    const uses = new Map<unknown, number>()
    const collector = await startCollector((request, response) => {
      const use = (uses.get(request.socket) ?? 0) + 1
      uses.set(request.socket, use)
      if (use > 1) request.socket.resetAndDestroy()
      else response.end('{}')
    })
    const { port } = await startProxy(collector.url)
    expect((await send(port, { chunks: [json('a')] })).status).toBe(200)
    expect((await send(port, { chunks: [json('b')] })).status).toBe(200)
    expect(collector.received).toHaveLength(3)
  })

  test('is not waited for by a client that is gone', async () => {
    const collector = await startCollector(() => undefined)
    const { port, proxy, problems } = await startProxy(collector.url)
    const request = sendRequest({ port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers: { 'content-type': 'application/json' } }) // prettier-ignore
    request.on('error', () => undefined)
    request.end(json('a'))
    await expect.poll(() => collector.received.length).toBe(1)
    request.destroy()
    await expect.poll(() => collector.sockets.size).toBe(0)
    await expect.poll(() => proxy.counters.inflightBytes).toBe(0)
    expect(problems).toEqual([])
  })
})

test('requests wait for room; one goes beyond it, the others are turned away after a time', async () => {
  const held: (() => void)[] = []
  const collector = await startCollector((_request, response) => {
    held.push(() => response.end('{}'))
  })
  const { port, proxy } = await startProxy(collector.url, {
    inflightBytesMax: 1 << 20,
    waitMs: 300,
  })
  const large = json('x'.repeat(400_000))
  const first: ReturnType<typeof send>[] = []
  for (let turn = 1; turn <= 3; turn++) {
    first.push(send(port, { chunks: [large] }))
    await expect.poll(() => held.length).toBe(turn)
  }
  const refused = await send(port, { chunks: [large] })
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect([...proxy.counters.refused]).toEqual([['OTLP_BUSY', 1]])
  const waiting = send(port, { chunks: [large] })
  for (const release of held.splice(0)) release()
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200, 200])
  await expect.poll(() => held.length).toBe(1)
  held[0]!()
  expect((await waiting).status).toBe(200)
  expect(proxy.counters.inflightBytes).toBe(0)
})

test('a client that stops in the middle of its body gives its room back', async () => {
  const { port, proxy } = await startProxy(new URL('http://127.0.0.1:9'))
  const request = sendRequest({ port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers: { 'content-type': 'application/json' } }) // prettier-ignore
  request.on('error', () => undefined)
  request.write(json('x'.repeat(100_000)).subarray(0, 90_000))
  await expect.poll(() => proxy.counters.inflightBytes).toBeGreaterThan(90_000)
  request.destroy()
  await expect.poll(() => proxy.counters.inflightBytes).toBe(0)
  expect(proxy.counters.refused.size).toBe(0)
})

test('a client that is too slow is cut off, and gives its room back', async () => {
  const { port, proxy } = await startProxy(new URL('http://127.0.0.1:9'), { timeoutMs: 200 })
  const request = sendRequest({ port, host: '127.0.0.1', path: '/v1/logs', method: 'POST', headers: { 'content-type': 'application/json' } }) // prettier-ignore
  const ended = once(request, 'close')
  request.on('error', () => undefined)
  request.write('{"resourceLogs":[')
  await ended
  await expect.poll(() => proxy.counters.inflightBytes).toBe(0)
})

test('closing waits for what has come in, and takes nothing new', async () => {
  let release = () => undefined as unknown
  const collector = await startCollector((_request, response) => {
    release = () => response.end('{}')
  })
  const { port, proxy } = await startProxy(collector.url)
  const answer = send(port, { chunks: [json('a')] })
  await expect.poll(() => collector.received.length).toBe(1)
  const closed = proxy.close()
  await expect(send(port, { chunks: [json('b')] })).rejects.toThrow('ECONNREFUSED')
  release()
  expect((await answer).status).toBe(200)
  await closed
})

test('other requests can be answered beside it', async () => {
  const { port, proxy } = await startProxy(new URL('http://127.0.0.1:9'), {
    onOtherRequest: ({ url }, response) => {
      if (url === '/readyz') response.end('ok')
      return url === '/readyz'
    },
  })
  expect(await send(port, { path: '/readyz', method: 'GET', chunks: [] })).toMatchObject({ status: 200 }) // prettier-ignore
  expect(proxy.counters.requests).toBe(0)
})
