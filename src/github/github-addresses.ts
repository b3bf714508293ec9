/** Where a GitHub is; all without `/` at the end. */
export interface GithubAddresses {
  /** `https://api.github.com`, `https://HOST/api/v3`, `https://api.NAME.ghe.com`. */
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** `https://github.com`. */
  readonly serverUrl: string
}

/**
 * As the environment of a runner says (`GITHUB_API_URL`, `GITHUB_SERVER_URL`, `GITHUB_GRAPHQL_URL`); what it does not say is
 * derived from the others.
 *
 * @param serverUrl of a GitHub that somebody named; the environment's addresses count only if they are of the same one
 * @throws StanchError `GITHUB_ADDRESS_INVALID`
 */
export function readGithubAddresses(
  _env: Readonly<Record<string, string | undefined>>,
  _serverUrl?: string,
): GithubAddresses {
  throw new Error('not yet')
}
