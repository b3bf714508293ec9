import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpAnswer, HttpRequest } from '../../http-client.ts'
import type { ImportContext } from '../importer.ts'

export type Asking = Pick<ImportContext, 'http' | 'signal'>

const triesMax = 4
/** Whoever is told to wait longer is told so instead: limits of an hour are a matter for people. */
const waitMsMax = 120_000

/**
 * Sends a request, and again where the client does not know that it may: a rate limit of GitHub is a 403, and a read that
 * stumbles (500) may stand up again.
 *
 * @returns the last answer, whatever its status
 */
export async function askPatiently(
  { http, signal }: Asking,
  request: HttpRequest,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await http.send(request, signal)
    const wait = waitMsOf(answer, request.method, tries)
    if (wait === undefined || wait > waitMsMax || tries === triesMax) return answer
    await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/**
 * Whether an answer means "too often" and not "never".
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function isRateLimited({ status, headers }: HttpAnswer): boolean {
  if (status === 429) return true
  const isSpent = headers['x-ratelimit-remaining'] === '0'
  return status === 403 && (headers['retry-after'] !== undefined || isSpent)
}

function waitMsOf(answer: HttpAnswer, method: string, tries: number): number | undefined {
  const growing = 250 * 2 ** (tries - 1)
  if (answer.status === 500) return method === 'GET' ? growing : undefined
  if (answer.status !== 403 || !isRateLimited(answer)) return undefined
  return secondsMs(answer.headers['retry-after']) ?? resetMs(answer.headers) ?? growing * 4
}

function secondsMs(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined
}

function resetMs(headers: HttpAnswer['headers']): number | undefined {
  const at = secondsMs(headers['x-ratelimit-reset'])
  return at === undefined ? undefined : Math.max(0, at - Date.now()) + 1000
}
