import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { HttpRequest } from '../../../src/providers/http-client.ts'
import type { Simulator } from '../../../src/providers/simulator.ts'
import { makeCertificates } from '../../providers/http/make-certificates.ts'

/** How all answers are: the vendor's own, or one that quotes the request back where nobody expects it. */
export type Manner = 'own' | 'error' | 'redirect'

export interface QuotingProviders {
  /** Of programs that shall speak to them by the vendors' own names. */
  readonly env: Readonly<Record<string, string>>
  manner: Manner
  /** How many requests came. */
  asked: number
  /** A request's headers and body, of all. */
  readonly received: string[]
}

/** Plays many providers on this machine, behind a proxy with an authority of its own. */
export async function serveProviders(simulators: readonly Simulator[]): Promise<QuotingProviders> {
  const hosts = simulators.flatMap((simulator) => simulator.hosts.map((host) => host.split(':')[0]!)) // prettier-ignore
  const certificates = makeCertificates([...new Set(hosts)])
  onTestFinished(() => certificates.remove())
  const state: QuotingProviders = { env: {}, manner: 'own', asked: 0, received: [] }
  const { certificate: cert, key } = certificates
  const server: Server = createTlsServer({ cert, key }, (incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      const { connection: _, ...sent } = incoming.headers
      const headers = Object.fromEntries(
        Object.entries(sent).map(([name, value]) => [name, String(value)]),
      )
      state.asked++
      const quoted = `${JSON.stringify(headers)}${incoming.url!}${body.toString('latin1')}`
      state.received.push(quoted)
      const plain = quoted.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 8000)
      if (state.manner === 'error') {
        outgoing.writeHead(400, { 'content-type': 'application/json', 'x-request-id': plain, 'x-error': plain }) // prettier-ignore
        outgoing.end(JSON.stringify({ error: quoted, message: quoted, errors: [{ code: plain, message: quoted }], Error: { Code: plain, Message: quoted } })) // prettier-ignore
        return
      }
      if (state.manner === 'redirect') {
        outgoing.writeHead(302, { location: `https://${headers['host']}/?from=${encodeURIComponent(plain)}` }) // prettier-ignore
        outgoing.end(quoted)
        return
      }
      const request: HttpRequest = {
        method: incoming.method as HttpRequest['method'],
        url: new URL(incoming.url!, `https://${headers['host']}`),
        headers,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      }
      const simulator = simulators.find((one) => one.hosts.includes(request.url.host))
      if (simulator === undefined) return void outgoing.writeHead(404).end()
      const answer = simulator.answer(request, Date.now())
      outgoing.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await listen(server)
  const proxy = createHttpServer()
  const open = new Set<Socket>()
  proxy.on('connect', (_request, client: Socket) => {
    const to = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      client.pipe(to).pipe(client)
    })
    for (const socket of [client, to]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
    }
  })
  await listen(proxy)
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
    proxy.close()
  })
  const { port } = proxy.address() as AddressInfo
  return Object.assign(state, {
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: '127.0.0.1',
      NODE_EXTRA_CA_CERTS: certificates.caPath,
    },
  })
}

function listen(server: { listen(port: number, host: string, done: () => void): unknown }) {
  return new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
}
