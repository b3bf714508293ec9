import { closeBlockers, type CloseBlocker } from '../../incident/close-blockers.ts'
import type { IncidentEvent } from '../../incident/event.ts'
import { shortIdOf } from '../../incident/find-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { appendEvent, type TypedWords } from './append-event.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'

/** Of commands that add one record and send nothing anywhere, as typed. */
export interface TypedRecordOptions extends TypedIncidentOptions {
  readonly reason?: string
  readonly falseAlarm?: true
}

/** `stanch incident note ID TEXT`. */
export function noteIncident(id: string, text: string, typed: TypedRecordOptions) {
  const words = { option: 'TEXT', what: 'what is to be remembered', text }
  return addRecord(id, typed, words, 'noted', (_, said) => ({ type: 'noted', text: said }))
}

/** `stanch incident abort ID --reason TEXT`. What was done stays done. */
export function abortIncident(id: string, typed: TypedRecordOptions) {
  const said = 'aborted; what was done stays done, see stanch incident undo'
  return addRecord(id, typed, reasonOf(typed), said, (_, reason) => ({ type: 'aborted', reason }))
}

/** `stanch incident reopen ID --reason TEXT`. */
export function reopenIncident(id: string, typed: TypedRecordOptions) {
  const words = reasonOf(typed)
  return addRecord(id, typed, words, 'open again', (_, reason) => ({ type: 'reopened', reason }))
}

/** `stanch incident review ID TEXT`, after break-glass. */
export function reviewIncident(id: string, text: string, typed: TypedRecordOptions) {
  const words = { option: 'TEXT', what: 'what came of the review', text }
  return addRecord(id, typed, words, 'reviewed', (_, said) => ({ type: 'reviewed', text: said }))
}

/** `stanch incident close ID --reason TEXT`; exit status 1, and the reasons, where it cannot be yet. */
export async function closeIncident(id: string, typed: TypedRecordOptions): Promise<ExitStatus> {
  const as = typed.falseAlarm ? 'false-alarm' : 'closed'
  const said = as === 'closed' ? 'closed' : 'closed as a false alarm'
  try {
    return await addRecord(id, typed, reasonOf(typed), said, (incident, reason) => {
      const blockers = closeBlockers(incident, as)
      if (blockers.length > 0) throw notYet(incident, blockers)
      return { type: 'closed', as, reason }
    })
  } catch (error) {
    if (!(error instanceof StanchError) || error.code !== 'INCIDENT_NOT_CLOSED') throw error
    process.stderr.write(`stanch: ${error.message}\n`)
    return exitStatus.found
  }
}

async function addRecord(
  id: string,
  typed: TypedIncidentOptions,
  words: TypedWords,
  said: string,
  eventOf: (incident: Incident, text: string) => IncidentEvent,
): Promise<ExitStatus> {
  const incident = await appendEvent(id, typed, words, eventOf)
  const next = escapeForLog(nextStepOf(incident).command)
  process.stderr.write(`stanch: ${shortIdOf(incident.id)} ${said}\n  next: ${next}\n`)
  return exitStatus.clean
}

function reasonOf({ reason }: TypedRecordOptions): TypedWords {
  return { option: '--reason', what: 'why, which stays in the journal', text: reason }
}

function notYet({ id }: Incident, blockers: readonly CloseBlocker[]): StanchError {
  const lines = blockers.flatMap(({ reason, command }) => [`  - ${reason}`, `    ${command}`])
  return new StanchError(
    'INCIDENT_NOT_CLOSED',
    [`${shortIdOf(id)} cannot be closed yet:`, ...lines.map(escapeForLog)].join('\n'),
  )
}
