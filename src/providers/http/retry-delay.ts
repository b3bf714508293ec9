import type { HttpAnswer, HttpRequest } from '../http-client.ts'

const retriedStatuses = [429, 502, 503, 504]

const firstMs = 250
const mostMs = 8000

/** Whether the same request may be answered otherwise in a while. */
export function isWorthRetrying({ status }: HttpAnswer): boolean {
  return retriedStatuses.includes(status)
}

export function isIdempotent({ method, isIdempotent }: HttpRequest): boolean {
  return isIdempotent ?? (method !== 'POST' && method !== 'PATCH')
}

/**
 * How long to wait before the next attempt: as long as `Retry-After` says, in seconds or as a date, else twice as long
 * from one to the next, of which a random part.
 *
 * @param attempt from 1: the one that failed
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function retryDelayMs(
  attempt: number,
  retryAfter: string | undefined,
  { now, random }: { readonly now: number; readonly random: number },
): number {
  const told = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now)
  // Those who were told the same time come back one after the other.
  if (told !== undefined) return told + random * firstMs
  const highest = Math.min(mostMs, firstMs * 2 ** (attempt - 1))
  return highest / 2 + (random * highest) / 2
}

/** As of RFC 9110, section 10.2.3. @returns milliseconds from now; `undefined` for what is neither seconds nor a date */
export function parseRetryAfter(text: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
