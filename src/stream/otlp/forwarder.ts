import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { reasonOf, StanchError } from '../../text/error.ts'
import { requestHeaders } from './proxy-headers.ts'

/** Connections to upstream; further requests wait for one. */
const socketsMax = 64

/** Sends requests to upstream. */
export class Forwarder {
  readonly #base: URL
  readonly #timeoutMs: number
  readonly #agent: http.Agent

  /** @param base paths are put behind its own */
  constructor(base: URL, timeoutMs: number) {
    this.#base = base
    this.#timeoutMs = timeoutMs
    const { Agent } = base.protocol === 'https:' ? https : http
    this.#agent = new Agent({ keepAlive: true, maxSockets: socketsMax })
  }

  /**
   * @param request whose path, query and headers are sent
   * @param signal ends it when the client is gone
   * @returns upstream's answer, its body not yet read
   * @throws StanchError `OTLP_UPSTREAM`, `OTLP_UPSTREAM_TIMEOUT`
   */
  async send(
    request: IncomingMessage,
    body: Uint8Array,
    { isGzip, signal }: { readonly isGzip: boolean; readonly signal: AbortSignal },
  ): Promise<IncomingMessage> {
    const headers = requestHeaders(request, { host: this.#base.host, body, isGzip })
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    const both = AbortSignal.any([signal, timeout])
    const path = this.#base.pathname.replace(/\/$/, '') + request.url!
    try {
      return await this.#sendTwice({ path, headers, body, signal: both })
    } catch (error) {
      if (timeout.aborted) throw timedOut(this.#base, this.#timeoutMs)
      throw unreachable(this.#base, error)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Upstream may close an idle connection just when it is used again. */
  async #sendTwice(parts: RequestParts): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(parts)
    } catch (error) {
      if (!(error instanceof ReusedSocketError)) throw error
      return await this.#sendOnce(parts)
    }
  }

  #sendOnce({ path, headers, body, signal }: RequestParts): Promise<IncomingMessage> {
    const { protocol, hostname, port } = this.#base
    const { request } = protocol === 'https:' ? https : http
    return new Promise((resolve, reject) => {
      const sent = request({
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path,
        method: 'POST',
        headers,
        agent: this.#agent,
        signal,
      })
      sent.on('response', resolve)
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = sent.reusedSocket && /^(?:ECONNRESET|EPIPE)$/.test(error.code ?? '')
        reject(isStale ? new ReusedSocketError(error.message, { cause: error }) : error)
      })
      sent.end(body)
    })
  }
}

interface RequestParts {
  readonly path: string
  readonly headers: readonly string[]
  readonly body: Uint8Array
  readonly signal: AbortSignal
}

class ReusedSocketError extends Error {}

function unreachable({ origin }: URL, error: unknown): StanchError {
  return new StanchError(
    'OTLP_UPSTREAM',
    `${origin} does not answer: ${reasonOf(error)}. Nothing was accepted: try again.`,
    { cause: error },
  )
}

function timedOut({ origin }: URL, timeoutMs: number): StanchError {
  return new StanchError(
    'OTLP_UPSTREAM_TIMEOUT',
    `${origin} did not answer within ${timeoutMs} ms. It may have accepted the request: try again.`,
  )
}
