import type { Github } from './github.ts'

/** A comment that was written in an earlier run, by the author that the token is of. */
export interface OwnComment {
  /** Of GraphQL. */
  readonly id: string
  /** Of REST. */
  readonly number: number
  readonly kind: 'review-comment' | 'comment'
  readonly url: string
  readonly body: string
  /** Of the thread that it begins; a comment on the whole has none. */
  readonly thread: { readonly id: string; readonly isResolved: boolean } | undefined
}

/** Where a comment belongs: a line of the new version of a file. */
export interface CommentPlace {
  /** Full name. */
  readonly commit: string
  readonly path: string
  readonly line: number
}

/** Comments of our own on one pull request. Each has a hidden marker in its body: `<!-- stanch:… -->`. */
export interface PullComments {
  /** All that have a marker, the oldest first. Only our own author's: others could write a marker, too. */
  list(): Promise<readonly OwnComment[]>
  /**
   * On the line, if the pull request's diff has it; else on the file, if it has that; else on the whole.
   *
   * @param body with a marker, by which it is found again
   * @throws StanchError `GITHUB_FORBIDDEN`: the token may not write
   */
  create(body: string, place: CommentPlace | undefined): Promise<OwnComment>
  /** Sends nothing when the body is the same already. */
  update(comment: OwnComment, body: string): Promise<void>
  /** Folds the thread away, where there is one. */
  resolve(comment: OwnComment): Promise<void>
  unresolve(comment: OwnComment): Promise<void>
  /** To be called at the end: what another run wrote at the same time stays, and our double of it goes. */
  settle(): Promise<void>
}

/** @param repository `OWNER/REPO`, as it is called now */
export function openPullComments(
  _github: Github,
  _repository: string,
  _number: number,
): PullComments {
  throw new Error('not yet')
}
