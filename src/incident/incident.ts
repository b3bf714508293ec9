import type { MintedItem, ActionOutcome, EvidenceOutcome, ProbeOutcome } from './adapter.ts'
import type { Approval, Disposition, Verification } from './event.ts'
import type { LeakedCredential, SeverityVerdict } from './exposure.ts'
import type { Plan } from './plan.ts'

export const incidentStates = [
  'open',
  'planned',
  'approved',
  'containing',
  'rotating',
  'verifying',
  'closed',
  'false-alarm',
] as const
export type IncidentState = (typeof incidentStates)[number]

export const stepStates = [
  'pending',
  'intended',
  'done',
  'accepted',
  'failed',
  'stopped',
  'skipped',
  'undo-intended',
  'undone',
] as const
/** `intended`: it was begun, and nobody knows how it ended. `stopped`: a person must decide. */
export type StepState = (typeof stepStates)[number]

/** How far a step of the plan is. */
export interface StepProgress {
  readonly state: StepState
  readonly attempts: number
  readonly undoAttempts?: number
  /** Of the current attempt. */
  readonly idempotencyKey?: string
  readonly intendedAt?: string
  readonly endedAt?: string
  readonly outcome?: ActionOutcome
  readonly evidence?: EvidenceOutcome
  readonly detail?: string
  /** Ids that the provider told when it was asked how the step had ended. */
  readonly known?: Readonly<Record<string, string>>
}

/** A probe that was ours: in access logs it is to be told apart from an attacker. */
export interface OwnProbe {
  readonly at: string
  readonly probe: string
  readonly phase: 'before' | 'after'
  readonly isControl: boolean
  readonly hosts?: readonly string[]
  readonly outcome: ProbeOutcome
}

export interface SettledItem extends MintedItem {
  readonly disposition?: Disposition
  readonly reason?: string
}

/** What we do about one exposure: all records of its journal, folded by `next`. */
export interface Incident {
  readonly id: string
  readonly state: IncidentState
  /** True after `aborted`, until something is planned again. */
  readonly isAborted: boolean
  readonly leaked: LeakedCredential
  readonly identities: readonly string[]
  readonly verdict: SeverityVerdict
  readonly group?: string
  readonly source: string
  readonly openedAt: string
  readonly openedBy: string
  readonly detectedAt: string
  readonly publicSince?: string
  /** Answers of `plan --probe`, the newest. */
  readonly facts: Readonly<Record<string, string>>
  readonly plan?: Plan
  readonly planDigest?: string
  /** How often something was planned: part of idempotency keys, so that the same plan made again is not taken for the first. */
  readonly epoch: number
  readonly plannedBy?: string
  readonly plannedAt?: string
  /** Of the current plan only. */
  readonly approvals: readonly Approval[]
  /** By step of the current plan. */
  readonly steps: Readonly<Record<string, StepProgress>>
  /** A run has begun and not ended; when nobody holds the journal, it was broken off. */
  readonly isRunning: boolean
  /** What earlier plans did to the credential, or may have done, and what was not undone: `aws-iam/deactivate`. */
  readonly standing: readonly string[]
  /** When the credential was last disabled or revoked, or that undone, or the incident reopened: proofs begin after it. */
  readonly touchedAt?: string
  readonly probes: readonly OwnProbe[]
  readonly verification?: {
    readonly verdict: Verification
    readonly at: string
    readonly probe: string
    readonly propagationMs: number
  }
  readonly minted: readonly SettledItem[]
  /** Whether a complete list of what was minted was ever had. */
  readonly mintedComplete: boolean
  readonly wantsReview: boolean
  /** Who broke the glass, or ran what that let through: somebody else reviews it. */
  readonly unreviewed?: readonly string[]
  readonly notes: readonly { readonly at: string; readonly person: string; readonly text: string }[]
  readonly closedAt?: string
  readonly lastSequence: number
}
