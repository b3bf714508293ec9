import type { Clock } from '../../src/incident/clock.ts'
import { timeOf } from '../../src/incident/clock.ts'
import type { IncidentEvent } from '../../src/incident/event.ts'
import type { OpenJournal } from '../../src/incident/incident-store.ts'
import { chainRecord, digestOf, type JournalRecord } from '../../src/incident/journal.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../src/incident/plan.ts'

/** Time that passes only while somebody waits, and by a second with each look at it. */
export class FakeClock implements Clock {
  ms = Date.parse('2026-11-26T03:00:00.000Z')
  readonly waits: number[] = []
  now(): number {
    return this.ms
  }
  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error)
    this.waits.push(milliseconds)
    this.ms += milliseconds
    return Promise.resolve()
  }
}

/** Thrown where a process would have been killed. */
export class Killed extends Error {}

/** A journal in memory; `killAfter` records more it throws, and keeps what it has. */
export class FakeJournal implements OpenJournal {
  records: JournalRecord[] = []
  killAfter = Infinity
  readonly #clock: FakeClock
  readonly id: string
  constructor(clock: FakeClock, id = 'i1') {
    this.#clock = clock
    this.id = id
  }
  append(event: IncidentEvent): Promise<JournalRecord> {
    if (this.killAfter <= 0) return Promise.reject(new Killed())
    this.#clock.ms += 1000
    const body = { incident: this.id, at: timeOf(this.#clock), actor: fakeActor, event }
    const record = chainRecord(this.records.at(-1), body)
    this.records = [...this.records, record]
    if (--this.killAfter <= 0) return Promise.reject(new Killed())
    return Promise.resolve(record)
  }
}

export const fakeActor = { person: 'ada', via: 'cli' }

export const openedEvent: IncidentEvent = {
  type: 'opened',
  leaked: {
    rule: 'fake-key',
    name: 'Fake key',
    provider: 'fake',
    redacted: 'FK…',
    status: 'active',
    keyId: 'FK1',
    inventory: null,
    places: [],
  },
  identities: ['v1:aa:1'],
  verdict: { severity: 'high', reasons: [] },
  source: 'test',
  detectedAt: '2026-11-26T02:00:00.000Z',
}

export function makeStep(over: Partial<PlanStep> & { readonly id: string }): PlanStep {
  return {
    incident: 'i1',
    title: over.id,
    phase: 'contain',
    timeoutMs: 30_000,
    retry: { attempts: 3, waitMs: 1000, waitMsMax: 8000 },
    onFailure: 'stop',
    ...over,
  }
}

export function makePlan(steps: readonly PlanStep[], over: Partial<Plan> = {}): Plan {
  return {
    incident: 'i1',
    playbook: { id: 'p', name: 'P', order: 'stop-the-bleeding', digest: '0' },
    reason: 'test',
    warnings: [],
    needs: { signatures: 0, reason: 'test' },
    steps,
    leftOut: [],
    dependants: [],
    notAutomated: [],
    ...over,
  }
}

export function plannedEvent(plan: Plan): IncidentEvent {
  return { type: 'planned', plan, digest: planDigestOf(plan)! }
}

export function approvedEvent(plan: Plan, person = 'bob', breakGlass?: string): IncidentEvent {
  return {
    type: 'approved',
    approval: {
      planDigest: digestOf(plan),
      person,
      key: 'SHA256:x',
      expiresAt: '2026-12-01T00:00:00.000Z',
      signature: '',
      ...(breakGlass === undefined ? {} : { breakGlass }),
    },
  }
}
