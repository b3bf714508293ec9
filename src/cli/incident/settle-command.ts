import { dispositions } from '../../incident/event.ts'
import type { Incident } from '../../incident/incident.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { usage } from '../usage.ts'
import { appendEvent } from './append-event.ts'
import { stepOf } from './undo-command.ts'
import { inkOfOutput, tellNext, writeLines } from './tell-next.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'

/** As typed. */
export interface TypedSettleOptions extends TypedIncidentOptions {
  readonly as?: string
  readonly because?: string
}

/** `stanch incident settle`: what became of an item that was made with the key. */
export async function settleItem(
  id: string,
  item: string,
  typed: TypedSettleOptions,
): Promise<ExitStatus> {
  const disposition = dispositions.find((one) => one === typed.as)
  if (disposition === undefined)
    throw usage(`--as: expected one of ${dispositions.join(', ')}, got "${typed.as ?? ''}".`)
  const why = 'why, such as "deleted it in the console"'
  const words = { option: '--because', what: why, text: typed.because }
  const incident = await appendEvent(id, typed, words, (before, reason) => {
    const { kind, id: name } = itemOf(before, item)
    return { type: 'minted-settled', kind, id: name, disposition, reason }
  })
  const open = incident.minted.filter((one) => one.disposition === undefined)
  const ink = inkOfOutput()
  writeLines([`${item}: ${disposition}; ${open.length} open`, ...tellNext(incident, ink)])
  return exitStatus.clean
}

function itemOf({ id, minted }: Incident, typed: string) {
  const item = minted.find((one) => `${one.kind}:${one.id}` === typed)
  if (item !== undefined) return item
  const known = minted.map((one) => `${one.kind}:${one.id}`)
  throw new StanchError(
    'INCIDENT_ITEM_UNKNOWN',
    `incident ${id}: expected KIND:ITEM of what was listed (${known.join(', ') || 'nothing yet'}), got "${typed}".`,
  )
}

/** As typed. */
export interface TypedAttestOptions extends TypedIncidentOptions {
  readonly statement?: string
  readonly notDone?: boolean
}

/**
 * `stanch incident attest`: a person says that a step is done, or that one of which nobody knows was not done, so that it may
 * begin again.
 */
export async function attestStep(
  id: string,
  name: string,
  typed: TypedAttestOptions,
): Promise<ExitStatus> {
  const what = 'what you did or saw, such as "revoked it in the console, ticket 4711"'
  const words = { option: '--statement', what, text: typed.statement }
  const incident = await appendEvent(id, typed, words, (before, statement) => {
    const step = stepOf(before, name)
    if (typed.notDone !== true) return { type: 'step-attested', step: step.id, statement }
    const { state, attempts = 1, undoAttempts = 1 } = before.steps[step.id] ?? {}
    const attempt = state === 'undo-intended' ? undoAttempts : attempts
    return {
      type: 'step-checked',
      step: step.id,
      attempt,
      state: 'not-effected',
      detail: statement,
    }
  })
  const { state } = incident.steps[name]!
  writeLines([`${name}: ${state}`, ...tellNext(incident, inkOfOutput())])
  return exitStatus.clean
}
