import { reasonOf, StanchError } from '../../text/error.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../http-client.ts'
import { parseRetryAfter } from '../http/retry-delay.ts'

/** How an attempt ended; nothing of an address's path or a secret stands in it. */
export type SendResult =
  | { readonly result: 'sent'; readonly detail: string }
  | { readonly result: 'disabled'; readonly detail: string }
  | {
      readonly result: 'failed'
      readonly detail: string
      readonly retryAfterMs: number | undefined
      /** Nothing was sent: what is configured here is wrong. */
      readonly isLocal?: true
    }

/**
 * Sends the calls of one message, one after the other, until one fails. Only 2xx is a success; what points elsewhere is not
 * followed.
 *
 * @throws the signal's reason
 */
export async function sendMessages(
  http: HttpClient,
  requests: readonly HttpRequest[],
  nowMs: number,
  signal: AbortSignal,
): Promise<SendResult> {
  const told: string[] = []
  for (const request of requests) {
    const answer = await attempt(http, request, signal)
    if (answer instanceof Error)
      return { result: 'failed', detail: reasonOf(answer), retryAfterMs: undefined }
    const detail = `${request.url.host} answered ${answer.status}`
    if (answer.status === 410) return { result: 'disabled', detail: `${detail}: it wants no more` }
    if (answer.status < 200 || answer.status > 299)
      return { result: 'failed', detail, retryAfterMs: waitOf(answer, nowMs) } // prettier-ignore
    told.push(detail)
  }
  return { result: 'sent', detail: told.join(', ') || 'nothing had to be sent' }
}

/** Longest wait that a receiver may ask for. */
const waitMsMax = 86_400_000

function waitOf({ headers }: HttpAnswer, nowMs: number): number | undefined {
  const told = headers['retry-after']
  const wait = told === undefined ? undefined : parseRetryAfter(told, nowMs)
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), waitMsMax)
}

async function attempt(
  http: HttpClient,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer | StanchError> {
  try {
    return await http.send(request, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StanchError) return error
    throw error
  }
}
