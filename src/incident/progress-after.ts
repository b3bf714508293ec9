import { isAsStrong, type ActionOutcome } from './adapter.ts'
import type { EventOf } from './event.ts'
import type { Incident, StepProgress } from './incident.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import type { JournalRecord } from './journal.ts'
import { changesSomething, type PlanStep } from './plan.ts'
import { refusedEvent } from './refused-event.ts'
import { actionOf } from './step-action.ts'

/** Events that say how far one step is. */
export type StepEvent = EventOf<
  | 'step-intended'
  | 'step-checked'
  | 'step-effected'
  | 'step-observed'
  | 'step-skipped'
  | 'step-attested'
  | 'undo-intended'
  | 'undo-effected'
>

/** What an event of a step is judged by. */
interface Situation {
  readonly incident: Incident
  readonly step: PlanStep
  readonly before: StepProgress
  readonly record: JournalRecord
}

const pending: StepProgress = { state: 'pending', attempts: 0 }

/** How far a step is after an event. @throws StanchError `INCIDENT_EVENT_REFUSED` */
export function progressAfter(
  incident: Incident,
  event: StepEvent,
  record: JournalRecord,
): StepProgress {
  const step = incident.plan?.steps.find(
    (one) => one.id === event.step && one.incident === incident.id,
  )
  if (step === undefined)
    throw refusedEvent(record, `expected a step of the plan, got "${event.step}"`)
  const situation = { incident, step, record, before: incident.steps[step.id] ?? pending }
  switch (event.type) {
    case 'step-intended':
      return intended(situation, event)
    case 'step-effected':
      return effected(situation, event)
    case 'step-checked':
      return checked(situation, event)
    case 'step-observed':
      return observed(situation, event)
    case 'step-skipped':
      return skipped(situation, event)
    case 'step-attested':
      return attested(situation, event)
    case 'undo-intended':
      return undoIntended(situation, event)
    case 'undo-effected':
      return undoEffected(situation, event)
  }
}

/** Whether a step may be begun: it was not, or it is known that nothing came of it. */
export function mayBegin({ state, outcome }: StepProgress): boolean {
  if (state === 'pending' || state === 'failed') return true
  return state === 'stopped' && outcome !== undefined && changedNothing(outcome)
}

function changedNothing({ result }: ActionOutcome): boolean {
  return ['not-found', 'ambiguous', 'refused', 'failed'].includes(result)
}

function intended(
  { incident, step, before, record }: Situation,
  event: EventOf<'step-intended'>,
): StepProgress {
  if (!incident.isRunning) throw refusedEvent(record, 'expected a run that has begun')
  if (!changesSomething(step))
    throw refusedEvent(record, `expected a step that changes something, got "${step.id}"`)
  if (!mayBegin(before))
    throw refusedEvent(record, `step "${step.id}" is ${before.state}: it may not begin again`)
  if (['disable', 'revoke'].includes(step.kind!) && neededProofs(step).length === 0)
    throw refusedEvent(record, `step "${step.id}" names no identity proof`)
  assertSame(record, {
    attempt: [event.attempt, before.attempts + 1],
    key: [event.idempotencyKey, idempotencyKeyOf(incident, step.id)],
    action: [event.action, actionOf(step)],
  })
  return {
    state: 'intended',
    attempts: event.attempt,
    idempotencyKey: event.idempotencyKey,
    intendedAt: record.at,
  }
}

function effected({ step, before, record }: Situation, event: EventOf<'step-effected'>) {
  assertState(record, before, 'intended')
  assertSame(record, {
    attempt: [event.attempt, before.attempts],
    key: [event.idempotencyKey, before.idempotencyKey],
  })
  const { outcome } = event
  const { state, detail } = stateAfter(step, outcome)
  return { ...before, state, outcome, endedAt: record.at, detail: detail ?? outcome.detail }
}

/** What an outcome makes of a step; of an identity weaker than declared a person must decide. */
function stateAfter(
  step: PlanStep,
  outcome: ActionOutcome,
): Pick<StepProgress, 'state' | 'detail'> {
  switch (outcome.result) {
    case 'done':
    case 'already':
    case 'accepted': {
      const { proof } = outcome.identity
      const needed = neededProofs(step).find((one) => !isAsStrong(proof, one))
      if (needed === undefined)
        return { state: outcome.result === 'accepted' ? 'accepted' : 'done' }
      const detail = `expected the identity to be proven by ${needed}, got ${proof}: see at the provider what was hit`
      return { state: 'stopped', detail }
    }
    case 'unknown':
      return { state: 'intended' }
    case 'failed':
      return { state: 'failed' }
    default:
      return { state: 'stopped' }
  }
}

/** What an outcome's identity must be as strong as. */
function neededProofs({ proof, description }: PlanStep) {
  return [proof, description?.proof].filter((one) => one !== undefined)
}

function checked({ before, record }: Situation, event: EventOf<'step-checked'>): StepProgress {
  const isUndo = before.state === 'undo-intended'
  const attempts = isUndo ? before.undoAttempts : before.attempts
  assertSame(record, { attempt: [event.attempt, attempts] })
  const { detail, known } = event
  const ended = { ...before, endedAt: record.at, detail, ...(known !== undefined && { known }) }
  if (isUndo) {
    if (event.state === 'effected') return { ...ended, state: 'undone' }
    if (event.state === 'unknown') return { ...before, detail: event.detail }
    return { ...before, state: stateBeforeUndo(before), detail: event.detail }
  }
  if (!isUnknown(before))
    throw refusedEvent(
      record,
      `expected a step of which nobody knows how it ended, got ${before.state}`,
    )
  if (event.state === 'effected') return { ...ended, state: 'done' }
  if (event.state === 'not-effected') return { ...ended, state: 'failed' }
  return { ...before, state: 'stopped', detail: event.detail }
}

/** Whether a step was begun, and nobody knows how it ended; when it is `stopped`, the provider did not know either. */
export function isUnknown({ state, outcome }: StepProgress): boolean {
  if (state === 'intended') return true
  return state === 'stopped' && (outcome === undefined || outcome.result === 'unknown')
}

function observed({ incident, step, before, record }: Situation, event: EventOf<'step-observed'>) {
  if (!incident.isRunning) throw refusedEvent(record, 'expected a run that has begun')
  if (step.kind === undefined || changesSomething(step) || step.kind === 'probe')
    throw refusedEvent(record, `expected a step that only reads, got "${step.id}"`)
  if (before.state !== 'pending')
    throw refusedEvent(record, `step "${step.id}" is ${before.state}: it was answered before`)
  const { evidence } = event
  const isOpen = step.kind === 'drain' && !isDrained(evidence)
  const read = { ...before, evidence, attempts: before.attempts + 1 }
  return isOpen ? read : { ...read, state: 'done' as const, endedAt: record.at }
}

/** Whether nobody uses the old version any more; a `drain` says so by the fact `stillUsed`: `no`. */
export function isDrained({ complete, facts }: NonNullable<StepProgress['evidence']>): boolean {
  return complete && facts['stillUsed'] === 'no'
}

function skipped({ incident, step, before, record }: Situation, event: EventOf<'step-skipped'>) {
  if (!incident.isRunning) throw refusedEvent(record, 'expected a run that has begun')
  if (!mayBegin(before))
    throw refusedEvent(record, `step "${step.id}" is ${before.state}: it cannot be skipped`)
  return { ...before, state: 'skipped' as const, endedAt: record.at, detail: event.reason }
}

/** A person says it is done: of manual steps, and of those of which no provider tells. */
function attested({ step, before, record }: Situation, event: EventOf<'step-attested'>) {
  const ended = { ...before, endedAt: record.at, detail: event.statement }
  if (before.state === 'undo-intended') return { ...ended, state: 'undone' as const }
  const isTheirs =
    (step.manual !== undefined || step.kind === 'drain' || step.kind === 'probe') &&
    mayBegin(before)
  if (!isTheirs && before.state !== 'intended' && before.state !== 'stopped')
    throw refusedEvent(record, `step "${step.id}" is ${before.state}: there is nothing to attest`)
  return { ...ended, state: 'done' as const }
}

function undoIntended(
  { incident, step, before, record }: Situation,
  event: EventOf<'undo-intended'>,
): StepProgress {
  if (before.state !== 'done' && before.state !== 'accepted')
    throw refusedEvent(record, `step "${step.id}" is ${before.state}: there is nothing to undo`)
  const undoneBy = step.description?.undoneBy
  if (step.description?.reversible !== true || undoneBy === undefined)
    throw refusedEvent(record, `step "${step.id}" cannot be undone`)
  assertSame(record, {
    attempt: [event.attempt, (before.undoAttempts ?? 0) + 1],
    key: [event.idempotencyKey, idempotencyKeyOf(incident, step.id, 'undo')],
    action: [event.action, actionOf({ ...step, action: undoneBy })],
  })
  return { ...before, state: 'undo-intended', undoAttempts: event.attempt, intendedAt: record.at }
}

function undoEffected(
  { incident, step, before, record }: Situation,
  event: EventOf<'undo-effected'>,
) {
  assertState(record, before, 'undo-intended')
  assertSame(record, {
    attempt: [event.attempt, before.undoAttempts],
    key: [event.idempotencyKey, idempotencyKeyOf(incident, step.id, 'undo')],
  })
  const { state, detail } = stateAfter(step, event.outcome)
  const said = detail ?? event.outcome.detail
  if (state === 'done' || state === 'accepted')
    return { ...before, state: 'undone' as const, endedAt: record.at, detail: said }
  const isKnown = changedNothing(event.outcome)
  return { ...before, state: isKnown ? stateBeforeUndo(before) : before.state, detail: said }
}

function stateBeforeUndo({ outcome }: StepProgress): 'accepted' | 'done' {
  return outcome?.result === 'accepted' ? 'accepted' : 'done'
}

function assertState(record: JournalRecord, before: StepProgress, state: StepProgress['state']) {
  if (before.state !== state)
    throw refusedEvent(record, `expected a step that is ${state}, got ${before.state}`)
}

function assertSame(
  record: JournalRecord,
  pairs: Readonly<Record<string, readonly [unknown, unknown]>>,
): void {
  for (const [name, [got, expected]] of Object.entries(pairs)) {
    if (got !== expected)
      throw refusedEvent(record, `expected the ${name} ${String(expected)}, got ${String(got)}`)
  }
}
