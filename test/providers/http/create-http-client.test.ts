import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import {
  createHttpClient,
  type HttpClientOptions,
} from '../../../src/providers/http/create-http-client.ts'
import type { HttpRequest } from '../../../src/providers/http-client.ts'
import { makeCertificates, type Certificates } from './make-certificates.ts'
import { serve } from './serve.ts'

/** Stands in path, header and body of every request, and must stand in no error. */
const planted = 'planted-Zk83hQ0vWb51'

const never = new AbortController().signal

function clientOf(options: HttpClientOptions) {
  const client = createHttpClient({ env: {}, ...options })
  onTestFinished(() => client.close())
  return client
}

function requestOf(origin: string, request: Partial<HttpRequest> & { path?: string } = {}) {
  const { path = `/${planted}`, method = 'GET', ...others } = request
  const headers = { authorization: `Bearer ${planted}` }
  return { method, url: new URL(path, origin), headers, ...others } satisfies HttpRequest
}

/** The error of a request, once it is sure that it gives nothing away. */
async function failureOf(sent: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await sent.then(
    () => expect.unreachable('an answer came'),
    (reason: unknown) => reason,
  )
  const { code, message } = error as { code: string; message: string }
  expect(`${message} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(
    planted,
  )
  return { code, message }
}

test('an answer comes whole, with its status, headers and bytes', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251)
  const { host, origin } = await serve((request, response) => {
    expect(request.headers['user-agent']).toBe('stanch')
    response.writeHead(404, { 'X-Two': ['a', 'b'] }).end(bytes)
  })
  const answer = await clientOf({ allowedHosts: [host] }).send(requestOf(origin), never)
  expect(answer.status).toBe(404)
  expect(answer.headers['x-two']).toBe('a, b')
  expect(answer.body).toEqual(bytes)
})

test('a body is sent as it is', async () => {
  const { host, origin } = await serve((request, response) => request.pipe(response))
  const body = Uint8Array.of(0, 255, 10, 13)
  const client = clientOf({ allowedHosts: [host] })
  expect((await client.send(requestOf(origin, { method: 'POST', body }), never)).body).toEqual(body)
})

test.for([
  ['another host', 'https://elsewhere.example/', 'HTTP_HOST_REFUSED'],
  ['another port', 'https://known.example:444/', 'HTTP_HOST_REFUSED'],
  ['a name that ends as one does', 'https://notknown.example/', 'HTTP_HOST_REFUSED'],
  ['a name below one', 'https://a.known.example/', 'HTTP_HOST_REFUSED'],
  ['a pattern without its label', 'https://vault.example/', 'HTTP_HOST_REFUSED'],
  ['a pattern in a longer name', 'https://a.vault.example.org/', 'HTTP_HOST_REFUSED'],
  ['a name with a dot behind', 'https://known.example./', 'HTTP_HOST_REFUSED'],
  ['credentials in the address', 'https://a:b@known.example/', 'HTTP_HOST_REFUSED'],
  ['no https', 'http://known.example/', 'HTTP_PLAIN_REFUSED'],
  ['no https below a pattern', 'http://a.vault.example/', 'HTTP_PLAIN_REFUSED'],
  ['a name that begins as this machine', 'http://127.0.0.1.nip.example/', 'HTTP_PLAIN_REFUSED'],
  ['another scheme', 'ftp://known.example/', 'HTTP_PLAIN_REFUSED'],
] as const)('%s is refused before anything is sent', async ([, address, code]) => {
  const allowedHosts = ['KNOWN.example', '*.vault.example', '127.0.0.1.nip.example']
  const sent = clientOf({ allowedHosts }).send(requestOf(address), never)
  expect((await failureOf(sent)).code).toBe(code)
})

test('other names and plain http may be allowed', async () => {
  const { port } = await serve((_, response) => response.end('here'))
  const proxy = await connectProxy(port)
  const env = { HTTP_PROXY: proxy.address }
  const allowed = { allowedHosts: ['*.internal.test'], allowsPlainHttp: true }
  const answer = await clientOf({ ...allowed, env }).send(
    requestOf('http://a.b.internal.test'),
    never,
  )
  expect(answer.status).toBe(200)
})

let certificates: Certificates
beforeAll(() => {
  certificates = makeCertificates(['localhost', 'store.test'])
})
afterAll(() => certificates.remove())

test('the port of the scheme may be named', async () => {
  const { port } = await serve((_, response) => response.end(), certificates)
  const env = { HTTPS_PROXY: (await connectProxy(port)).address }
  const tls = { ca: certificates.ca }
  const client = clientOf({ allowedHosts: ['store.test:443'], tls, env })
  expect((await client.send(requestOf('https://store.test'), never)).status).toBe(200)
})

test('a certificate that nobody vouches for is refused, and what to do is said', async () => {
  const { host, origin } = await serve((_, response) => response.end(), certificates)
  const failure = await failureOf(clientOf({ allowedHosts: [host] }).send(requestOf(origin), never))
  expect(failure).toMatchObject({ code: 'HTTP_FAILED' })
  expect(failure.message).toMatch(/CERT|SIGNATURE|ISSUER/)
  expect(failure.message).toContain('NODE_EXTRA_CA_CERTS')
})

test('a store may have an authority of its own, but its name must be right', async () => {
  const { host, origin, port } = await serve((_, response) => response.end('tls'), certificates)
  const { ca } = certificates
  const client = clientOf({ allowedHosts: [host, `127.0.0.1:${port}`], tls: { ca } })
  expect((await client.send(requestOf(origin), never)).status).toBe(200)
  const failure = await failureOf(client.send(requestOf(`https://127.0.0.1:${port}`), never))
  expect(failure.message).toContain('ALTNAME')
})

test('NODE_EXTRA_CA_CERTS is heeded', async () => {
  const { host, origin } = await serve((_, response) => response.end(), certificates)
  const module = join(import.meta.dirname, '../../../dist/providers/http/create-http-client.js')
  const program = `
    import { createHttpClient } from ${JSON.stringify(module)}
    const client = createHttpClient({ allowedHosts: [${JSON.stringify(host)}] })
    const url = new URL(${JSON.stringify(origin)})
    const { status } = await client.send({ method: 'GET', url }, new AbortController().signal)
    console.log(status)`
  const statusWith = async (env: NodeJS.ProcessEnv) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => (said += String(chunk)))
    await once(child, 'close')
    return said.trim()
  }
  expect(await statusWith({})).toBe('')
  expect(await statusWith({ NODE_EXTRA_CA_CERTS: certificates.caPath })).toBe('200')
})

/** Sends every tunnel to this port, and remembers what it was asked. */
async function connectProxy(port: number) {
  const asked: string[] = []
  const seen: Buffer[] = []
  const server = createServer((client) => {
    client.once('data', (head) => {
      asked.push(head.toString())
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      const target = connect(port, '127.0.0.1')
      client.on('data', (chunk: Buffer) => seen.push(chunk))
      client.pipe(target).pipe(client)
      target.on('error', () => client.destroy())
      target.on('close', () => client.destroy())
    })
    client.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, seen }
}

test('through a proxy goes only a tunnel: it sees the host and nothing else', async () => {
  const { port } = await serve((_, response) => response.end('through'), certificates)
  const proxy = await connectProxy(port)
  const env = { HTTPS_PROXY: `http://user:${planted}@${proxy.address}` }
  const client = clientOf({ allowedHosts: ['store.test'], tls: { ca: certificates.ca }, env })
  expect((await client.send(requestOf('https://store.test'), never)).status).toBe(200)
  expect(proxy.asked).toHaveLength(1)
  expect(proxy.asked[0]).toMatch(/^CONNECT store\.test:443 HTTP/)
  expect(proxy.asked[0]!.toLowerCase()).toContain('proxy-authorization: basic')
  expect(Buffer.concat(proxy.seen).includes(planted)).toBe(false)
})

test('this machine and NO_PROXY are spoken to directly', async () => {
  const { host, origin } = await serve((_, response) => response.end())
  const proxy = await connectProxy(1)
  const client = clientOf({
    allowedHosts: [host, 'absent.invalid'],
    env: { https_proxy: proxy.address, http_proxy: proxy.address, no_proxy: '.invalid' },
  })
  expect((await client.send(requestOf(origin), never)).status).toBe(200)
  expect((await failureOf(client.send(requestOf('https://absent.invalid'), never))).code).toBe(
    'HTTP_FAILED',
  )
  expect(proxy.asked).toEqual([])
})

test.for([`http://user:${planted}@[bad`, `gopher://user:${planted}@proxy`])(
  'a proxy that is none is named by its variable alone',
  async (HTTPS_PROXY) => {
    const client = clientOf({ allowedHosts: ['a.example'], env: { HTTPS_PROXY } })
    const failure = await failureOf(client.send(requestOf('https://a.example'), never))
    expect(failure.code).toBe('HTTP_PROXY_INVALID')
    expect(failure.message).toContain('HTTPS_PROXY')
  },
)

test('a redirect to another host is not followed', async () => {
  let asked = 0
  const other = await serve((_, response) => {
    asked++
    response.end()
  })
  const { host, origin } = await serve((_, response) =>
    response.writeHead(307, { location: `${other.origin}/${planted}` }).end(),
  )
  const client = clientOf({ allowedHosts: [host, other.host] })
  const failure = await failureOf(client.send(requestOf(origin), never))
  expect(failure.code).toBe('HTTP_REDIRECT_REFUSED')
  expect(failure.message).toContain(`answered 307, sent on to ${other.host}`)
  expect(asked).toBe(0)
})

test('a redirect within the origin is followed when only read, and not for ever', async () => {
  const { host, origin } = await serve((request, response) => {
    if (request.url === '/there') response.end(request.headers.authorization)
    else response.writeHead(301, { location: request.url === '/round' ? '/round' : '/there' }).end()
  })
  const client = clientOf({ allowedHosts: [host] })
  const answer = await client.send(requestOf(origin), never)
  expect(new TextDecoder().decode(answer.body)).toBe(`Bearer ${planted}`)
  for (const refused of [{ path: '/round' }, { method: 'POST' as const }]) {
    const failure = await failureOf(client.send(requestOf(origin, refused), never))
    expect(failure.code).toBe('HTTP_REDIRECT_REFUSED')
  }
})

test('an answer that comes drop by drop, or not at all, has its time', async () => {
  const { host, origin } = await serve((request, response) => {
    if (request.url === '/silent') return
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  })
  const limits = { headersMs: 300, bodyMs: 300 }
  const client = clientOf({ allowedHosts: [host], limits })
  for (const path of ['/silent', '/drops']) {
    const startMs = performance.now()
    const failure = await failureOf(client.send(requestOf(origin, { path }), never))
    expect(failure).toMatchObject({ code: 'HTTP_FAILED' })
    expect(failure.message).toContain('within 0.3 s')
    expect(performance.now() - startMs).toBeLessThan(2000)
  }
})

test.for([['said before', true] as const, ['not said', false] as const])(
  'a huge answer is not read to its end: its size is %s',
  async ([, isSaid]) => {
    let sent = 0
    const { host, origin } = await serve((_, response) => {
      response.writeHead(200, isSaid ? { 'content-length': 1 << 30 } : {})
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
        sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    const limits = { answerBytesMax: 1 << 20 }
    const client = clientOf({ allowedHosts: [host], limits })
    const failure = await failureOf(client.send(requestOf(origin), never))
    expect(failure.code).toBe('HTTP_ANSWER_TOO_LARGE')
    expect(sent).toBeLessThan(64 << 20)
  },
)

test.for([429, 502, 503, 504])('after %i comes another attempt', async (status) => {
  let asked = 0
  const { host, origin } = await serve((_, response) => {
    response.writeHead(asked++ < 2 ? status : 200, { 'retry-after': '0' }).end()
  })
  const client = clientOf({ allowedHosts: [host] })
  expect((await client.send(requestOf(origin), never)).status).toBe(200)
  expect(asked).toBe(3)
})

test.for(['1', new Date(Date.now() + 86_400_000).toUTCString()])(
  'Retry-After %s is waited for, or not at all when that takes too long',
  async (retryAfter) => {
    const times: number[] = []
    const { host, origin } = await serve((_, response) => {
      times.push(performance.now())
      response.writeHead(429, { 'retry-after': retryAfter }).end()
    })
    const limits = { retryMs: 1500 }
    const client = clientOf({ allowedHosts: [host], limits })
    expect((await client.send(requestOf(origin), never)).status).toBe(429)
    expect(times.length).toBe(retryAfter === '1' ? 2 : 1)
    if (times.length === 2) expect(times[1]! - times[0]!).toBeGreaterThan(990)
  },
)

test.for([
  ['POST', undefined, 1],
  ['PATCH', undefined, 1],
  ['POST', true, 2],
  ['PUT', undefined, 2],
  ['DELETE', undefined, 2],
  ['GET', false, 1],
] as const)('%s that is said to be repeatable (%s) is sent %i times', async (given) => {
  const [method, isRepeatable, times] = given
  let asked = 0
  const { host, origin } = await serve((_, response) => {
    asked++
    response.writeHead(503, { 'retry-after': '0' }).end()
  })
  const client = clientOf({ allowedHosts: [host], limits: { attemptsMax: 2 } })
  const request = requestOf(origin, {
    method,
    ...(isRepeatable === undefined ? {} : { isIdempotent: isRepeatable }),
  })
  expect((await client.send(request, never)).status).toBe(503)
  expect(asked).toBe(times)
})

test('a connection that breaks in the middle of an answer is tried again', async () => {
  let asked = 0
  const { host, origin } = await serve((request, response) => {
    if (asked++ > 0) return void response.end('whole')
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setTimeout(() => request.socket.resetAndDestroy(), 20)
  })
  const client = clientOf({ allowedHosts: [host] })
  const { body } = await client.send(requestOf(origin), never)
  expect(new TextDecoder().decode(body)).toBe('whole')
})

test('a connection that breaks every time is an error that says how often', async () => {
  let asked = 0
  const { host, origin } = await serve((request) => {
    asked++
    request.socket.destroy()
  })
  const client = clientOf({ allowedHosts: [host], limits: { attemptsMax: 3 } })
  const failure = await failureOf(client.send(requestOf(origin), never))
  expect(failure.message).toMatch(/GET 127\.0\.0\.1:\d+: no answer in 3 attempts \((UND_ERR_SOCKET|ECONNRESET)\)/) // prettier-ignore
  expect(asked).toBe(3)
  await failureOf(client.send(requestOf(origin, { method: 'POST', body: planted }), never))
  expect(asked).toBe(4)
})

test('nobody listens', async () => {
  const client = clientOf({ allowedHosts: ['127.0.0.1:1'] })
  const failure = await failureOf(client.send(requestOf('http://127.0.0.1:1'), never))
  expect(failure.message).toContain('ECONNREFUSED')
})

test('a token with a line feed is not sent, nor shown', async () => {
  const { host, origin } = await serve((_, response) => response.end())
  const headers = { authorization: `Bearer ${planted}\n` }
  const client = clientOf({ allowedHosts: [host] })
  const failure = await failureOf(client.send(requestOf(origin, { headers }), never))
  expect(failure.message).toContain('line feed')
})

test('eight at once, the others in their turn', async () => {
  let open = 0
  let most = 0
  const { host, origin } = await serve((_, response) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open--
      response.end()
    }, 10)
  })
  const client = clientOf({ allowedHosts: [host] })
  const sent = Array.from({ length: 50 }, () => client.send(requestOf(origin), never))
  expect((await Promise.all(sent)).every(({ status }) => status === 200)).toBe(true)
  expect(most).toBe(8)
})

test.for([
  ['for the head', 200, '/silent'],
  ['for the rest', 200, '/half'],
  ['before another attempt', 429, '/again'],
] as const)('an abort ends waiting %s, and of those that wait for their turn', async (given) => {
  const [, status, path] = given
  const { host, origin } = await serve((request, response) => {
    if (request.url === '/silent') return
    response.writeHead(status, { 'retry-after': '50' }).write('half')
    if (request.url === '/again') response.end()
  })
  const controller = new AbortController()
  const client = clientOf({ allowedHosts: [host] })
  const reason = new Error('stopped')
  const sent = Array.from({ length: 20 }, () =>
    client.send(requestOf(origin, { path }), controller.signal).catch((error: unknown) => error),
  )
  await new Promise((resolve) => setTimeout(resolve, 150))
  const startMs = performance.now()
  controller.abort(reason)
  expect(new Set(await Promise.all(sent))).toEqual(new Set([reason]))
  expect(performance.now() - startMs).toBeLessThan(100)
})
