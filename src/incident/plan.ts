import type { ActionDescription, ActionKind, IdentityProof } from './adapter.ts'
import type { Phase, Playbook, RetryRule } from './playbook.ts'

/** A playbook's step, resolved for one credential. */
export interface PlanStep {
  /** `<playbook step>`; for a group of incidents one plan holds the steps of all: `<step>@<incident>`. */
  readonly id: string
  readonly incident: string
  readonly title: string
  readonly phase: Phase
  readonly adapter?: string
  readonly action?: string
  readonly kind?: ActionKind
  readonly description?: ActionDescription
  /** Set for what a person does. */
  readonly manual?: readonly string[]
  readonly proof?: IdentityProof
  readonly parallel?: string
  readonly timeoutMs: number
  readonly retry: RetryRule
  readonly onFailure: 'stop' | 'continue' | 'compensate'
  readonly compensates?: string
}

/** A step that is not taken, and why. */
export interface LeftOutStep {
  readonly id: string
  readonly title: string
  readonly reason: string
}

/** How many signatures a plan needs, and why. */
export interface ApprovalNeed {
  /** 0: one person's `run --yes` is enough. */
  readonly signatures: 0 | 1 | 2
  readonly reason: string
}

/** Exactly what will happen. Holds no secret. */
export interface Plan {
  readonly incident: string
  readonly playbook: Pick<Playbook, 'id' | 'name' | 'order' | 'digest'>
  /** Why this playbook. */
  readonly reason: string
  /** What a person must know first: dependants, gaps, what the revocation itself breaks. */
  readonly warnings: readonly string[]
  readonly needs: ApprovalNeed
  readonly steps: readonly PlanStep[]
  readonly leftOut: readonly LeftOutStep[]
  /** Consumers that the inventory names. */
  readonly dependants: readonly string[]
  /** What cannot be done by Stanch. */
  readonly notAutomated: readonly string[]
}

/** Whether it changes something at a provider or in a store. */
export function changesSomething({ kind }: Pick<PlanStep, 'kind'>): boolean {
  return kind !== undefined && !['identify', 'probe', 'evidence', 'minted', 'drain'].includes(kind)
}
