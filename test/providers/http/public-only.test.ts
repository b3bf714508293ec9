import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'
import { isPublicAddress } from '../../../src/providers/http/public-lookup.ts'
import { serve } from './serve.ts'

test.for([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:7f00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '2001:db8::1',
  'localhost',
  '',
])('%s is no public address', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.for([
  '1.1.1.1',
  '140.82.121.6',
  '172.32.0.1',
  '100.128.0.1',
  '2606:50c0:8000::154',
  '::ffff:140.82.121.6',
])('%s is one', (address) => expect(isPublicAddress(address)).toBe(true))

test('an IPv4 address is judged alike in all of its forms', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address))
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address))
    }),
  )
})

async function ask(options: {
  readonly except?: readonly string[]
  readonly hostname: string
  readonly env?: object
}) {
  const asked: string[] = []
  const { port } = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.end('{}')
  })
  const host = `${options.hostname}:${port}`
  const client = createHttpClient({
    allowedHosts: [host],
    publicOnly: { except: options.except ?? [] },
    env: {},
    limits: { attemptsMax: 1 },
  })
  onTestFinished(() => client.close())
  const url = new URL(`http://${host}/secret`)
  const sent = client.send({ method: 'GET', url }, new AbortController().signal)
  return { sent, asked }
}

test.for(['127.0.0.1', 'localhost', 'anything.localhost'])(
  '%s gets nothing where only public addresses may',
  async (hostname) => {
    const { sent, asked } = await ask({ hostname })
    await expect(sent).rejects.toMatchObject({
      code: 'HTTP_FAILED',
      message: expect.stringMatching(/ERR_PRIVATE_ADDRESS|ENOTFOUND|EAI_AGAIN/) as string,
    })
    expect(asked).toEqual([])
  },
)

test('a host that a person named may be one, and the answer says from where it was asked', async () => {
  const { sent, asked } = await ask({ hostname: '127.0.0.1', except: ['127.0.0.1'] })
  expect(await sent).toMatchObject({ status: 200, egress: '127.0.0.1' })
  expect(asked).toEqual(['/secret'])
})

test('an answer by a proxy names the proxy, without its credentials', async () => {
  const { port } = await serve((_, response) => response.end('{}'))
  const proxy = await serve(() => undefined)
  proxy.server.on('connect', (_, socket) => {
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  const client = createHttpClient({
    allowedHosts: ['store.example.org'],
    allowsPlainHttp: true,
    publicOnly: { except: [] },
    env: { HTTP_PROXY: `http://ada:${'pass'}word@${proxy.host}` },
  })
  onTestFinished(() => client.close())
  const request = { method: 'GET', url: new URL('http://store.example.org/') } as const
  expect(await client.send(request, new AbortController().signal)).toMatchObject({
    egress: proxy.host,
  })
})

test('a proxy that hangs up is not asked again and again', async () => {
  let connections = 0
  const { server, host } = await serve(() => undefined)
  server.on('connection', () => connections++)
  const client = createHttpClient({
    allowedHosts: ['api.example.org'],
    env: { HTTPS_PROXY: `http://${host}` },
  })
  onTestFinished(() => client.close())
  const request = { method: 'GET', url: new URL('https://api.example.org/') } as const
  await expect(client.send(request, new AbortController().signal)).rejects.toThrow(
    'The proxy let nothing through',
  )
  expect(connections).toBe(1)
})

test('redirects are handed over where that is asked for', async () => {
  const { host, origin } = await serve((_, response) => {
    response.writeHead(302, { location: '/elsewhere' })
    response.end()
  })
  const client = createHttpClient({ allowedHosts: [host], returnsRedirects: true, env: {} })
  onTestFinished(() => client.close())
  const request = { method: 'GET', url: new URL(origin) } as const
  expect(await client.send(request, new AbortController().signal)).toMatchObject({ status: 302 })
})
