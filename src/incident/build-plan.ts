import { StanchError } from '../text/error.ts'
import { approvalNeedOf } from './approval-need.ts'
import { canonicalJson } from './canonical-json.ts'
import type { ChosenPlaybook } from './choose-playbook.ts'
import { kindOfEnvironment } from './environment.ts'
import { planFactsOf } from './plan-facts.ts'
import { consumersOf, environmentOf, type PlanInput } from './plan-input.ts'
import { warningsOf } from './plan-warnings.ts'
import type { LeftOutStep, Plan, PlanStep } from './plan.ts'
import { contextOf, resolveStep } from './resolve-step.ts'
import { endsCredential } from './standing-effects.ts'

/**
 * Exactly what a playbook does to one credential. Sends nothing; the same input gives the same plan.
 *
 * @throws StanchError `PLAN_HOLDS_SECRET` when an adapter's description holds the value, which would be its fault
 */
export function buildPlan(input: PlanInput, { playbook, reason }: ChosenPlaybook): Plan {
  const facts = planFactsOf(input)
  const context = contextOf(playbook.steps, input, facts)
  const steps: PlanStep[] = []
  const leftOut: LeftOutStep[] = []
  for (const step of playbook.steps) {
    const isEnded = steps.some(({ description }) => description?.effect === 'dead')
    const resolved = resolveStep(step, { ...context, isEnded })
    const ended = steps.find((one) => one.kind === 'rotate' && endsCredential(one))
    const isNeedless =
      ended !== undefined && (step.action === 'disable' || step.action === 'revoke')
    if (isNeedless) leftOut.push({ id: step.id, title: step.title, reason: endedBy(ended) })
    else if ('step' in resolved) steps.push(resolved.step)
    else leftOut.push(resolved.leftOut)
  }
  const kept = withoutLostCompensations(steps)
  const plan: Plan = {
    incident: input.incident.id,
    playbook: {
      id: playbook.id,
      name: playbook.name,
      order: playbook.order,
      digest: playbook.digest,
    },
    reason,
    warnings: warningsOf(input, kept, facts),
    needs: approvalNeedOf({
      steps: kept,
      environment: kindOfEnvironment(environmentOf(input)),
    }),
    ...(playbook.review && { review: true }),
    steps: kept,
    leftOut,
    dependants: dependantsOf(input),
    notAutomated: kept.flatMap(({ title, manual, why }) =>
      manual === undefined ? [] : [why === undefined ? title : `${title}: ${why}`],
    ),
  }
  assertNoSecret(plan, input)
  return plan
}

function endedBy({ id }: PlanStep): string {
  return `Not needed, as the step ${id} ends the old value in the moment in which the new one is made.`
}

/** A step cannot undo one that is not taken, or that a person does: it then stops. */
function withoutLostCompensations(steps: readonly PlanStep[]): PlanStep[] {
  return steps.map((step) => {
    const { compensates, ...rest } = step
    if (compensates === undefined) return step
    const target = steps.find(({ id }) => id === compensates)
    const isUndoable = target?.description?.undoneBy !== undefined
    return isUndoable ? step : { ...rest, onFailure: 'stop' }
  })
}

function dependantsOf(input: PlanInput): string[] {
  const others = input.incident.leaked.inventory?.others ?? []
  return [...consumersOf(input), ...others.map((id) => `record ${id}, which has the same value`)]
}

/** The last line of defence: a description is code that was given the value. A part that is the public key id may be shown. */
function assertNoSecret(plan: Plan, { subject }: PlanInput): void {
  const { secret, components = {} } = subject
  const text = canonicalJson(plan)
  for (const one of [secret, ...Object.values(components)]) {
    const value = one === undefined ? '' : new TextDecoder().decode(one.reveal())
    if (
      value.length >= 8 &&
      value !== subject.keyId &&
      text.includes(JSON.stringify(value).slice(1, -1))
    )
      throw new StanchError(
        'PLAN_HOLDS_SECRET',
        'An adapter put the leaked value into its description, so no plan was made. This is a fault of Stanch: report it, without the value.',
      )
  }
}
