import type { ObjectId } from '../git/object-id.ts'
import type { Github } from '../github/github.ts'
import type { PullComments } from '../github/pull-comments.ts'
import type { TextEvent } from '../github/text-event.ts'
import type { RemoteRepositories } from '../scan/github/remote-repositories.ts'
import type { PullTarget, TextsTarget } from './target.ts'

/** What the Action asks of a forge; `open-forge.ts` answers it with GitHub. */
export interface Forge {
  /** @throws StanchError when it cannot be asked */
  readRepository(repository: string): Promise<ForgeRepository>
  /** All texts of a pull request, or the text of an event as it is now. */
  readTexts(target: PullTarget | TextsTarget): AsyncIterable<TextEvent>
  /** Our own comments on a pull request. */
  commentsOf(target: PullTarget): PullComments
  /** For scans of all that the forge keeps beside the files. */
  estate(): ForgeEstate
  close(): Promise<void>
}

export interface ForgeEstate {
  readonly github: Github
  readonly remotes: RemoteRepositories
}

export interface ForgeRepository {
  readonly isPublic: boolean
  /** Newest of the default branch; `undefined`: the repository is empty. */
  readonly defaultCommit: ObjectId | undefined
}
