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
  /** Weakest proof that is enough. */
  readonly proof?: IdentityProof
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

/** Steps as data. */
export interface Playbook {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Why it is chosen, and when, in the order in which playbooks are asked; see `choosePlaybook`. */
  readonly order: 'stop-the-bleeding' | 'no-outage' | 'break-glass' | 'own'
  readonly rules: readonly string[] | 'any'
  readonly steps: readonly PlaybookStep[]
  /** SHA-256 of its file, hex, for receipts. */
  readonly digest: string
}
