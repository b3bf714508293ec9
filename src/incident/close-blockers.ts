import { aimsAtDeath } from './faults-of-closing.ts'
import { dispositions } from './event.ts'
import type { Incident } from './incident.ts'
import { isEnded } from './next.ts'
import { settleCommandOf } from './settle-command-of.ts'
import { standingEffects } from './standing-effects.ts'
import { actionOf } from './step-action.ts'

/** Why an incident cannot be closed yet, and what would let it. */
export interface CloseBlocker {
  readonly reason: string
  /** Exact, to be typed as it is but for words in capitals. */
  readonly command: string
}

/**
 * All that stands between an incident and its end, see `faultsOfClosing`, each with what would take it away; none: it may
 * be closed. An accepted revocation closes nothing, only a proof that the credential is dead does.
 */
export function closeBlockers(incident: Incident, as: 'closed' | 'false-alarm'): CloseBlocker[] {
  if (isEnded(incident)) {
    const command = `stanch incident show ${incident.id}`
    return [{ reason: `it is closed already, as ${incident.state}`, command }]
  }
  return [
    ...openSteps(incident),
    ...(as === 'closed'
      ? [...unproven(incident), ...unsettled(incident), ...unreviewed(incident)]
      : standing(incident)),
  ]
}

/** Begun, and nobody knows how it ended. */
function openSteps({ id, steps }: Incident): CloseBlocker[] {
  return Object.entries(steps).flatMap(([step, { state }]) => {
    if (state === 'intended' || state === 'undo-intended')
      return [
        {
          reason: `step ${step} was begun, and its end is not known`,
          command: `stanch incident run ${id}`,
        },
      ]
    return []
  })
}

function unproven(incident: Incident): CloseBlocker[] {
  const { id, verification } = incident
  const command = `stanch incident verify ${id} --until-dead 10m`
  if (verification === undefined)
    return [{ reason: 'nothing proves that the credential is dead', command }]
  if (verification.verdict === 'dead' || !aimsAtDeath(incident)) return []
  const reason = 'the credential is contained, not dead: it lives on, and the plan wants it dead'
  return [{ reason, command }]
}

/** Of what was made with the key each must have come to something. */
function unsettled({ id, minted }: Incident): CloseBlocker[] {
  return minted
    .filter(({ disposition }) => disposition === undefined)
    .map((item) => ({
      reason: `${item.kind} ${item.id} was made with it, and nobody has said what became of that: ${dispositions.join(', ')}`,
      command: settleCommandOf(id, item),
    }))
}

function unreviewed({ id, wantsReview }: Incident): CloseBlocker[] {
  if (!wantsReview) return []
  const reason = 'one person alone did it in an emergency, and nobody has reviewed that yet'
  return [{ reason, command: `stanch incident review ${id} TEXT` }]
}

/** Who says that nothing leaked must not leave a credential stopped. */
function standing(incident: Incident): CloseBlocker[] {
  const { id, plan, verification } = incident
  const stepOf = (action: string) =>
    plan?.steps.find((step) => step.id === action || actionOf(step) === action)?.id
  const done = standingEffects(incident).map((action) => ({
    reason: `${action} was done, and is not undone`,
    command: `stanch incident undo ${id} ${stepOf(action) ?? action}`,
  }))
  if (verification === undefined) return done
  const reason = 'the credential is proven dead, so it was no false alarm'
  return [...done, { reason, command: `stanch incident close ${id} --reason TEXT` }]
}
