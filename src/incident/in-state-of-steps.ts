import type { Incident, IncidentState, StepProgress } from './incident.ts'
import type { PlanStep } from './plan.ts'

const settledStates: ReadonlySet<string> = new Set(['done', 'accepted', 'skipped', 'undone'])

/** Whether nothing more is to be done for a step. */
export function isSettled(progress: StepProgress | undefined): boolean {
  return progress !== undefined && settledStates.has(progress.state)
}

/** Once a run has begun, the phase of the first step that is not settled tells the state. */
export function inStateOfSteps(incident: Incident): Incident {
  const { state, plan, steps, id } = incident
  if (!['containing', 'rotating', 'verifying'].includes(state)) return incident
  const open = plan!.steps.find((step) => step.incident === id && !isSettled(steps[step.id]))
  return { ...incident, state: stateOfPhase[open?.phase ?? 'verify'] }
}

const stateOfPhase: Readonly<Record<PlanStep['phase'], IncidentState>> = {
  contain: 'containing',
  rotate: 'rotating',
  verify: 'verifying',
  clean: 'verifying',
  notify: 'verifying',
}
