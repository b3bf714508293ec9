import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Signal } from '../../../src/stream/otlp/schema.ts'
import { decode, decodeJson, type Decoded } from './protocol.ts'

export interface Received {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  /** As they were sent. */
  readonly bytes: Buffer
  /** Unpacked. */
  readonly body: Buffer
}

export type Answer = (request: IncomingMessage, response: ServerResponse, at: number) => void

/** A receiver that keeps what it is sent; stops after the test. */
export interface Collector {
  readonly url: URL
  readonly received: Received[]
  readonly sockets: ReadonlySet<Socket>
  close(): Promise<void>
}

const accept: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
}

export async function startCollector(answer: Answer = accept): Promise<Collector> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', headers } = request
      const bytes = Buffer.concat(chunks)
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
      received.push({ url, headers, bytes, body })
      answer(request, response, received.length - 1)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}`), received, sockets, close }
}

const signals: Readonly<Record<string, Signal>> = {
  '/v1/logs': 'logs',
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
}

/** As a decoder reads it that has nothing to do with ours. */
export function decodeReceived({ url, headers, body }: Received): Decoded {
  const signal = signals[url]!
  return headers['content-type'] === 'application/json'
    ? decodeJson(signal, body)
    : decode(signal, body)
}
