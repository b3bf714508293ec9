import type { Adapter } from './adapter.ts'
import { findAction, isEffect } from './find-action.ts'
import type { Plan, PlanStep } from './plan.ts'
import { actionOf } from './step-action.ts'

/** Steps of several plans that run at the same time: the first of each, then the second, and so on. */
export function roundsOf(plans: readonly Plan[]): PlanStep[][] {
  const lanes = plans.map(({ steps }) => unitsOf(steps))
  const length = Math.max(0, ...lanes.map((lane) => lane.length))
  return Array.from({ length }, (_, at) => lanes.flatMap((lane) => lane[at] ?? []))
}

/** Steps next to each other with the same word are one unit. */
function unitsOf(steps: readonly PlanStep[]): PlanStep[][] {
  const units: PlanStep[][] = []
  for (const step of steps) {
    const unit = units.at(-1)
    const word = unit?.[0]!.parallel
    if (word !== undefined && word === step.parallel) unit!.push(step)
    else units.push([step])
  }
  return units
}

/**
 * Parts a round into calls: steps of one batch are one call, as far as the action takes them and each value speaks for
 * itself, for of any other proof the answer would have to name each id.
 */
export function batchesOf(round: readonly PlanStep[], adapters: readonly Adapter[]): PlanStep[][] {
  const batches: PlanStep[][] = []
  for (const step of round) {
    const action = findAction(adapters, step.adapter, step.action)
    const sizeMax = isEffect(action) ? (action.batchMax ?? 1) : 1
    const isOwnProof = (step.proof ?? step.description?.proof) === 'self-token'
    const batch = batches.find(
      (one) =>
        isOwnProof &&
        step.batch !== undefined &&
        step.batch === one[0]!.batch &&
        one.length < sizeMax &&
        actionOf(one[0]!) === actionOf(step) &&
        one.every(({ incident }) => incident !== step.incident),
    )
    if (batch === undefined) batches.push([step])
    else batch.push(step)
  }
  return batches
}
