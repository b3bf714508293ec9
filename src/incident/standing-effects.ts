import type { Incident, StepProgress } from './incident.ts'
import type { PlanStep } from './plan.ts'
import { actionOf } from './step-action.ts'

const touching: ReadonlySet<string | undefined> = new Set([
  'disable',
  'revoke',
  'rotate',
  'promote',
])

/** Whether it does something to the credential, or to what its consumers are given; by whomever. */
export function touchesCredential({
  kind,
  standsFor,
}: Pick<PlanStep, 'kind' | 'standsFor'>): boolean {
  return touching.has(kind ?? standsFor)
}

/** Whether it ends or holds the credential: what is proven about it must come later. */
export function endsCredential({
  kind,
  standsFor,
  description,
}: Pick<PlanStep, 'kind' | 'standsFor' | 'description'>): boolean {
  if (['disable', 'revoke'].includes(kind ?? standsFor ?? '')) return true
  return description !== undefined && description.effect !== 'none'
}

/** Whether it may bring the credential back to life: what was proven about it holds no longer. */
export function revivesCredential({
  kind,
  standsFor,
}: Pick<PlanStep, 'kind' | 'standsFor'>): boolean {
  return ['restore', 'roll-back'].includes(kind ?? standsFor ?? '')
}

/** Whether something was done, or may have been, and was not undone. */
export function stands({ state, outcome }: StepProgress): boolean {
  if (['pending', 'failed', 'skipped', 'undone'].includes(state)) return false
  return (
    state !== 'stopped' || !['not-found', 'ambiguous', 'refused'].includes(outcome?.result ?? '')
  )
}

/**
 * What was done to the credential under any plan, or may have been, and stands: names of actions, or of steps that a person
 * did. None of it may be there when an incident ends as a false alarm.
 */
export function standingEffects({
  id,
  plan,
  steps,
  standing,
}: Pick<Incident, 'id' | 'plan' | 'steps' | 'standing'>): string[] {
  const names = new Set(standing)
  for (const step of plan?.steps ?? []) {
    const progress = steps[step.id]
    if (step.incident !== id || progress === undefined || !touchesCredential(step)) continue
    const name = actionOf(step) || step.id
    if (progress.state === 'undone') names.delete(name)
    else if (stands(progress)) names.add(name)
  }
  return [...names]
}
