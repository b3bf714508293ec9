import type { ObjectId } from '../../git/object-id.ts'
import type { ReferenceUpdate } from '../../git/select-commits.ts'
import type { TextEvent } from '../../github/text-event.ts'

export type { TextEvent } from '../../github/text-event.ts'

/** What somebody wants to bring into a repository, or just brought. */
export interface Change {
  /** `OWNER/REPO`. */
  readonly repository: string
  readonly commits: ChangeCommits
  /** Everything that is written round the commits; read once, in order. */
  readonly texts: AsyncIterable<TextEvent>
  /** Of the pull request, if it is one. */
  readonly pull?: { readonly number: number; readonly url: string }
}

/** Which commits a change brings. Object names only: a branch could be moved while it is scanned. */
export type ChangeCommits =
  | {
      readonly kind: 'range'
      /** What is there already: the base's tip, or what a push found. */
      readonly base: ObjectId
      readonly head: ObjectId
      /** Heads that a forced push took away; still readable, so still part of the change. */
      readonly formerHeads: readonly ObjectId[]
      /** How many the forge counts; fewer here make the scan incomplete. */
      readonly countedByForge?: number
    }
  /** New references: what none of `known` has. */
  | {
      readonly kind: 'new'
      readonly updates: readonly ReferenceUpdate[]
      readonly known: readonly ObjectId[]
    }
  /** Nothing can have been added, and why: a deleted branch, base and head the same, an event about texts. */
  | { readonly kind: 'none'; readonly why: string }

/** Brings missing objects of a change into a repository. Nothing is ever checked out. */
export interface ObjectSupply {
  /**
   * Makes commits and their trees present, and their ancestors to that depth; blobs may be left out.
   *
   * @param depth generations, the commits themselves being the first; without effect where the history is whole
   * @throws StanchError `FETCH_FAILED`: where, which commit, what git said, what to grant
   */
  fetch(wanted: readonly ObjectId[], depth: number | 'all'): Promise<void>
  /**
   * Makes objects present by themselves, whatever they belong to.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  fetchObjects(wanted: readonly ObjectId[]): Promise<void>
}
