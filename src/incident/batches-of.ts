import type { Adapter } from './adapter.ts'
import { findAction, isEffect } from './find-action.ts'
import type { PlanStep } from './plan.ts'
import { actionOf } from './step-action.ts'

/** Steps in their order; those next to each other that run at the same time, or for several incidents at once, are one unit. */
export function unitsOf(steps: readonly PlanStep[]): PlanStep[][] {
  const units: PlanStep[][] = []
  for (const step of steps) {
    const unit = units.at(-1)
    const before = unit?.at(-1)
    if (before !== undefined && (isParallel(before, step) || isSame(before, step))) unit!.push(step)
    else units.push([step])
  }
  return units
}

function isParallel(before: PlanStep, step: PlanStep): boolean {
  return step.parallel !== undefined && step.parallel === before.parallel
}

function isSame(before: PlanStep, step: PlanStep): boolean {
  return (
    before.incident !== step.incident &&
    actionOf(step) !== '' &&
    actionOf(step) === actionOf(before) &&
    step.title === before.title
  )
}

/**
 * Parts a unit into calls: those of one action for several incidents are one call, as far as the action takes them and each
 * value speaks for itself, for of any other proof the answer would have to name each id.
 */
export function batchesOf(unit: readonly PlanStep[], adapters: readonly Adapter[]): PlanStep[][] {
  const batches: PlanStep[][] = []
  for (const step of unit) {
    const action = findAction(adapters, step.adapter, step.action)
    const sizeMax = isEffect(action) ? (action.batchMax ?? 1) : 1
    const isOwnProof = (step.proof ?? step.description?.proof) === 'self-token'
    const batch = batches.find(
      (one) =>
        isOwnProof &&
        one.length < sizeMax &&
        actionOf(one[0]!) === actionOf(step) &&
        one.every(({ incident }) => incident !== step.incident),
    )
    if (batch === undefined) batches.push([step])
    else batch.push(step)
  }
  return batches
}
