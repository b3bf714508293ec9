import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ActionOutcome, ProbeVerdict } from '../../src/incident/adapter.ts'
import type { IncidentEvent } from '../../src/incident/event.ts'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { idempotencyKeyOf } from '../../src/incident/idempotency-key.ts'
import {
  incidentStates,
  stepStates,
  type Incident,
  type StepProgress,
} from '../../src/incident/incident.ts'
import { chainRecord, type JournalRecord } from '../../src/incident/journal.ts'
import { next } from '../../src/incident/next.ts'
import { standingEffects } from '../../src/incident/standing-effects.ts'
import {
  approvedEvent,
  fakeActor,
  makePlan,
  makeStep,
  openedEvent,
  plannedEvent,
} from './fake-journal.ts'
import { FakeProvider } from './fake-provider.ts'

const provider = new FakeProvider()
const steps = [
  provider.step('disable'),
  provider.step('revoke'),
  makeStep({ id: 'tell', phase: 'notify', manual: ['tell the owner'] }),
]
const plans = [
  makePlan(steps),
  makePlan(steps, { needs: { signatures: 2, reason: 'production' } }),
  makePlan(steps.slice(0, 1)),
]
const results = [
  'done',
  'accepted',
  'already',
  'not-found',
  'refused',
  'unknown',
  'failed',
  'weak',
] as const
const verdicts: ProbeVerdict[] = ['live', 'dead', 'dead', 'unverifiable']

function outcomeOf(result: (typeof results)[number]): ActionOutcome {
  const detail = result
  if (result === 'weak')
    return { result: 'done', identity: { proof: 'human-attested', id: 'FK1' }, detail }
  if (result === 'done' || result === 'accepted' || result === 'already')
    return { result, identity: { proof: 'exact-match', id: 'FK1' }, detail }
  if (result === 'failed') return { result, isTemporary: true, detail }
  return { result, detail }
}

/** Any event, of which the numbers choose; many cannot happen at that moment. */
function eventFor(
  incident: Incident,
  [kind, one, two]: readonly [number, number, number],
): IncidentEvent {
  const step = ['disable', 'revoke', 'tell', 'nothing'][one % 4]!
  const progress: Partial<StepProgress> = incident.steps[step] ?? {}
  const attempts = progress.attempts ?? 0
  const undoAttempts = progress.undoAttempts ?? 0
  const attempt = attempts + (two % 7 === 6 ? 0 : 1)
  const key = two % 5 === 4 ? 'other' : idempotencyKeyOf(incident, step)
  const plan = plans[one % plans.length]!
  const { planDigest = '' } = incident
  const outcome = outcomeOf(results[two % results.length]!)
  const states = ['effected', 'not-effected', 'unknown'] as const
  const events: IncidentEvent[] = [
    openedEvent,
    plannedEvent(plan),
    approvedEvent(plan, `p${two % 3}`, two % 9 === 8 ? 'fire' : undefined),
    { type: 'run-begun', planDigest, resumes: false, ...(two % 2 === 0 ? { unsigned: true } : {}) },
    { type: 'run-ended', result: 'finished', detail: '' },
    { type: 'step-intended', step, attempt, idempotencyKey: key, action: `fake/${step}` },
    { type: 'step-effected', step, attempt: attempts, idempotencyKey: key, outcome },
    { type: 'step-checked', step, attempt: attempts, state: states[two % 3]!, detail: '' },
    { type: 'step-attested', step, statement: 'seen' },
    { type: 'step-skipped', step, reason: 'why' },
    {
      type: 'undo-intended',
      step,
      attempt: undoAttempts + 1,
      idempotencyKey: idempotencyKeyOf(incident, step, 'undo'),
      action: 'fake/enable',
    },
    {
      type: 'undo-effected',
      step,
      attempt: undoAttempts,
      idempotencyKey: idempotencyKeyOf(incident, step, 'undo'),
      outcome,
    },
    {
      type: 'probed',
      probe: 'fake/identity',
      phase: 'after',
      isControl: one % 3 === 0,
      outcome: { verdict: verdicts[two % 4]!, status: 401, detail: '' },
    },
    { type: 'verified', verdict: 'dead', probe: 'fake/identity', times: 2, propagationMs: 1 },
    { type: 'minted', items: [{ kind: 'session', id: `s${one % 2}` }], complete: true, gaps: [] },
    {
      type: 'minted-settled',
      kind: 'session',
      id: `s${one % 2}`,
      disposition: 'revoked',
      reason: '',
    },
    { type: 'reviewed', text: 'fine' },
    { type: 'aborted', reason: 'no' },
    { type: 'reopened', reason: 'again' },
    { type: 'closed', as: two % 2 === 0 ? 'closed' : 'false-alarm', reason: '' },
  ]
  return events[kind % events.length]!
}

function play(
  choices: readonly (readonly [number, number, number])[],
  look: (before: Incident, record: JournalRecord, after: Incident) => void,
): Incident {
  let ms = Date.parse('2026-11-26T03:00:00.000Z')
  const body = (event: IncidentEvent) => ({
    incident: 'i1',
    at: new Date((ms += 1000)).toISOString(),
    actor: fakeActor,
    event,
  })
  const records = [chainRecord(undefined, body(openedEvent))]
  let incident = foldIncident(records)
  for (const choice of choices) {
    const record = chainRecord(records.at(-1), body(eventFor(incident, choice)))
    let after: Incident
    try {
      after = next(incident, record)
    } catch (error) {
      expect(error).toMatchObject({ code: 'INCIDENT_EVENT_REFUSED' })
      continue
    }
    look(incident, record, after)
    records.push(record)
    incident = after
  }
  expect(foldIncident(records)).toEqual(incident)
  return incident
}

const number = fc.nat({ max: 500 })
const choices = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 120 })

/** Chosen by how they lead on, so that ends are reached often; mixed with what leads nowhere. */
const ways = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.tuple(number, number, number).map((one) => [one]) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<[number, number, number][][]>(
        [[1, 0, 0], [3, 0, 0], [12, 1, 0], [5, 0, 0], [6, 0, 0], [12, 1, 1], [12, 0, 1], [12, 1, 1], [13, 0, 0]],
        [[1, 0, 0], [3, 0, 0]],
        [[1, 1, 0], [2, 1, 0], [2, 1, 1], [3, 0, 1]],
        [[2, 1, 8]],
        [[12, 1, 0]],
        [[5, 0, 0], [6, 0, 0]],
        [[5, 1, 0], [6, 1, 0]],
        [[5, 0, 0], [6, 0, 5], [7, 0, 0]],
        [[10, 0, 0], [11, 0, 0]],
        [[8, 2, 0]],
        [[12, 1, 1], [12, 0, 1], [12, 1, 1], [13, 0, 0]],
        [[14, 0, 0]],
        [[15, 0, 0]],
        [[16, 0, 0]],
        [[19, 0, 0]],
        [[19, 0, 1]],
        [[18, 0, 0]],
      ),
    },
  ),
  { maxLength: 40 },
).map((parts) => parts.flat()) // prettier-ignore

const reached = new Map<string, number>()

test('no sequence of events, however odd, leads to a state that cannot be', () => {
  const law = (sequence: readonly (readonly [number, number, number])[]) => {
    /** Intents that nobody has answered. */
    const open = new Set<string>()
    play(sequence, (before, { event, at }, after) => {
      reached.set(after.state, (reached.get(after.state) ?? 0) + 1)
      expect(incidentStates).toContain(after.state)
      for (const { state } of Object.values(after.steps)) expect(stepStates).toContain(state)
      expect(after.approvals.every(({ planDigest }) => planDigest === after.planDigest)).toBe(true)
      if (event.type === 'planned') {
        expect(after).toMatchObject({ approvals: [], steps: {}, epoch: before.epoch + 1 })
        expect(open.size).toBe(0)
        expect(standingEffects(after)).toEqual(standingEffects(before))
      }
      if (event.type === 'run-begun' && before.approvals.length === 0)
        expect(before.plan?.needs.signatures).toBe(0)
      if (event.type === 'step-intended') {
        expect(open.has(event.step)).toBe(false)
        expect(['pending', 'failed', 'stopped', undefined]).toContain(
          before.steps[event.step]?.state,
        )
        expect(before.isRunning).toBe(true)
        open.add(event.step)
      }
      if (event.type === 'step-effected') {
        expect(open.has(event.step)).toBe(true)
        expect(before.steps[event.step]?.idempotencyKey).toBe(event.idempotencyKey)
        if (event.outcome.result !== 'unknown') open.delete(event.step)
      }
      if (event.type === 'step-checked' || event.type === 'step-attested') open.delete(event.step)
      if (event.type === 'verified') {
        const lived = before.probes.find((one) => !one.isControl && one.outcome.verdict === 'live')
        expect(lived).toBeDefined()
        const row = before.probes.filter((one) => !one.isControl).slice(-2)
        expect(row.map(({ outcome }) => outcome.verdict)).toEqual(['dead', 'dead'])
        expect(row.every((one) => one.at >= (before.touchedAt ?? ''))).toBe(true)
      }
      if (event.type === 'undo-intended') expect(after.verification).toBeUndefined()
      if (after.state === 'closed' && before.state !== 'closed') {
        expect(after.verification?.verdict).toBe('dead')
        expect(after.minted.every(({ disposition }) => disposition !== undefined)).toBe(true)
        expect(after.wantsReview).toBe(false)
        expect(open.size).toBe(0)
        expect(after.closedAt).toBe(at)
      }
      if (after.state === 'false-alarm' && before.state !== 'false-alarm')
        expect(standingEffects(after)).toEqual([])
    })
  }
  fc.assert(fc.property(choices, law), { numRuns: 150 })
  fc.assert(fc.property(ways, law), { numRuns: 400 })
  for (const state of incidentStates.filter((one) => one !== 'rotating'))
    expect(reached.get(state), state).toBeGreaterThan(0)
})

test.for([
  ['an approval of another plan', [[1, 0, 0], [2, 1, 0]]],
  ['a run of a plan that wants signatures', [[1, 1, 0], [3, 0, 0]]],
  ['a run of a plan that has one of two', [[1, 1, 0], [2, 1, 0], [3, 0, 1]]],
  ['an effect before a run', [[1, 0, 0], [5, 0, 0]]],
  ['an effect without intent', [[1, 0, 0], [3, 0, 0], [6, 0, 0]]],
  ['an effect with another key', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [6, 0, 24]]],
  ['a second beginning', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [5, 0, 0]]],
  ['a beginning of what is done', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [6, 0, 0], [5, 0, 0]]],
  ['a beginning after a weak identity', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [6, 0, 7], [5, 0, 0]]],
  ['a false alarm while something stands', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [6, 0, 0], [19, 0, 1]]],
  ['a plan while nobody knows', [[1, 0, 0], [3, 0, 0], [5, 0, 0], [1, 1, 0]]],
  ['a proof without having lived', [[12, 0, 1], [12, 1, 1], [12, 1, 1], [13, 0, 0]]],
  ['a proof without control', [[12, 1, 0], [12, 1, 1], [12, 1, 1], [13, 0, 0]]],
  ['a proof by answers before the effect', [[12, 1, 0], [12, 1, 1], [12, 0, 1], [12, 1, 1], [1, 0, 0], [3, 0, 0], [5, 0, 0], [6, 0, 0], [13, 0, 0]]],
  ['an undo of what cannot be undone', [[1, 0, 0], [3, 0, 0], [5, 1, 0], [6, 1, 0], [10, 1, 0]]],
  ['a run after an abort', [[1, 0, 0], [17, 0, 0], [3, 0, 0]]],
  ['a review of nothing', [[16, 0, 0]]],
  ['a second opening', [[0, 0, 0]]],
] as const)('%s is refused', ([, sequence]) => {
  let accepted = 0
  play(sequence as unknown as [number, number, number][], () => accepted++)
  expect(accepted).toBe(sequence.length - 1)
}) // prettier-ignore

test('the same plan made again has other keys', () => {
  const first = play([[1, 0, 0]], () => undefined)
  const second = play([[1, 0, 0], [1, 0, 0]], () => undefined) // prettier-ignore
  expect(second.planDigest).toBe(first.planDigest)
  expect(idempotencyKeyOf(second, 'disable')).not.toBe(idempotencyKeyOf(first, 'disable'))
})
