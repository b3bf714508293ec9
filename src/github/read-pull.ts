import type { Github } from './github.ts'

/** A pull request, as it is now. */
export interface Pull {
  /** `OWNER/REPO` that it is for, as that is called now. */
  readonly repository: string
  readonly isPublic: boolean
  readonly number: number
  /** For people. */
  readonly url: string
  /** Full names. */
  readonly base: string
  readonly head: string
  readonly baseBranch: string
  /** Without the owner of a fork. */
  readonly headBranch: string
  /** From another repository, or from one that is gone. */
  readonly isFork: boolean
  readonly title: string
  /** Empty when there is none. */
  readonly body: string
  readonly user: string | undefined
  readonly time: string | undefined
  readonly labels: readonly string[]
  /** As GitHub counts them. */
  readonly commits: number
  readonly issueComments: number
  readonly reviewComments: number
}

/** @throws StanchError as `readRepository` */
export async function readPull(
  _github: Github,
  _repository: string,
  _number: number,
): Promise<Pull> {
  throw new Error('not yet')
}
