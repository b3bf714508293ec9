import { StanchError } from '../../text/error.ts'
import type { RequestingOctokit } from './octokit-reader.ts'

/** Longer pauses end a scan: it goes on with the next run. */
const waitSecondsMax = 90

/** octokit with retries after 5xx and pauses as GitHub wants them: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api. */
export async function openOctokit({
  token,
  fetch,
}: {
  readonly token: string | undefined
  readonly fetch: (url: string, options: object) => Promise<Response>
}): Promise<RequestingOctokit> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new StanchError(
      'GITHUB_TOKEN_FORMAT',
      'the token for GitHub: expected visible ASCII, got something else. Look for a line feed in its variable.',
    )
  }
  const silent = () => undefined
  const octokit = new (Octokit.plugin(retry, throttling))({
    ...(token !== undefined && { auth: token }),
    userAgent: 'stanch',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch },
    retry: { retryAfterBaseValue: 400 },
    throttle: {
      onRateLimit: (seconds: number) => seconds <= waitSecondsMax,
      onSecondaryRateLimit: (
        seconds: number,
        _options: unknown,
        _octokit: unknown,
        count: number,
      ) => seconds <= waitSecondsMax && count < 3,
    },
  })
  return octokit as unknown as RequestingOctokit
}
