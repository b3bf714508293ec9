import { concatBytes } from '../../text/bytes.ts'
import type { Dispatcher } from 'undici'
import { StanchError } from '../../text/error.ts'
import type { HttpAnswer, HttpRequest } from '../http-client.ts'

export interface ExchangeLimits {
  /** From the request to the answer's head. */
  readonly headersMs: number
  /** From the answer's head to its end. */
  readonly bodyMs: number
  readonly answerBytesMax: number
}

/**
 * Sends once and reads the whole answer.
 *
 * @throws StanchError `HTTP_ANSWER_TOO_LARGE`, `HTTP_FAILED` after a time-out; what undici throws; the signal's reason
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const ending = new AbortController()
  const onAbort = () => ending.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  let timer = setTimeout(() => ending.abort(timeOut(request, limits.headersMs)), limits.headersMs)
  try {
    const sent = dispatcher.request({
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: request.method,
      headers: { 'user-agent': 'stanch', ...request.headers },
      body: request.body ?? null,
      signal: ending.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    // While no connection stands, undici does not look at the signal; aborted, it sends nothing later either.
    const { statusCode, headers, body } = await Promise.race([sent, abortOf(ending.signal)])
    clearTimeout(timer)
    timer = setTimeout(() => ending.abort(timeOut(request, limits.bodyMs)), limits.bodyMs)
    const large = () => tooLarge(request, limits.answerBytesMax)
    if (Number(headers['content-length'] ?? 0) > limits.answerBytesMax) throw large()
    const bytes = await readBody(body, limits.answerBytesMax, large)
    return { status: statusCode, headers: plainHeaders(headers), body: bytes }
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    // Of an answer that is not read to its end the connection is given up.
    ending.abort()
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    // oxlint-disable-next-line prefer-promise-reject-errors -- the signal's own reason, as everywhere
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // It may come after the answer.
  aborted.catch(() => undefined)
  return aborted
}

/** Secrets stand in it: of what came only the one copy is left that is returned. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
  onTooLarge: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      length += chunk.length
      if (length > bytesMax) throw onTooLarge()
    }
    return concatBytes(chunks)
  } finally {
    for (const chunk of chunks) chunk.fill(0)
  }
}

function plainHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]),
  )
}

function timeOut({ method, url }: HttpRequest, ms: number): StanchError {
  return new StanchError(
    'HTTP_FAILED',
    `${method} ${url.host}: no whole answer within ${ms / 1000} s. Check whether the host is reached from here.`,
  )
}

function tooLarge({ method, url }: HttpRequest, bytesMax: number): StanchError {
  return new StanchError(
    'HTTP_ANSWER_TOO_LARGE',
    `${method} ${url.host}: expected an answer of at most ${bytesMax} bytes; got more, which was not read.`,
  )
}
