import type { ActionKind, IdentityProof } from './adapter.ts'

export const phases = ['contain', 'rotate', 'verify', 'clean', 'notify'] as const
export type Phase = (typeof phases)[number]

/** Facts that conditions may name; each is known, or counts as not met. */
export const playbookFacts = [
  'live',
  'production',
  'public',
  'has-consumers',
  'value-at-hand',
  'can-disable',
  'can-rotate',
  'reversible',
  'rotated',
  'canary',
] as const
export type PlaybookFact = (typeof playbookFacts)[number]

/** What a step waits, and how often it is tried. */
export interface RetryRule {
  readonly attempts: number
  /** Before the second attempt; doubled for each further one. */
  readonly waitMs: number
  readonly waitMsMax: number
}

export interface PlaybookStep {
  /** Unique within the playbook: lower-case words joined by hyphens. */
  readonly id: string
  readonly title: string
  readonly phase: Phase
  /**
   * A kind (`disable`), for which the first such action of the adapter that can run is taken; or one action by name
   * (`aws-iam/deactivate`); `undefined` for a step that a person does.
   */
  readonly action?: ActionKind | `${string}/${string}`
  /** What a person does, and what to answer when it is done. */
  readonly manual?: readonly string[]
  /** Weakest proof that is enough; always set where something is disabled or revoked. */
  readonly proof?: IdentityProof
  /** True: only an action that can be undone is taken. */
  readonly reversible?: true
  /** `sync`: an action whose answer only says that it will be done is not taken. */
  readonly completion?: 'sync' | 'accepted'
  /** `dead`: an action that only contains it is not taken. */
  readonly effect?: 'dead' | 'contained'
  /** True: it is left out where the adapter cannot. False: it then becomes a manual step. */
  readonly optional: boolean
  readonly when: readonly PlaybookFact[]
  readonly unless: readonly PlaybookFact[]
  /** Steps next to each other with the same word run at the same time. */
  readonly parallel?: string
  readonly timeoutMs: number
  readonly retry: RetryRule
  readonly onFailure: 'stop' | 'continue' | 'compensate'
  /** Id of the earlier step whose effect is undone when this one fails and `onFailure` is `compensate`. */
  readonly compensates?: string
}

/** One case in which a playbook is chosen by itself: all of `when` is known to be so, and none of `unless`. */
export interface PlaybookChoice {
  readonly when: readonly PlaybookFact[]
  readonly unless: readonly PlaybookFact[]
  /** Why it fits then, in one sentence; plans print it. */
  readonly reason: string
}

/** Steps as data. */
export interface Playbook {
  /** Lower-case words joined by hyphens. */
  readonly id: string
  readonly name: string
  readonly description: string
  /** What comes first: the end of the leaked value, or the new one; how loud it is, and how it is approved. */
  readonly order: 'stop-the-bleeding' | 'no-outage' | 'break-glass' | 'own'
  /** Detection rules it is made for. */
  readonly rules: readonly string[] | 'any'
  /** The first case that fits gives the reason. Left out: it is only taken by name. */
  readonly choose?: readonly PlaybookChoice[]
  /** True: an incident that went by it does not close without a review. */
  readonly review?: true
  readonly steps: readonly PlaybookStep[]
  /** SHA-256 of its file, hex, for receipts; of an inline one, of its canonical JSON. */
  readonly digest: string
}
