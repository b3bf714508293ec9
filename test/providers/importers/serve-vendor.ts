import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'
import type { HttpClient } from '../../../src/providers/http-client.ts'

export interface VendorAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Vendor {
  readonly address: string
  readonly http: HttpClient
  /** `GET /path?query`, in order. */
  readonly asked: readonly string[]
}

/** Plays a vendor on this machine; whatever is answered is JSON. */
export async function serveVendor(
  answer: (url: URL, request: IncomingMessage, body: string) => VendorAnswer | undefined,
): Promise<Vendor> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`)
      const url = new URL(request.url!, 'http://localhost')
      const told = answer(url, request, Buffer.concat(parts).toString()) ?? {
        status: 404,
        body: {},
      }
      response.writeHead(told.status ?? 200, {
        'content-type': 'application/json',
        ...told.headers,
      })
      response.end(JSON.stringify(told.body ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const http = createHttpClient({ allowedHosts: [`127.0.0.1:${port}`], env: {} })
  onTestFinished(async () => {
    await http.close()
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${port}`, http, asked }
}
