import type { Adapter } from './adapter.ts'
import { findAction, isEffect } from './find-action.ts'
import type { PlanStep } from './plan.ts'
import { actionOf } from './step-action.ts'

/** Parts steps, as `joinSteps` orders them, into those that run at the same time: of one word, or the same step of several incidents. */
export function roundsOf(steps: readonly PlanStep[]): PlanStep[][] {
  const rounds: PlanStep[][] = []
  for (const step of steps) {
    const round = rounds.at(-1)
    const before = round?.at(-1)
    if (before !== undefined && (isParallel(before, step) || before.id === step.id))
      round!.push(step)
    else rounds.push([step])
  }
  return rounds
}

function isParallel(before: PlanStep, step: PlanStep): boolean {
  return step.parallel !== undefined && step.parallel === before.parallel
}

/**
 * Parts a round into calls: the same step of several incidents is one call, as far as the action takes them and each value speaks for
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
        step.id === one[0]!.id &&
        one.length < sizeMax &&
        actionOf(one[0]!) === actionOf(step) &&
        one.every(({ incident }) => incident !== step.incident),
    )
    if (batch === undefined) batches.push([step])
    else batch.push(step)
  }
  return batches
}
