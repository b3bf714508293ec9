import type { Incident } from './incident.ts'
import { changesSomething } from './plan.ts'

/** Why an incident cannot be closed yet, and what would let it. */
export interface CloseBlocker {
  readonly reason: string
  /** Exact, to be typed as it is but for words in capitals. */
  readonly command: string
}

export interface CloseWish {
  readonly as: 'closed' | 'false-alarm'
  /** Whether a credential that lives on, but can do nothing, is good enough. */
  readonly acceptsContained: boolean
}

/**
 * All that stands between an incident and its end; empty: it may be closed. An accepted revocation closes nothing, only a
 * proof that the credential is dead does; and neither does an incomplete list of what was made with it.
 */
export function closeBlockers(incident: Incident, wish: CloseWish): CloseBlocker[] {
  if (incident.state === 'closed' || incident.state === 'false-alarm')
    return [
      {
        reason: `it is closed already, as ${incident.state}`,
        command: `stanch incident show ${incident.id}`,
      },
    ]
  return [
    ...openSteps(incident),
    ...(wish.as === 'closed' ? unproven(incident, wish) : standing(incident)),
    ...(wish.as === 'closed' ? unsettled(incident) : []),
    ...(incident.wantsReview
      ? [
          {
            reason: 'it was done by one person in an emergency, and nobody has reviewed that yet',
            command: `stanch incident review ${incident.id} TEXT`,
          },
        ]
      : []),
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

function unproven({ id, verification }: Incident, { acceptsContained }: CloseWish): CloseBlocker[] {
  const command = `stanch incident verify ${id} --until-dead 10m`
  if (verification === undefined)
    return [{ reason: 'nothing proves that the credential is dead', command }]
  if (verification.verdict === 'contained' && !acceptsContained)
    return [
      {
        reason:
          'the credential is contained, not dead: it lives on, and can do nothing as long as that holds',
        command: `stanch incident close ${id} --contained --reason TEXT`,
      },
    ]
  return []
}

/** Of what was made with the key each must have come to something. */
function unsettled({ id, minted, mintedComplete, verification }: Incident): CloseBlocker[] {
  const open = minted.filter(({ disposition }) => disposition === undefined)
  const named = open.map((item) => ({
    reason: `${item.kind} ${item.id} was made with it, and nobody has said what became of that`,
    command: `stanch incident settle ${id} ${item.kind} ${item.id} --as revoked|expired|legitimate|accepted --reason TEXT`,
  }))
  if (mintedComplete || verification === undefined) return named
  return [
    {
      reason: 'what was made with it was never listed completely',
      command: `stanch incident verify ${id}`,
    },
    ...named,
  ]
}

/** Who says that nothing leaked must not leave a credential stopped. */
function standing({ id, plan, steps }: Incident): CloseBlocker[] {
  return (plan?.steps ?? []).flatMap((step) => {
    const state = steps[step.id]?.state
    const isDone = state === 'done' || state === 'accepted'
    if (!isDone || !changesSomething(step) || step.phase === 'notify') return []
    return [
      {
        reason: `step ${step.id} was done: a false alarm has changed nothing`,
        command: step.description?.reversible
          ? `stanch incident undo ${id} ${step.id}`
          : `stanch incident verify ${id} --until-dead 10m`,
      },
    ]
  })
}
