import type { Exposure } from '../scan-result.ts'
import type { CommentMarker } from './comment-marker.ts'
import type { SuppressionProposal } from './suppression-entry.ts'

/** What readers are told of a scanned change beside its result: who asked, what was decided, and what was done about it. */
export interface ChangeFacts {
  /** `OWNER/REPO`. */
  readonly repository: string
  /** `https://github.com`, or the address of a GitHub Enterprise host; no `/` at its end. */
  readonly serverUrl: string
  /** Of the run of the workflow. */
  readonly runUrl?: string
  /** Then readers get what {@link publicViewOf} leaves, whatever is handed over. */
  readonly isPublic: boolean
  /** `GITHUB_EVENT_NAME`. */
  readonly eventName: string
  readonly pull?: PullFacts
  /** What the change brings, where it is a range. Full names. */
  readonly range?: { readonly base: string; readonly head: string }
  readonly verdict: ChangeVerdict
  readonly comments: CommentOutcome
  /** Commits that only former heads have: a forced push took them away, and they can still be read. Full names. */
  readonly pushedAway?: ReadonlySet<string>
  /** Commented on in an earlier run and in no commit of this one. */
  readonly former: readonly FormerExposure[]
  readonly suppression?: SuppressionProposal
  /** By rule: the page where one revokes what it finds. */
  readonly revokePages?: ReadonlyMap<string, string>
  readonly notice?: NoticeOutcome
}

export interface PullFacts {
  readonly number: number
  readonly url: string
  /** From a fork: the token can only read. */
  readonly isFork: boolean
}

export const failOnChoices = ['any', 'high', 'verified', 'never'] as const
/** From which exposures on the check fails. */
export type FailOn = (typeof failOnChoices)[number]

export const onIncompleteChoices = ['fail', 'neutral'] as const
/** What the check says when not everything could be read. */
export type OnIncomplete = (typeof onIncompleteChoices)[number]

/** What the exit policy said. */
export interface ChangeVerdict {
  /** `neutral`: nothing that fails was found, but the scan is incomplete and `onIncomplete` is `neutral`. */
  readonly conclusion: 'success' | 'failure' | 'neutral'
  readonly failOn: FailOn
  readonly onIncomplete: OnIncomplete
  /** By fingerprint; decided on the full result. One that is missing counts as `fails`. */
  readonly judged: ReadonlyMap<string, ExposureVerdict>
}

/** `trial`: its rule is on trial and never fails a build. `below`: less than what `failOn` asks for. */
export type ExposureVerdict = 'fails' | 'trial' | 'below'

/** What became of the review comments. */
export type CommentOutcome =
  /** By fingerprint: where each stands. `trouble`: why some do not. */
  | {
      readonly kind: 'written'
      readonly urls: ReadonlyMap<string, string>
      readonly trouble?: string
    }
  /** In words for readers: `the token of a fork can only read`, `this is no pull request`, `comments are switched off`. */
  | { readonly kind: 'none'; readonly why: string }

/** An exposure of which only our own comment is left. */
export interface FormerExposure {
  readonly marker: CommentMarker
  readonly commentUrl: string
  /** Full name; `undefined`: in a text, or nobody knows. */
  readonly stillReadableIn: string | undefined
}

/** What became of the webhook. */
export interface NoticeOutcome {
  readonly onFinding: 'open-incident' | 'webhook'
  /** How many exposures it was done for. */
  readonly told: number
  /** Why it was not done for all, or for none; `undefined`: it was. Not shown in public. */
  readonly failure: string | undefined
  /** Further ones, that only outsiders wrote and no inventory knows: of these only what works is told, not how many those are. */
  readonly bounded: number
}

/** The verdict on an exposure; what nobody judged fails. */
export function verdictOf({ fingerprint }: Exposure, { judged }: ChangeVerdict): ExposureVerdict {
  return judged.get(fingerprint) ?? 'fails'
}

/** Whether saying which exposures fail would tell the public which of them work. */
export function hidesVerdicts({ isPublic, verdict }: ChangeFacts): boolean {
  return isPublic && verdict.failOn === 'verified'
}
