import type { ActionDescription, ActionKind, IdentityProof } from './adapter.ts'
import { digestOf } from './journal.ts'
import type { Phase, Playbook, RetryRule } from './playbook.ts'

/** A playbook's step, resolved for one credential. */
export interface PlanStep {
  /** As in the playbook. */
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
  /** Why a person must do what the playbook would rather have done: what is missing, or that nothing can. */
  readonly why?: string
  /** The kind of action that a person takes in its place. */
  readonly standsFor?: ActionKind
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

/**
 * What ties the plans of a group together: each incident keeps its own plan, and one digest stands for all, so that one
 * approval is enough and none of them can be exchanged afterwards.
 */
export interface PlanGroup {
  readonly name: string
  /** Worst first, in which order they are run; `digest` is that of the plan without its group. */
  readonly members: readonly { readonly incident: string; readonly digest: string }[]
}

/** Exactly what will happen. Holds no secret. */
export interface Plan {
  readonly incident: string
  readonly group?: PlanGroup
  readonly playbook: Pick<Playbook, 'id' | 'name' | 'order' | 'digest'>
  /** Why this playbook. */
  readonly reason: string
  /** What a person must know first: dependants, gaps, what the revocation itself breaks. */
  readonly warnings: readonly string[]
  readonly needs: ApprovalNeed
  /** True: it does not close without a review. */
  readonly review?: true
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

/**
 * What approvals sign: the plan's digest, and for a group that of all its plans.
 *
 * @returns `undefined` when the plan is not the one that its group names
 */
export function planDigestOf(plan: Plan): string | undefined {
  const { group, ...own } = plan
  if (group === undefined) return digestOf(plan)
  const digest = digestOf(own)
  const isNamed = group.members.some(
    (one) => one.incident === plan.incident && one.digest === digest,
  )
  return isNamed ? digestOf(group) : undefined
}
