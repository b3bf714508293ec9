import type { HttpClient, HttpRequest } from '../providers/http-client.ts'
import { StanchError } from '../text/error.ts'

/** As much of `fetch` as octokit uses, over our own way out. */
export function octokitFetch(http: HttpClient, signal: AbortSignal) {
  return async (address: string, init: FetchInit): Promise<Response> => {
    const request: HttpRequest = {
      method: init.method as HttpRequest['method'],
      url: new URL(address),
      headers: init.headers,
      ...(init.body !== undefined && { body: init.body }),
    }
    const { status, headers, body } = await http.send(request, signal).catch(stopUnlessBroken)
    const hasBody = status !== 204 && status !== 205 && status !== 304
    return new Response(hasBody ? Buffer.from(body) : null, { status, headers })
  }
}

interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
}

/** Whatever has this name octokit passes on as it is, without trying again. */
const stopName = 'AbortError'

/** What octokit was stopped by, if it was. */
export function stoppedBy(error: unknown): unknown {
  return error instanceof Error && error.name === stopName ? error.cause : undefined
}

/** Only of a connection that broke may another attempt do better. */
function stopUnlessBroken(cause: unknown): never {
  if (cause instanceof StanchError && cause.code === 'HTTP_FAILED') throw cause
  throw Object.assign(new Error('stopped', { cause }), { name: stopName })
}
