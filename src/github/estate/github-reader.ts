/** The little of GitHub's interface that reading an estate needs. */
export interface GithubReader {
  /** `github.com`, or the host of a GitHub Enterprise server. */
  readonly host: string
  /** Where people open it: `https://github.com`. */
  readonly webUrl: string
  /**
   * One page.
   *
   * @param path from the interface's root, with its query: `/repos/OWNER/REPO/issues?page=2`
   * @returns also 304 and what refuses this one thing: 401, 403, 404, 409, 410, 422, 451
   * @throws StanchError `GITHUB_RATE_LIMIT` when nothing more can be asked for now; another code when GitHub is not
   *   reached, or answers nothing of use after some attempts
   */
  get(path: string, options?: { readonly etag?: string | undefined }): Promise<GithubAnswer>
  /** @throws StanchError as {@link get} */
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>
  /**
   * Writes what stands at `path` to a new file, as it comes.
   *
   * @throws StanchError as {@link get}
   */
  download(path: string, file: string, bytesMax: number): Promise<DownloadAnswer>
}

export interface GithubAnswer {
  readonly status: number
  /** JSON; `undefined` after 304. */
  readonly data: unknown
  readonly etag?: string | undefined
  /** Path of the next page, as of the `Link` header. */
  readonly next?: string | undefined
  /** GitHub's own words, where it refuses. */
  readonly message?: string | undefined
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
