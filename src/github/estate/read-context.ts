import type { GithubEvent, Position } from './github-event.ts'
import type { Github } from '../github.ts'

/** What a reader of one resource of a repository, or an account, reads with. */
export interface ReadContext {
  readonly github: Github
  /** `OWNER/REPO`; for gists the account. */
  readonly repository: string
  /** What was last changed before is left out; ISO 8601 in UTC. */
  readonly since: string | undefined
  /** Private; for what is downloaded. */
  readonly directory: string
  readonly downloadBytesMax: number
}

/** Reads a resource on from a position, the oldest first where the interface can; each position makes all before it final. */
export type ResourceReader = (
  context: ReadContext,
  position: Position,
) => AsyncGenerator<GithubEvent>
