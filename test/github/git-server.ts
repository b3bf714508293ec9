/** Serves the bare repositories below a directory, as `/OWNER/REPO.git` and `/OWNER/REPO`. */
export interface GitServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Every request: method, path with query, status. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

export interface GitServerOptions {
  /** Holds `OWNER/REPO.git` directories. */
  readonly root: string
  /** Only with this token, as bearer or as password. */
  readonly token?: string
}

export async function startGitServer(_options: GitServerOptions): Promise<GitServer> {
  throw new Error('not yet')
}
