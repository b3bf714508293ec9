import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Served {
  readonly server: Server
  readonly port: number
  /** As `URL.host` has it. */
  readonly host: string
  readonly origin: string
}

/** A server on this machine until the test ends. @param tls speaks https with it */
export async function serve(
  listener: RequestListener,
  tls?: { readonly certificate: string; readonly key: string },
): Promise<Served> {
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, listener)
    : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const host = `${tls ? 'localhost' : '127.0.0.1'}:${port}`
  return { server, port, host, origin: `${tls ? 'https' : 'http'}://${host}` }
}
