import type { Octokit } from '@octokit/rest'
import type { HttpClient } from '../providers/http-client.ts'
import { StanchError } from '../text/error.ts'
import type { GithubAddresses } from './github-addresses.ts'
import { octokitFetch } from './octokit-fetch.ts'
import type { GithubAuth } from './read-github-auth.ts'

export interface OctokitOptions {
  readonly addresses: GithubAddresses
  readonly auth: GithubAuth
  readonly http: HttpClient
  readonly signal: AbortSignal
  /** Before the second attempt, in milliseconds; four and nine times as long before further ones. */
  readonly retryMs: number
}

/**
 * Octokit with its plugins. Retries are theirs; limits are only told, since what they wait for could not be broken off.
 *
 * @throws StanchError `GITHUB_APP_NOT_INSTALLED`; whatever octokit throws
 */
export async function openOctokit(options: OctokitOptions): Promise<Octokit> {
  const { auth } = options
  if (auth.kind !== 'app') return make(options, auth.kind === 'token' ? { auth: auth.token } : {})
  const { createAppAuth } = await import('@octokit/auth-app')
  const { id: appId, privateKey } = auth
  const strategy = { authStrategy: createAppAuth, auth: { appId, privateKey } }
  const installationId = await findInstallation(await make(options, strategy), auth.installedAt)
  return make(options, { ...strategy, auth: { ...strategy.auth, installationId } })
}

async function make(
  { addresses, http, signal, retryMs }: OctokitOptions,
  auth: object,
): Promise<Octokit> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  const nothing = () => undefined
  const Extended = Octokit.plugin(retry, throttling)
  return new Extended({
    baseUrl: addresses.apiUrl,
    userAgent: 'stanch',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    request: { fetch: octokitFetch(http, signal) },
    retry: {
      retryAfterBaseValue: retryMs,
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    throttle: {
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
      // By GitHub's own advice only what changes something needs a gap: `Pace` has it.
      ...({ write: unpaced, notifications: unpaced } as object),
    },
    ...auth,
  })
}

/** A group of limiters that lets everything through. */
const unpaced = {
  key: () => ({
    schedule: (_options: unknown, task: (...given: unknown[]) => unknown, ...given: unknown[]) =>
      task(...given),
  }),
}

/** @param installedAt `OWNER/REPO`, or `OWNER`, an organisation or a person */
async function findInstallation(octokit: Octokit, installedAt: string): Promise<number> {
  const [owner = '', repo] = installedAt.split('/')
  const routes =
    repo === undefined
      ? [
          `/orgs/${encodeURIComponent(owner)}/installation`,
          `/users/${encodeURIComponent(owner)}/installation`,
        ]
      : [`/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/installation`]
  for (const url of routes) {
    try {
      const { data } = await octokit.request({ method: 'GET', url })
      const { id } = (data ?? {}) as { id?: unknown }
      if (typeof id === 'number' && Number.isSafeInteger(id)) return id
    } catch (error) {
      if ((error as { status?: unknown }).status !== 404) throw error
    }
  }
  throw new StanchError(
    'GITHUB_APP_NOT_INSTALLED',
    `The GitHub App of STANCH_GITHUB_APP_ID is not installed at ${installedAt}. Install it there, or set GITHUB_TOKEN instead.`,
  )
}
