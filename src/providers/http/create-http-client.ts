import type { Dispatcher } from 'undici'
import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { StanchError } from '../../text/error.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../http-client.ts'
import { assertAllowed } from './assert-allowed.ts'
import { exchange, type ExchangeLimits } from './exchange.ts'
import { openDispatcher, proxyOf, type HttpTls } from './open-dispatcher.ts'
import { isIdempotent, isWorthRetrying, retryDelayMs } from './retry-delay.ts'
import { privateAddressCode } from './public-lookup.ts'
import { Slots } from './slots.ts'

export interface HttpLimits extends ExchangeLimits {
  /** Until a connection stands, with its TLS. */
  readonly connectMs: number
  /** No attempt starts later than this after the first. */
  readonly retryMs: number
  readonly attemptsMax: number
  /** Requests that are under way at the same time. */
  readonly concurrency: number
}

export const httpDefaults: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 60_000,
  answerBytesMax: 64 << 20,
  retryMs: 60_000,
  attemptsMax: 6,
  concurrency: 8,
}

export interface HttpClientOptions {
  /** See `AllowedPlaces`; others are refused before anything is sent. */
  readonly allowedHosts: readonly string[]
  readonly allowsPlainHttp?: boolean
  /**
   * Refuses addresses of private networks, of this machine and the like, also when a name leads there; but for hosts that a
   * person named, as `URL.hostname` writes them. What goes by a proxy is the proxy's matter.
   */
  readonly publicOnly?: { readonly except: readonly string[] }
  /** Hands over answers that point elsewhere; by default they are followed to other paths of the same origin. */
  readonly returnsRedirects?: boolean
  readonly tls?: HttpTls
  readonly limits?: Partial<HttpLimits>
  /** For HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

export interface OpenHttpClient extends HttpClient {
  /** Gives up all connections. */
  close(): Promise<void>
}

/**
 * The one `HttpClient`. Speaks to hosts it was told of only, https unless it is this machine; follows no redirect to
 * another origin; tries again what may be sent twice and got 429, 502, 503, 504 or a broken connection; logs nothing.
 */
export function createHttpClient(options: HttpClientOptions): OpenHttpClient {
  const limits = { ...httpDefaults, ...options.limits }
  const { allowedHosts, allowsPlainHttp = false, tls = {}, env = process.env, publicOnly } = options
  const direct = new Map<string, string>()
  const watch = {
    isPublicOnly: (hostname: string) =>
      publicOnly !== undefined && !publicOnly.except.includes(hostname),
    onDirect: (host: string, address: string) => direct.set(host, address),
  }
  const egressOf = ({ host, protocol }: URL) => direct.get(host) ?? proxyHost(protocol, env)
  const slots = new Slots(limits.concurrency)
  let opened: Promise<Dispatcher> | undefined

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    assertAllowed(request.method, request.url, { allowedHosts, allowsPlainHttp })
    // As many listeners as requests are no leak.
    setMaxListeners(0, signal)
    // Whoever waits before another attempt keeps its place: then the others wait, too.
    const release = await slots.take(signal)
    try {
      const dispatcher = await (opened ??= openDispatcher(tls, limits.connectMs, env, watch))
      const persistent = (one: HttpRequest) => persist(dispatcher, one, limits, signal)
      const answer = await (options.returnsRedirects
        ? persistent(request)
        : follow(request, persistent))
      const egress = egressOf(request.url)
      return egress === undefined ? answer : { ...answer, egress }
    } finally {
      release()
    }
  }
  return {
    send,
    close: async () => {
      const dispatcher = await opened?.catch(() => undefined)
      await dispatcher?.destroy()
    },
  }
}

/** Never with its credentials. */
function proxyHost(
  protocol: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const https = protocol === 'https:' ? proxyOf('HTTPS_PROXY', env) : ''
  const proxy = https || proxyOf('HTTP_PROXY', env)
  return proxy === '' ? undefined : new URL(proxy).host
}

const redirectsMax = 3

/** To other paths of the same origin only: wherever else it points, credentials would go with it. */
async function follow(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let current = request
  for (let count = 0; ; count++) {
    const answer = await send(current)
    const { location } = answer.headers
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer
    const isReading = request.method === 'GET' || request.method === 'LIST'
    const url = URL.canParse(location, current.url.href)
      ? new URL(location, current.url.href)
      : undefined
    if (!isReading || url?.origin !== request.url.origin || count === redirectsMax)
      throw redirected(request, answer.status, url)
    current = { ...request, url }
  }
}

async function persist(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const startMs = performance.now()
  for (let attempt = 1; ; attempt++) {
    const last = await attemptOnce(dispatcher, request, limits, signal)
    const waitMs = retryDelayMs(
      attempt,
      last instanceof Error ? undefined : last.headers['retry-after'],
      { now: Date.now(), random: Math.random() },
    )
    const mayGoOn =
      isIdempotent(request) &&
      (last instanceof Error || isWorthRetrying(last)) &&
      attempt < limits.attemptsMax &&
      performance.now() - startMs + waitMs <= limits.retryMs
    if (!mayGoOn) {
      if (last instanceof Error) throw failed(request, last, attempt)
      return last
    }
    await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** @returns the error, when the connection broke and another attempt may do better */
async function attemptOnce(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
): Promise<HttpAnswer | Error> {
  try {
    return await exchange(dispatcher, request, limits, signal)
  } catch (error) {
    if (signal.aborted || error instanceof StanchError) throw error
    if (error instanceof Error && brokenCodes.has(codeOf(error))) return error
    throw failed(request, error, 1)
  }
}

/** The other side went away while it was spoken to. */
const brokenCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}

/** Without its cause: of a request that is not fit it repeats the header. */
function failed({ method, url }: HttpRequest, error: unknown, attempts: number): StanchError {
  const code = codeOf(error)
  const advice = adviceOf(code)
  const tries = attempts === 1 ? '' : ` in ${attempts} attempts`
  return new StanchError(
    'HTTP_FAILED',
    `${method} ${url.host}: no answer${tries} (${code}). ${advice}`,
  )
}

function adviceOf(code: string): string {
  if (/CERT|SIGNED|ALTNAME|ISSUER|LEAF_SIGNATURE/.test(code))
    return 'Its certificate is not trusted here: name its authority in NODE_EXTRA_CA_CERTS.'
  if (code === 'UND_ERR_INVALID_ARG')
    return 'A header is not fit to be sent: look for a line feed in a token.'
  if (code === privateAddressCode)
    return 'It is an address of a private network, to which no secret is sent unless its variable names it.'
  if (code === 'UND_ERR_ABORTED') return 'The proxy let nothing through: see HTTPS_PROXY, NO_PROXY.'
  return 'Check the address, the network and HTTPS_PROXY, NO_PROXY.'
}

function redirected(
  { method, url }: HttpRequest,
  status: number,
  to: URL | undefined,
): StanchError {
  const where = to === undefined ? 'nowhere' : to.origin === url.origin ? 'the same host' : to.host
  return new StanchError(
    'HTTP_REDIRECT_REFUSED',
    `${method} ${url.host}: answered ${status}, sent on to ${where}; not followed, since credentials would go along. ` +
      'If that is meant, name that host in the address.',
  )
}
