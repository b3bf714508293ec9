import { buildPlan } from './build-plan.ts'
import type { ChosenPlaybook, PlaybookFacts } from './choose-playbook.ts'
import { severityLevels } from './exposure.ts'
import { digestOf } from './journal.ts'
import { planFactsOf } from './plan-facts.ts'
import type { PlanInput } from './plan-input.ts'
import { planDigestOf, type ApprovalNeed, type Plan } from './plan.ts'
import type { PlaybookFact } from './playbook.ts'

/** Plans of a group's incidents, worst first, and what one approval signs for all. */
export interface GroupPlan {
  readonly digest: string
  readonly plans: readonly Plan[]
}

/** What is done about a group, decided once. */
export interface GroupRequest {
  readonly name: string
  readonly inputs: readonly PlanInput[]
  readonly chosen: ChosenPlaybook
}

/** One plan for all: each incident keeps its own part, and all are signed together. */
export function buildGroupPlan({ name, inputs, chosen }: GroupRequest): GroupPlan {
  const built = worstFirst(inputs).map((input) => buildPlan(input, chosen))
  const needs = greatest(built.map((plan) => plan.needs))
  const own = built.map((plan) => ({ ...plan, needs }))
  const members = own.map((plan) => ({ incident: plan.incident, digest: digestOf(plan) }))
  const plans = own.map((plan) => ({ ...plan, group: { name, members } }))
  return {
    plans,
    digest: plans[0] === undefined ? digestOf({ name, members }) : planDigestOf(plans[0])!,
  }
}

/** A fact holds for a group when it holds for one; it does not when it does for none and is known of all. */
export function groupFactsOf(inputs: readonly PlanInput[]): PlaybookFacts {
  const all = inputs.map((input) => planFactsOf(input))
  const names = [...new Set(all.flatMap((facts) => Object.keys(facts)))] as PlaybookFact[]
  return Object.fromEntries(
    names.flatMap((name) => {
      if (all.some((facts) => facts[name] === true))
        return [[name, !needsAll.has(name) || all.every((facts) => facts[name] === true)]]
      return all.every((facts) => facts[name] === false) ? [[name, false]] : []
    }),
  )
}

/** What is no ground for an order unless it is so for each. */
const needsAll: ReadonlySet<PlaybookFact> = new Set([
  'can-rotate',
  'rotated',
  'canary',
  'reversible',
  'can-disable',
  'value-at-hand',
])

function worstFirst(inputs: readonly PlanInput[]): PlanInput[] {
  const keyOf = ({ incident }: PlanInput) => {
    const rank = severityLevels.indexOf(incident.verdict.severity)
    // What has been public longest comes first; `~` is behind all digits.
    return `${rank} ${incident.publicSince ?? '~'} ${incident.id}`
  }
  return inputs.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
}

function greatest(needs: readonly ApprovalNeed[]): ApprovalNeed {
  return needs.reduce((most, one) => (one.signatures > most.signatures ? one : most))
}
