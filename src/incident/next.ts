import type { EventOf, IncidentEvent } from './event.ts'
import { faultsOfClosing } from './faults-of-closing.ts'
import { afterProbe, afterVerified } from './after-probe.ts'
import { assertNothingDangles } from './assert-nothing-dangles.ts'
import { inStateOfSteps } from './in-state-of-steps.ts'
import type { Incident } from './incident.ts'
import type { JournalRecord } from './journal.ts'
import { afterMinted, afterSettled } from './minted-after.ts'
import { planDigestOf } from './plan.ts'
import { progressAfter, type StepEvent } from './progress-after.ts'
import { refusedEvent } from './refused-event.ts'
import { afterSeenAgain } from './seen-again-after.ts'
import { endsCredential, revivesCredential, standingEffects, stands } from './standing-effects.ts'

/**
 * What an incident is after one more record. A pure function of both, so that every reader of a journal sees the same.
 *
 * @param before `undefined` for the first record
 * @throws StanchError `INCIDENT_EVENT_REFUSED` for what cannot happen then
 */
export function next(before: Incident | undefined, record: JournalRecord): Incident {
  const { event } = record
  if (before === undefined) {
    if (event.type !== 'opened') throw refusedEvent(record, 'expected the first to be "opened"')
    return { ...opened(event, record), lastSequence: record.sequence }
  }
  if (record.incident !== before.id)
    throw refusedEvent(record, `expected a record of incident ${before.id}`)
  if (isEnded(before) && !afterEnd.has(event.type))
    throw refusedEvent(record, `the incident has ended (${before.state}); reopen it first`)
  return { ...after(before, event, record), lastSequence: record.sequence }
}

/** Whether nothing more is to be done, unless it is opened again. */
export function isEnded({ state }: Pick<Incident, 'state'>): boolean {
  return state === 'closed' || state === 'false-alarm'
}

/** What may still happen to an incident that has ended. */
const afterEnd: ReadonlySet<IncidentEvent['type']> = new Set([
  'seen-again',
  'noted',
  'notified',
  'cleaned',
  'reopened',
])

function opened(event: EventOf<'opened'>, record: JournalRecord): Omit<Incident, 'lastSequence'> {
  const { type: _type, ...told } = event
  return {
    ...told,
    id: record.incident,
    state: 'open',
    isAborted: false,
    openedAt: record.at,
    openedBy: record.actor.person,
    facts: {},
    epoch: 0,
    approvals: [],
    steps: {},
    isRunning: false,
    standing: [],
    probes: [],
    minted: [],
    mintedComplete: false,
    wantsReview: false,
    notes: [],
  }
}

function after(before: Incident, event: IncidentEvent, record: JournalRecord): Incident {
  switch (event.type) {
    case 'opened':
      throw refusedEvent(record, 'it was opened before')
    case 'seen-again':
      return afterSeenAgain(before, event)
    case 'assessed':
      return { ...before, verdict: event.verdict, facts: { ...before.facts, ...event.facts } }
    case 'planned':
      return planned(before, event, record)
    case 'approved':
      return approved(before, event, record)
    case 'run-begun':
      return begun(before, event, record)
    case 'run-ended':
      if (!before.isRunning) throw refusedEvent(record, 'expected a run that has begun')
      return inStateOfSteps({ ...before, isRunning: false })
    case 'probed':
      return afterProbe(before, event, record)
    case 'verified':
      return afterVerified(before, event, record)
    case 'minted':
      return afterMinted(before, event)
    case 'minted-settled':
      return afterSettled(before, event, record)
    case 'noted': {
      const note = { at: record.at, person: record.actor.person, text: event.text }
      return { ...before, notes: [...before.notes, note] }
    }
    case 'reviewed':
      return reviewed(before, record)
    case 'notified':
    case 'cleaned':
      return before
    case 'aborted':
      return aborted(before, record)
    case 'reopened':
      return reopened(before, record)
    case 'closed':
      return closed(before, event, record)
    default:
      return stepped(before, event, record)
  }
}

function planned(before: Incident, event: EventOf<'planned'>, record: JournalRecord): Incident {
  assertNothingDangles(before, record)
  if (event.plan.incident !== before.id)
    throw refusedEvent(record, `expected a plan of incident ${before.id}`)
  if (planDigestOf(event.plan) !== event.digest)
    throw refusedEvent(record, 'expected the digest of the plan beside it')
  return {
    ...before,
    state: 'planned',
    isAborted: false,
    isRunning: false,
    plan: event.plan,
    planDigest: event.digest,
    epoch: before.epoch + 1,
    plannedBy: record.actor.person,
    plannedAt: record.at,
    approvals: [],
    steps: {},
    standing: standingEffects(before),
  }
}

function approved(before: Incident, event: EventOf<'approved'>, record: JournalRecord): Incident {
  const { approval } = event
  if (before.planDigest === undefined || before.isAborted)
    throw refusedEvent(record, 'expected a plan first')
  if (approval.planDigest !== before.planDigest)
    throw refusedEvent(record, 'it approves another plan than the current one')
  const others = before.approvals.filter(({ person }) => person !== approval.person)
  const approvals = [...others, approval]
  const isEnough =
    approval.breakGlass !== undefined || approvals.length >= before.plan!.needs.signatures
  const now = {
    ...before,
    approvals,
    state: before.state === 'planned' && isEnough ? ('approved' as const) : before.state,
  }
  return approval.breakGlass === undefined
    ? now
    : wantingReview(now, [approval.person, record.actor.person])
}

/** @param persons who may not review it */
function wantingReview(before: Incident, persons: readonly string[]): Incident {
  const unreviewed = [...new Set([...(before.unreviewed ?? []), ...persons.map(plainName)])]
  return { ...before, wantsReview: true, unreviewed }
}

function reviewed(before: Incident, record: JournalRecord): Incident {
  const { unreviewed = [], ...rest } = before
  if (!before.wantsReview) throw refusedEvent(record, 'there is nothing to review')
  if (unreviewed.includes(plainName(record.actor.person)))
    throw refusedEvent(
      record,
      `${record.actor.person} did it alone: expected somebody else to review it`,
    )
  return { ...rest, wantsReview: false }
}

function plainName(person: string): string {
  return person.trim().toLowerCase()
}

function begun(before: Incident, event: EventOf<'run-begun'>, record: JournalRecord): Incident {
  const { plan, planDigest, approvals, state } = before
  if (plan === undefined || before.isAborted) throw refusedEvent(record, 'expected a plan first')
  if (event.planDigest !== planDigest)
    throw refusedEvent(record, 'it runs another plan than the current one')
  const isUnsigned = event.unsigned === true && plan.needs.signatures === 0
  if (!isUnsigned && (approvals.length === 0 || state === 'planned'))
    throw refusedEvent(record, 'the plan is not approved')
  const isBreakGlass = approvals.some(({ breakGlass }) => breakGlass !== undefined)
  const running = inStateOfSteps({
    ...before,
    isRunning: true,
    state: state === 'planned' || state === 'approved' ? 'containing' : state,
  })
  return isBreakGlass || plan.review === true
    ? wantingReview(running, [record.actor.person])
    : running
}

function stepped(before: Incident, event: StepEvent, record: JournalRecord): Incident {
  const progress = progressAfter(before, event, record)
  const steps = { ...before.steps, [event.step]: progress }
  const step = before.plan!.steps.find(({ id }) => id === event.step)!
  const revives = revivesCredential(step)
  if (!endsCredential(step) && !revives) return inStateOfSteps({ ...before, steps })
  const isUndo = progress.state === 'undo-intended' || progress.state === 'undone'
  const isTouched = progress.endedAt === record.at && stands(progress) !== isUndo
  const { verification: _dropped, ...unverified } = before
  return inStateOfSteps({
    // What comes back to life must be proven again.
    ...(isUndo || (revives && stands(progress)) ? unverified : before),
    steps,
    ...(isTouched ? { touchedAt: record.at } : {}),
  })
}

function aborted(before: Incident, record: JournalRecord): Incident {
  if (before.isAborted) throw refusedEvent(record, 'it was aborted before')
  const state = before.state === 'approved' ? 'planned' : before.state
  return { ...before, isAborted: true, isRunning: false, approvals: [], state }
}

function reopened(before: Incident, record: JournalRecord): Incident {
  if (!isEnded(before)) throw refusedEvent(record, `it has not ended (${before.state})`)
  const {
    verification: _verification,
    closedAt: _closedAt,
    plan: _plan,
    planDigest: _planDigest,
    ...kept
  } = before
  const standing = standingEffects(before)
  const { at: touchedAt } = record
  return { ...kept, state: 'open', isAborted: false, approvals: [], steps: {}, standing, touchedAt }
}

function closed(before: Incident, event: EventOf<'closed'>, record: JournalRecord): Incident {
  const [fault] = faultsOfClosing(before, event.as)
  if (fault !== undefined) throw refusedEvent(record, fault)
  return { ...before, state: event.as, isRunning: false, closedAt: record.at }
}
