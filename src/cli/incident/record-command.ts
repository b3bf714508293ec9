import { closeBlockers, type CloseBlocker } from '../../incident/close-blockers.ts'
import type { IncidentEvent } from '../../incident/event.ts'
import { findIncident, shortIdOf } from '../../incident/find-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import { openLedger } from '../../incident/ledger.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { usage } from '../usage.ts'
import { assertNoSecret } from './assert-no-secret.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** Commands that add one record and send nothing anywhere. */
export interface TypedRecordOptions extends TypedIncidentOptions {
  readonly reason?: string
  readonly falseAlarm?: true
}

const textLengthMax = 4000
/** Another responder may be at it; a run holds the journal far longer. */
const waitMs = 2000

/** `stanch incident note ID TEXT`. */
export function noteIncident(id: string, text: string, typed: TypedRecordOptions) {
  return addRecord(id, typed, { option: 'TEXT', text }, () => ({
    event: { type: 'noted', text },
    said: 'noted',
  }))
}

/** `stanch incident abort ID --reason TEXT`. What was done stays done. */
export function abortIncident(id: string, typed: TypedRecordOptions) {
  const reason = wantedReason(typed, 'abort')
  return addRecord(id, typed, { option: '--reason', text: reason }, () => ({
    event: { type: 'aborted', reason },
    said: 'aborted; what was done stays done, see stanch incident undo',
  }))
}

/** `stanch incident reopen ID --reason TEXT`. */
export function reopenIncident(id: string, typed: TypedRecordOptions) {
  const reason = wantedReason(typed, 'reopen')
  return addRecord(id, typed, { option: '--reason', text: reason }, () => ({
    event: { type: 'reopened', reason },
    said: 'open again',
  }))
}

/** `stanch incident review ID TEXT`, after break-glass. */
export function reviewIncident(id: string, text: string, typed: TypedRecordOptions) {
  return addRecord(id, typed, { option: 'TEXT', text }, () => ({
    event: { type: 'reviewed', text },
    said: 'reviewed',
  }))
}

/** `stanch incident close ID --reason TEXT`; exit status 1, and the reasons, where it cannot be yet. */
export function closeIncident(id: string, typed: TypedRecordOptions) {
  const reason = wantedReason(typed, 'close')
  const as = typed.falseAlarm ? 'false-alarm' : 'closed'
  return addRecord(id, typed, { option: '--reason', text: reason }, (incident) => {
    const blockers = closeBlockers(incident, as)
    if (blockers.length > 0) return { blockers }
    return {
      event: { type: 'closed', as, reason },
      said: as === 'closed' ? 'closed' : 'closed as a false alarm',
    }
  })
}

type Answer =
  | { readonly event: IncidentEvent; readonly said: string }
  | { readonly blockers: readonly CloseBlocker[] }

async function addRecord(
  typedId: string,
  typed: TypedIncidentOptions,
  { option, text }: { readonly option: string; readonly text: string },
  answerOf: (incident: Incident) => Answer,
): Promise<ExitStatus> {
  assertText(option, text)
  return withIncidents(typed, async (desk) => {
    const id = await findIncident(desk.store, typedId)
    const options = { waitMs, signal: interruptSignal() }
    return desk.store.withJournal(id, desk.actor, options, async (journal) => {
      const ledger = openLedger(journal)
      const before = ledger.incident
      assertNoSecret(option, text, desk, before.identities)
      const answer = answerOf(before)
      if ('blockers' in answer) {
        tellBlockers(id, answer.blockers)
        return exitStatus.found
      }
      tellNext(await ledger.append(answer.event), answer.said)
      return exitStatus.clean
    })
  })
}

function tellBlockers(id: string, blockers: readonly CloseBlocker[]): void {
  const lines = blockers.map(({ reason, command }) => `  - ${reason}\n    ${command}`)
  process.stderr.write(
    `stanch: ${shortIdOf(id)} cannot be closed yet:\n${escapeLines(lines.join('\n'))}\n`,
  )
}

function tellNext(incident: Incident, said: string): void {
  const { command } = nextStepOf(incident)
  process.stderr.write(
    `stanch: ${shortIdOf(incident.id)} ${said}\n  next: ${escapeForLog(command)}\n`,
  )
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeForLog).join('\n')
}

function wantedReason({ reason }: TypedRecordOptions, command: string): string {
  if (reason !== undefined && reason.trim() !== '') return reason
  throw usage(`incident ${command}: expected --reason TEXT, which stays in the journal; got none.`)
}

function assertText(option: string, text: string): void {
  if (text.trim() === '') throw usage(`${option}: expected a text, got an empty one.`)
  if (text.length > textLengthMax)
    throw usage(`${option}: expected at most ${textLengthMax} characters, got ${text.length}.`)
}
