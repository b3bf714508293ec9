import { assertNothingDangles } from './assert-nothing-dangles.ts'
import type { EventOf } from './event.ts'
import { faultOfVerification } from './fault-of-verification.ts'
import { inStateOfSteps, isSettled } from './in-state-of-steps.ts'
import type { Incident } from './incident.ts'
import type { JournalRecord } from './journal.ts'
import { refusedEvent } from './refused-event.ts'

/** A step that asks is done once the answer tells something; in the phase of verifying, once something is proven. */
export function afterProbe(
  before: Incident,
  event: EventOf<'probed'>,
  record: JournalRecord,
): Incident {
  const { type: _type, step, ...probe } = event
  const probes = [...before.probes, { at: record.at, ...probe }]
  const isAlive = !event.isControl && event.outcome.verdict === 'live'
  const { verification, ...unverified } = before
  const isRefuted = isAlive && verification?.probe === event.probe
  const kept = { ...(isRefuted ? unverified : before), probes }
  const asked = before.plan?.steps.find(
    ({ id, kind, phase }) => id === step && kind === 'probe' && phase !== 'verify',
  )
  if (asked === undefined || event.isControl || isSettled(before.steps[asked.id])) return kept
  const { attempts = 0 } = before.steps[asked.id] ?? {}
  const isTold = event.outcome.verdict !== 'unverifiable'
  const progress = {
    state: isTold ? ('done' as const) : ('failed' as const),
    attempts: attempts + 1,
    endedAt: record.at,
    detail: event.outcome.detail,
  }
  return inStateOfSteps({ ...kept, steps: { ...before.steps, [asked.id]: progress } })
}

/** @throws StanchError `INCIDENT_EVENT_REFUSED` when it does not follow from the probes */
export function afterVerified(
  before: Incident,
  event: EventOf<'verified'>,
  record: JournalRecord,
): Incident {
  assertNothingDangles(before, record)
  const fault = faultOfVerification(before, event)
  if (fault !== undefined) throw refusedEvent(record, fault)
  const { verdict, probe, propagationMs } = event
  const verification = { verdict, probe, propagationMs, at: record.at }
  const detail = `${probe} said ${verdict} ${event.times} times in a row`
  const proven = (before.plan?.steps ?? [])
    .filter(
      ({ id, kind, phase }) =>
        kind === 'probe' && phase === 'verify' && !isSettled(before.steps[id]),
    )
    .map(({ id }) => [id, { state: 'done', attempts: 1, endedAt: record.at, detail }] as const)
  const steps = { ...before.steps, ...Object.fromEntries(proven) }
  return inStateOfSteps({ ...before, verification, steps })
}
