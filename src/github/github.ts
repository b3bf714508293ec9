/**
 * GitHub's interface, with all that every caller wants of it: proxies, authentication, retries, and waiting for limits up
 * to a stated time. Speaks to the one host it was opened for.
 */
export interface Github {
  /** `github.com`, or the host of a GitHub Enterprise server, as `URL.host` writes it. */
  readonly host: string
  /** Where people open it, without `/` at its end: `https://github.com`. */
  readonly webUrl: string
  /** Whether it knows who asks; without that GraphQL answers nothing. */
  readonly isAuthenticated: boolean
  /**
   * One page.
   *
   * @param path from the interface's root, with its query: `/repos/OWNER/REPO/issues?page=2`
   * @returns also 304, and what refuses this one thing: 401, 403, 404, 409, 410, 422, 451
   * @throws StanchError `GITHUB_RATE_LIMITED` when nothing more can be asked for now, and until when; `GITHUB_FAILED` when
   *   it answers nothing of use after some attempts; the signal's reason
   */
  get(path: string, options?: { readonly etag?: string | undefined }): Promise<GithubAnswer>
  /**
   * Changes something. Sent once: of what broke off nobody knows whether it was done.
   *
   * @throws as {@link get}
   */
  send(method: WriteMethod, path: string, body?: object): Promise<GithubAnswer>
  /** @throws as {@link get}; of who may not ask at all there is an error in the answer */
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>
  /** As {@link graphql}, for a mutation: sent once, and not faster than GitHub wants. */
  mutate(mutation: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>
  /**
   * Writes what stands at `path` to a new file, as it comes; where the interface sends on to another host, without the token.
   *
   * @throws as {@link get}
   */
  download(path: string, file: string, bytesMax: number): Promise<DownloadAnswer>
  /** What git shows at `webUrl`, never in an argument; `undefined` without authentication. An App's is good for an hour. */
  readToken(): Promise<string | undefined>
  /** Gives up all connections. */
  close(): Promise<void>
}

export type WriteMethod = 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface GithubAnswer {
  readonly status: number
  /** JSON; `undefined` after 204 and 304. */
  readonly data: unknown
  readonly etag?: string | undefined
  /** Path of the next page, as of the `Link` header. */
  readonly next?: string | undefined
  /** GitHub's own words, where it refuses. */
  readonly message?: string | undefined
  /** What the token would have to be granted, where GitHub says so: `pull_requests=write`. */
  readonly permissions?: string | undefined
  /** The token must be authorised for an organisation's single sign-on first. */
  readonly needsSingleSignOn?: true
}

export interface GraphqlAnswer {
  readonly data: unknown
  /** Parts that could not be answered: https://docs.github.com/en/graphql. */
  readonly errors: readonly { readonly type: string; readonly message: string }[]
}

export type DownloadAnswer =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'too large' }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string | undefined }
