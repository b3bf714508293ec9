import type { GithubAddresses } from './github-addresses.ts'
import type { Github } from './github.ts'
import type { GithubAuth } from './read-github-auth.ts'

export interface GithubLimits {
  /** Longest that limits are waited for in one run, in milliseconds. */
  readonly waitMs: number
  /** Between two requests that change something, in milliseconds: GitHub asks for a second. */
  readonly writeGapMs: number
  /** After a failure is waited this long, then four and nine times as long; in milliseconds. */
  readonly retryMs: number
  /** Of one answer. */
  readonly answerBytesMax: number
}

export const githubDefaults: GithubLimits = {
  waitMs: 10 * 60_000,
  writeGapMs: 1000,
  retryMs: 1000,
  answerBytesMax: 64 << 20,
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
 * @throws StanchError `HTTP_PLAIN_REFUSED` unless https or this machine; `GITHUB_APP_…`
 */
export async function openGithub(_options: GithubOptions): Promise<Github> {
  throw new Error('not yet')
}
