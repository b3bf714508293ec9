import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { collectGarbage } from '../collect-garbage.ts'
import { Forwarder } from './forwarder.ts'
import { InflightBudget, type Allotment } from './inflight-budget.ts'
import type { OtlpCounters } from './otlp-metrics.ts'
import { responseHeaders } from './proxy-headers.ts'
import { busy, clientGone, readBody, tooLarge, type BodyLimits } from './read-body.ts'
import { redactExport, type ExportRedaction, type OtlpEncoding } from './redact-export.ts'
import { refusalFor } from './refusal.ts'
import { encodingOf, requestFormOf, type RequestForm } from './request-form.ts'
import type { Signal } from './schema.ts'

export interface OtlpProxyOptions extends ExportRedaction {
  /** Requests are passed on as they came; what would be masked is told of. */
  readonly isShadow: boolean
  /** Where redacted requests go; their path is put behind its own. */
  readonly forward: URL
  /** Of one request, unpacked. */
  readonly bodyBytesMax: number
  /** Of all requests that are not answered yet, unpacked. */
  readonly inflightBytesMax: number
  /** For a request to get its part of these bytes; then it is told to try again. Milliseconds; half of `timeoutMs` when undefined. */
  readonly waitMs?: number
  /** For a client to send its request, and for upstream to answer it. */
  readonly timeoutMs: number
  /** Told of requests that fail on our side or upstream. */
  readonly onProblem: (problem: { readonly code: string; readonly message: string }) => void
  readonly onRelayed?: (relayed: RelayedRequest) => void
  /** Answers what is no export request, such as `/readyz`. @returns whether it did */
  readonly onOtherRequest?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** One request that was redacted. */
export interface RelayedRequest {
  /** Unpacked. */
  readonly inputBytes: number
  readonly outputBytes: number
  readonly records: number
  /** Of redaction alone. */
  readonly durationMs: number
}

const pack = promisify(gzip)

/** Reading a larger request leaves much behind, and takes ten times as long as to clear it away. */
const largeBytes = 1 << 20

/** How often connections are looked at whose client is too slow. */
const checkIntervalMsMax = 5000

/**
 * Takes OTLP over HTTP, redacts it, and passes it on. A request is answered only when upstream has answered it, with
 * upstream's answer; what cannot be redacted or passed on is refused, never let through.
 */
export class OtlpProxy {
  readonly counters: OtlpCounters
  readonly #options: OtlpProxyOptions
  readonly #server: Server
  readonly #forwarder: Forwarder
  readonly #budget: InflightBudget
  #redactor: Redactor
  #isClosing = false

  constructor(options: OtlpProxyOptions) {
    this.#options = options
    this.#redactor = options.redactor
    this.#forwarder = new Forwarder(options.forward, options.timeoutMs)
    const { inflightBytesMax: bytesMax, waitMs = options.timeoutMs / 2 } = options
    const budget = new InflightBudget({ bytesMax, waitMs })
    this.#budget = budget
    this.counters = {
      requests: 0,
      records: 0,
      withheld: 0,
      refused: new Map(),
      get inflightBytes() {
        return budget.bytes
      },
    }
    const { timeoutMs } = options
    this.#server = createServer(
      {
        requestTimeout: timeoutMs,
        headersTimeout: timeoutMs,
        connectionsCheckingInterval: Math.min(timeoutMs, checkIntervalMsMax),
      },
      (request, response) => void this.#answer(request, response),
    )
  }

  /** @param port 0 for any that is free */
  async listen(host: string, port: number): Promise<AddressInfo> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return this.#server.address() as AddressInfo
  }

  /** From the next request on: rules and known values that were read again. */
  use(redactor: Redactor): void {
    this.#redactor = redactor
  }

  /** Takes no further connections, and waits until all requests are answered. */
  async close(): Promise<void> {
    this.#isClosing = true
    const closed = new Promise((resolve) => this.#server.close(resolve))
    const deadline = setTimeout(() => this.#server.closeAllConnections(), this.#options.timeoutMs)
    await closed
    clearTimeout(deadline)
    this.#forwarder.close()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#options.onOtherRequest?.(request, response)) return
    this.counters.requests++
    const allotment = this.#budget.open()
    try {
      if (!allotment) throw busy()
      await this.#relay(request, response, allotment)
    } catch (error) {
      this.#refuse(request, response, error)
    } finally {
      allotment?.release()
    }
  }

  async #relay(
    request: IncomingMessage,
    response: ServerResponse,
    allotment: Allotment,
  ): Promise<void> {
    const form = requestFormOf(request)
    const bytesMax = this.#options.bodyBytesMax
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
    const body = await this.#read(request, form, { bytesMax, allotment })
    allotment.shrink(body.length)
    await this.#forward(request, response, { body, isGzip: form.isGzip })
  }

  /** By itself, so that nothing holds what came in while upstream is waited for. @returns what is to be sent */
  async #read(
    request: IncomingMessage,
    { signal, encoding, isGzip }: RequestForm,
    limits: BodyLimits,
  ): Promise<Uint8Array> {
    const body = await readBody(request, isGzip, limits)
    const output = this.#redact(signal, encoding, body)
    if (body.length >= largeBytes) collectGarbage()
    // Packed anew even if nothing changed: the client's own packing has room for text that nobody looked at.
    return isGzip ? await pack(output, { level: constants.Z_BEST_SPEED }) : output
  }

  #redact(signal: Signal, encoding: OtlpEncoding, body: Uint8Array): Uint8Array {
    const start = performance.now()
    const redaction = { redactor: this.#redactor, gate: this.#options.gate }
    const redacted = redactExport(redaction, signal, encoding, body)
    const output = this.#options.isShadow ? body : redacted.bytes
    this.counters.records += redacted.records
    this.counters.withheld += redacted.withheld
    this.#options.onRelayed?.({
      inputBytes: body.length,
      outputBytes: output.length,
      records: redacted.records,
      durationMs: performance.now() - start,
    })
    return output
  }

  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
    { body, isGzip }: { readonly body: Uint8Array; readonly isGzip: boolean },
  ): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    try {
      const answer = await this.#forwarder.send(request, body, { isGzip, signal: gone.signal })
      this.#endConnection(response)
      response.writeHead(answer.statusCode!, responseHeaders(answer))
      await pipeline(answer, response)
    } catch (error) {
      if (gone.signal.aborted && !response.headersSent) throw clientGone()
      throw error instanceof StanchError ? error : brokenOff(this.#options.forward, error)
    }
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { status, code, headers, body } = refusalFor(error, encodingOf(request.headers))
    if (code === 'OTLP_CLIENT_GONE') return
    this.counters.refused.set(code, (this.counters.refused.get(code) ?? 0) + 1)
    if (status >= 500 && code !== 'OTLP_BUSY') this.#options.onProblem(problemOf(code, error))
    if (response.headersSent) {
      response.destroy()
      return
    }
    this.#endConnection(response)
    response.writeHead(status, headers).end(body)
  }

  /** While closing, a connection that stays open would be waited for. */
  #endConnection(response: ServerResponse): void {
    if (this.#isClosing) response.setHeader('connection', 'close')
  }
}

function brokenOff({ origin }: URL, cause: unknown): StanchError {
  const message = `${origin} broke off its answer, or the client did: ${reasonOf(cause)}.`
  return new StanchError('OTLP_UPSTREAM', message, { cause })
}

/** An error that is none of ours may quote what it stumbled over: only its kind is told. */
function problemOf(code: string, error: unknown): { code: string; message: string } {
  if (error instanceof StanchError) return { code, message: error.message }
  return { code, message: error instanceof Error ? error.name : 'unknown' }
}
