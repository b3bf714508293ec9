import type { ActionOutcome, EvidenceOutcome, MintedItem, ProbeOutcome } from './adapter.ts'
import type { LeakedCredential, LeakPlace, SeverityVerdict } from './exposure.ts'
import type { Plan } from './plan.ts'

/** Who did something: a person or a program, as they say themselves; what proves it is a signature. */
export interface Actor {
  /** `STANCH_ACTOR`, or the login name. */
  readonly person: string
  /** `cli`, `action`, `webhook`, `drill`. */
  readonly via: string
  readonly host?: string
}

/** A person's signature under a plan, as `ssh-keygen -Y sign -n stanch-approval` makes it over `approvalText`. */
export interface Approval {
  readonly planDigest: string
  /** Name of the enrolled approver. */
  readonly person: string
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  readonly key: string
  readonly expiresAt: string
  /** Armoured. */
  readonly signature: string
  /** Why it is done with one person alone; such an incident wants a review before it closes. */
  readonly breakGlass?: string
}

export const dispositions = ['revoked', 'expired', 'legitimate', 'accepted'] as const
/** What an item that was minted with the key came to. */
export type Disposition = (typeof dispositions)[number]

export type Verification = 'dead' | 'contained'

/**
 * All that can happen in an incident; each is one record of its journal. Nothing in it is secret. `action` and `probe` are
 * written `<adapter>/<action>`, such as `aws-iam/deactivate`.
 */
export type IncidentEvent =
  | {
      readonly type: 'opened'
      readonly leaked: LeakedCredential
      readonly identities: readonly string[]
      readonly verdict: SeverityVerdict
      readonly source: string
      readonly group?: string
      readonly detectedAt: string
      readonly publicSince?: string
    }
  | {
      readonly type: 'seen-again'
      readonly places: readonly LeakPlace[]
      readonly identities: readonly string[]
      readonly source: string
      readonly group?: string
      /** What is now known, where that changes something. */
      readonly verdict?: SeverityVerdict
      readonly publicSince?: string
      readonly keyId?: string
    }
  | {
      readonly type: 'assessed'
      readonly verdict: SeverityVerdict
      readonly facts: Readonly<Record<string, string>>
      readonly evidence: readonly (EvidenceOutcome & { readonly action: string })[]
    }
  | { readonly type: 'planned'; readonly plan: Plan; readonly digest: string }
  | { readonly type: 'approved'; readonly approval: Approval }
  | {
      readonly type: 'run-begun'
      readonly planDigest: string
      readonly resumes: boolean
      readonly unsigned?: true
    }
  | {
      readonly type: 'run-ended'
      readonly result: 'finished' | 'waiting' | 'stopped'
      readonly detail: string
    }
  | {
      readonly type: 'step-intended'
      readonly step: string
      readonly attempt: number
      readonly idempotencyKey: string
      readonly action: string
    }
  | {
      readonly type: 'step-checked'
      readonly step: string
      readonly attempt: number
      readonly state: 'effected' | 'not-effected' | 'unknown'
      readonly detail: string
      /** As an outcome has it. */
      readonly known?: Readonly<Record<string, string>>
    }
  | {
      readonly type: 'step-effected'
      readonly step: string
      readonly attempt: number
      readonly idempotencyKey: string
      readonly outcome: ActionOutcome
    }
  | { readonly type: 'step-observed'; readonly step: string; readonly evidence: EvidenceOutcome }
  | { readonly type: 'step-skipped'; readonly step: string; readonly reason: string }
  | { readonly type: 'step-attested'; readonly step: string; readonly statement: string }
  | {
      readonly type: 'undo-intended'
      readonly step: string
      readonly attempt: number
      readonly idempotencyKey: string
      readonly action: string
    }
  | {
      readonly type: 'undo-effected'
      readonly step: string
      readonly attempt: number
      readonly idempotencyKey: string
      readonly outcome: ActionOutcome
    }
  | {
      readonly type: 'probed'
      readonly step?: string
      readonly probe: string
      readonly phase: 'before' | 'after'
      readonly isControl: boolean
      /** Whom it asked, as the probe describes its calls; none in journals of before. */
      readonly hosts?: readonly string[]
      readonly outcome: ProbeOutcome
    }
  | {
      readonly type: 'verified'
      readonly verdict: Verification
      readonly probe: string
      readonly times: number
      readonly propagationMs: number
    }
  | {
      readonly type: 'minted'
      readonly items: readonly MintedItem[]
      readonly complete: boolean
      readonly gaps: readonly string[]
    }
  | {
      readonly type: 'minted-settled'
      readonly kind: string
      readonly id: string
      readonly disposition: Disposition
      readonly reason: string
    }
  | {
      readonly type: 'notified'
      readonly channel: string
      readonly to: string
      readonly id: string
      /** `given-up`: a dead letter, which only `notify --retry` tries again. */
      readonly result: 'sent' | 'failed' | 'given-up'
      readonly detail: string
      /** ISO 8601; of one that failed: it is tried again then. */
      readonly retryAt?: string
      /** The receiver said that it wants no more. */
      readonly disabled?: true
    }
  | {
      readonly type: 'cleaned'
      readonly place: string
      readonly result: 'purged' | 'guided' | 'failed'
      readonly detail: string
      readonly digestBefore?: string
      readonly digestAfter?: string
    }
  | { readonly type: 'noted'; readonly text: string }
  | { readonly type: 'reviewed'; readonly text: string }
  | { readonly type: 'aborted'; readonly reason: string }
  | { readonly type: 'reopened'; readonly reason: string }
  | { readonly type: 'closed'; readonly as: 'closed' | 'false-alarm'; readonly reason: string }

export type EventOf<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>
