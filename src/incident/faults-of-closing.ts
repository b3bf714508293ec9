import type { Incident } from './incident.ts'
import type { PlanStep } from './plan.ts'
import { standingEffects } from './standing-effects.ts'

/** Why an incident cannot close yet, each a sentence without its full stop; none: it can. */
export function faultsOfClosing(incident: Incident, as: 'closed' | 'false-alarm'): string[] {
  const dangling = Object.entries(incident.steps).filter(([, { state }]) =>
    ['intended', 'undo-intended'].includes(state),
  )
  const unknown = dangling.map(([id]) => `nobody knows how step "${id}" ended`)
  return [...unknown, ...(as === 'closed' ? faultsOfEnd(incident) : faultsOfAlarm(incident))]
}

function faultsOfEnd(incident: Incident): string[] {
  const { verification, minted, wantsReview } = incident
  const faults: string[] = []
  if (verification === undefined) faults.push('the credential is not proven dead')
  else if (verification.verdict === 'contained' && aimsAtDeath(incident))
    faults.push('the credential is contained, not dead, and the plan aims at dead')
  for (const { kind, id, disposition } of minted) {
    if (disposition === undefined) faults.push(`${kind}:${id} has no disposition`)
  }
  if (wantsReview) faults.push('what was done under break-glass is not reviewed')
  return faults
}

/**
 * Whether a plan means to end the credential: unless it only holds it, as an action of it says. What a person revokes, or of
 * what no plan says anything, is to be dead.
 */
export function aimsAtDeath({ id, plan }: Pick<Incident, 'id' | 'plan'>): boolean {
  const own = plan?.steps.filter(({ incident }) => incident === id) ?? []
  const isEnd = ({ kind, standsFor, description }: PlanStep) =>
    description?.effect === 'dead' || (kind === undefined && standsFor === 'revoke')
  return own.some(isEnd) || !own.some(({ description }) => description?.effect === 'contained')
}

function faultsOfAlarm(incident: Incident): string[] {
  const faults = standingEffects(incident).map((action) => `${action} was done, and is not undone`)
  if (incident.verification !== undefined)
    faults.push('the credential is proven dead, so it was one')
  return faults
}
