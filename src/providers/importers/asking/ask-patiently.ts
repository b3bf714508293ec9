import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpAnswer, HttpRequest } from '../../http-client.ts'
import type { ImportContext } from '../importer.ts'

export type Asking = Pick<ImportContext, 'http' | 'signal'>

const triesMax = 5
/** Whoever is told to wait longer is told so instead: limits of an hour are a matter for people. */
const waitMsMax = 120_000

/**
 * Sends a request, and again when the store asks for patience (429, 503 with `retry-after`, a rate limit of GitHub, which
 * is a 403) or stumbles over a read (500, 502, 503, 504).
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
    await sleep(wait, undefined, { signal })
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
  const { status, headers } = answer
  const growing = 250 * 2 ** (tries - 1)
  if (isRateLimited(answer)) return retryAfterMs(headers) ?? resetMs(headers) ?? growing * 4
  const isStumble = method === 'GET' && [500, 502, 503, 504].includes(status)
  return isStumble ? (retryAfterMs(headers) ?? growing) : undefined
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs(headers: HttpAnswer['headers']): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

function resetMs(headers: HttpAnswer['headers']): number | undefined {
  const text = headers['x-ratelimit-reset']
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  return Math.max(0, Number(text) * 1000 - Date.now()) + 1000
}
