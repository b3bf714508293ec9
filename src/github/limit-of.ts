/** An answer as octokit hands it over, or what it makes of one that refuses. */
export interface LimitAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly data?: unknown
}

/** Where GitHub does not say how long: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api. */
const unsaidMs = 60_000

/**
 * From when on GitHub answers again, where it refuses because of too many requests.
 *
 * @param now milliseconds since 1970, as the answer
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function limitOf(
  { status, headers = {}, data }: LimitAnswer,
  now: number,
): number | undefined {
  const isRefused = status === 403 || status === 429
  if (!isRefused && !isLimitedQuery(data)) return undefined
  const after = Number(headers['retry-after'] ?? NaN)
  if (after >= 0) return now + after * 1000
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN)
  // A second later, since it is cut to whole ones.
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) return (reset + 1) * 1000
  if (status !== 403 || isSecondary(data)) return now + unsaidMs
  return undefined
}

/** GraphQL says it in an answer that is none of an error. */
function isLimitedQuery(data: unknown): boolean {
  const { errors } = (data ?? {}) as { errors?: unknown }
  return (
    Array.isArray(errors) &&
    errors.some((error: { type?: unknown } | null) => error?.type === 'RATE_LIMITED')
  )
}

function isSecondary(data: unknown): boolean {
  const { message } = (data ?? {}) as { message?: unknown }
  return typeof message === 'string' && /secondary rate|abuse detection/i.test(message)
}
