import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { HttpRequest } from '../../../src/providers/http-client.ts'
import type { Simulator } from '../../../src/providers/simulator.ts'

/**
 * Serves a provider on this machine, for programs that are told its address.
 *
 * @param before told of each request, and may keep it waiting
 * @returns `http://127.0.0.1:…`
 */
export async function serveSimulator(
  simulator: Simulator,
  before: (request: HttpRequest) => void | Promise<void> = () => undefined,
): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { host: _host, connection: _connection, ...sent } = incoming.headers
      const headers = Object.fromEntries(
        Object.entries(sent).map(([name, value]) => [name, String(value)]),
      )
      const body = Buffer.concat(chunks)
      const request: HttpRequest = {
        method: incoming.method as HttpRequest['method'],
        url: new URL(incoming.url!, `https://${simulator.hosts[0]}`),
        headers,
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      }
      void (async () => {
        await before(request)
        const answer = simulator.answer(request, Date.now())
        const here = `http://${incoming.headers.host}`
        const answered = Object.entries(answer.headers).map(([name, value]) => [
          name,
          value.replaceAll(`https://${simulator.hosts[0]}`, here),
        ])
        outgoing.writeHead(answer.status, Object.fromEntries(answered)).end(answer.body)
      })()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
