import type { ObjectId } from '../git/object-id.ts'
import type { TextEvent } from '../scan/change/change.ts'
import type { PullTarget, TextsTarget } from './target.ts'

/** What the Action asks of a forge; `open-forge.ts` answers it with GitHub. */
export interface Forge {
  /** @throws StanchError when it cannot be asked */
  readRepository(repository: string, signal: AbortSignal): Promise<ForgeRepository>
  /** All texts of a pull request, or the text of an event as it is now. */
  readTexts(target: PullTarget | TextsTarget, signal: AbortSignal): AsyncIterable<TextEvent>
  /** Our own comments on a pull request. */
  commentsOf(target: PullTarget): PullComments
}

export interface ForgeRepository {
  readonly isPublic: boolean
  readonly defaultBranch: string
  /** Its newest commit; `undefined`: the repository is empty. */
  readonly defaultCommit: ObjectId | undefined
}

/** A comment that we wrote in an earlier run. */
export interface OwnComment {
  readonly id: number | string
  readonly url: string
  readonly body: string
}

/** Where a comment belongs; one that no line of the pull request has is a comment on the whole. */
export interface CommentPlace {
  readonly commit: ObjectId
  readonly path: string
  readonly line: number
}

export interface PullComments {
  /** Of our own author, over all pages. */
  list(signal: AbortSignal): Promise<readonly OwnComment[]>
  /** @throws StanchError `FORGE_FORBIDDEN`: the token may not write */
  create(
    body: string,
    place: CommentPlace | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly url: string }>
  update(comment: OwnComment, body: string, signal: AbortSignal): Promise<void>
  /** Folds the thread away, where there is one. */
  resolve(comment: OwnComment, signal: AbortSignal): Promise<void>
}

/** Code of errors that say that the token may not do something. */
export const forbiddenCode = 'FORGE_FORBIDDEN'
