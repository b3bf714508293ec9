import type { ObjectId } from '../git/object-id.ts'
import type { TextEvent } from '../scan/change/change.ts'

/** What an event asks to be looked at. Nothing in it was read from anywhere but the payload and the environment. */
export type Target = PullTarget | PushTarget | MergeGroupTarget | TextsTarget | WholeTarget

export interface TargetCommon {
  readonly event: string
  readonly action: string | undefined
  readonly repository: TargetRepository
  /** What the payload says itself: the texts of the event, and former versions that only stand here. */
  readonly texts: readonly TextEvent[]
  /** What must judge it: never what the event brings. */
  readonly policy: PolicyPlace
}

export interface TargetRepository {
  /** `OWNER/REPO`. */
  readonly name: string
  /** At the forge, for people. */
  readonly url: string
  /** Without `refs/heads/`; `undefined`: the payload does not say. */
  readonly defaultBranch: string | undefined
  /** `undefined`: the payload does not say; then it counts as public until somebody knows better. */
  readonly isPublic: boolean | undefined
}

export type PolicyPlace =
  | { readonly kind: 'commit'; readonly commit: ObjectId }
  /** Its newest commit must be asked for. */
  | { readonly kind: 'default-branch' }
  /** There is nothing that the change did not bring: the defaults hold. */
  | { readonly kind: 'none'; readonly why: string }

/** `pull_request` and `pull_request_target`: both the same, since nothing of the head is ever run. */
export interface PullTarget extends TargetCommon {
  readonly kind: 'pull'
  readonly number: number
  readonly url: string
  readonly base: ObjectId
  readonly head: ObjectId
  /** Taken away by a push; readable as long as the pull request is. */
  readonly formerHeads: readonly ObjectId[]
  /** Commits, as the forge counts them; `undefined`: it did not. */
  readonly commitCount: number | undefined
  /** What its author is to the repository, in GitHub's words; `undefined`: it does not say. */
  readonly authorAssociation: string | undefined
  /** From another repository, or from one that is gone: no secrets, a token that may only read. */
  readonly isFork: boolean
}

export interface PushTarget extends TargetCommon {
  readonly kind: 'push'
  /** `refs/heads/…`, `refs/tags/…`. */
  readonly ref: string
  /** `undefined`: the reference is new. */
  readonly before: ObjectId | undefined
  /** `undefined`: it was deleted. */
  readonly after: ObjectId | undefined
  readonly isForced: boolean
}

export interface MergeGroupTarget extends TargetCommon {
  readonly kind: 'merge-group'
  readonly ref: string
  /** Of the branch that it is to be merged into: `refs/heads/…`. */
  readonly baseRef: string
  /** The entry before it in the queue, as the payload has it; see {@link settleTarget}. */
  readonly base: ObjectId
  readonly head: ObjectId
}

/** Events about texts alone. */
export interface TextsTarget extends TargetCommon {
  readonly kind: 'texts'
  readonly subject: TextSubject
  /** The interface has it no more: only the payload still says it. */
  readonly isGone: boolean
}

/** Which text; ids are the forge's own. */
export type TextSubject =
  | { readonly kind: 'issue' | 'discussion'; readonly number: number }
  | { readonly kind: 'issue-comment'; readonly of: 'issue' | 'pull'; readonly number: number; readonly id: number }
  | { readonly kind: 'review' | 'review-comment' | 'discussion-comment'; readonly number: number; readonly id: number }
  | { readonly kind: 'release'; readonly id: number } // prettier-ignore

/** `schedule` and `workflow_dispatch`: everything there is. */
export interface WholeTarget extends TargetCommon {
  readonly kind: 'whole'
}
