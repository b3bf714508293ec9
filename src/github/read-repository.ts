import type { Github } from './github.ts'

export interface GithubRepository {
  /** `OWNER/REPO` as it is called now: it may have been renamed. */
  readonly name: string
  readonly visibility: 'public' | 'private' | 'internal'
  /** Without `refs/heads/`. */
  readonly defaultBranch: string
  /** Full name of its newest commit; `undefined`: the repository is empty. */
  readonly defaultCommit: string | undefined
}

/** @throws StanchError as `Github.get`, `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`, `GITHUB_NOT_FOUND` */
export async function readRepository(_github: Github, _name: string): Promise<GithubRepository> {
  throw new Error('not yet')
}
