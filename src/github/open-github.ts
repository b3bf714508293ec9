import type { Dispatcher } from 'undici'
import { assertAllowed } from '../providers/http/assert-allowed.ts'
import { createHttpClient, httpDefaults } from '../providers/http/create-http-client.ts'
import { openDispatcher } from '../providers/http/open-dispatcher.ts'
import { StanchError } from '../text/error.ts'
import { GithubClient } from './github-client.ts'
import type { GithubAddresses } from './github-addresses.ts'
import type { Github } from './github.ts'
import { LimitWait } from './limit-wait.ts'
import { openOctokit } from './open-octokit.ts'
import { Pace } from './pace.ts'
import type { GithubAuth } from './read-github-auth.ts'

export interface GithubLimits {
  /** Longest that limits are waited for in one run, in milliseconds. */
  readonly waitMs: number
  /** Between two requests that change something, in milliseconds: GitHub asks for a second. */
  readonly writeGapMs: number
  /** After a failure is waited this long, then four and nine times as long; in milliseconds. */
  readonly retryMs: number
  /** Of one answer that is no download. */
  readonly answerBytesMax: number
}

export const githubDefaults: GithubLimits = {
  waitMs: 10 * 60_000,
  writeGapMs: 1000,
  retryMs: 1000,
  answerBytesMax: httpDefaults.answerBytesMax,
}

export interface GithubOptions {
  readonly addresses: GithubAddresses
  readonly auth: GithubAuth
  /** For HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** For people: what is waited for, and how long. */
  readonly onNote: (note: string) => void
  readonly limits?: Partial<GithubLimits>
}

/**
 * Sends nothing yet, but for an App, whose installation is looked up.
 *
 * @throws StanchError `HTTP_PLAIN_REFUSED` unless https or this machine; `GITHUB_APP_INVALID`, `GITHUB_APP_NOT_INSTALLED`
 */
export async function openGithub(options: GithubOptions): Promise<Github> {
  const { addresses, auth, env, signal, onNote } = options
  const given = { ...githubDefaults, ...options.limits }
  const { host } = new URL(addresses.apiUrl)
  for (const url of [addresses.apiUrl, addresses.graphqlUrl])
    assertAllowed('GET', new URL(url), { allowedHosts: [host], allowsPlainHttp: false })
  const http = createHttpClient({
    allowedHosts: [host],
    // Octokit tries again.
    limits: { answerBytesMax: given.answerBytesMax, attemptsMax: 1 },
    env,
  })
  let downloads: Promise<Dispatcher> | undefined
  const parts = {
    addresses,
    limits: new LimitWait({ waitMs: given.waitMs, leastMs: given.retryMs, host, signal, onNote }),
    pace: new Pace(given.writeGapMs, signal),
    isAuthenticated: auth.kind !== 'none',
    openDispatcher: () => (downloads ??= openDownloads(addresses, env)),
    idleMs: httpDefaults.bodyMs,
    signal,
    close: async () => {
      await http.close()
      await (await downloads)?.destroy()
    },
  }
  try {
    const octokit = await openOctokit({ addresses, auth, http, signal, retryMs: given.retryMs })
    return new GithubClient({ ...parts, octokit })
  } catch (error) {
    await http.close()
    throw withoutCause(error, host)
  }
}

/** Where GitHub's own cloud sends on to must be on the internet; a server of one's own may have its store beside it. */
function openDownloads(
  { apiUrl }: GithubAddresses,
  env: GithubOptions['env'],
): Promise<Dispatcher> {
  const isCloud = /^api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(new URL(apiUrl).host)
  return openDispatcher({}, httpDefaults.connectMs, env, {
    isPublicOnly: () => isCloud,
    onDirect: () => undefined,
  })
}

/** What octokit throws repeats the request; what signs a token may repeat the key. */
function withoutCause(error: unknown, host: string): unknown {
  if (error instanceof StanchError) return error
  const { status, cause } = error as { status?: unknown; cause?: unknown }
  if (cause instanceof StanchError) return cause
  const why =
    typeof status === 'number' ? `GitHub answered ${status}` : 'the key is not fit to sign with'
  return new StanchError(
    'GITHUB_APP_INVALID',
    `${host}: the GitHub App of STANCH_GITHUB_APP_ID cannot be used: ${why}. Check its number and STANCH_GITHUB_APP_KEY_FILE.`,
  )
}
