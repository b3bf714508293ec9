import { expect, test } from 'vitest'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { digestOf, faultOfChain } from '../../src/incident/journal.ts'
import { openLedger } from '../../src/incident/ledger.ts'
import type { PlanStep } from '../../src/incident/plan.ts'
import { runPlan } from '../../src/incident/run-plan.ts'
import { undoStep } from '../../src/incident/undo-step.ts'
import {
  FakeJournal,
  Killed,
  makePlan,
  makeStep,
  openedEvent,
  plannedEvent,
} from './fake-journal.ts'
import type { FakeProvider, Fault } from './fake-provider.ts'
import { Scene } from './scene.ts'

async function started(
  steps: (provider: FakeProvider) => readonly PlanStep[],
  faults: Fault[] = [],
): Promise<Scene> {
  const scene = new Scene()
  scene.provider.faults = faults
  await scene.plan(steps(scene.provider))
  return scene
}

test('a plan runs through: live is shown first, each effect stands between its intent and its record', async () => {
  const scene = await started((provider) => [provider.step('disable'), provider.step('revoke')])
  expect(await scene.run()).toMatchObject({ result: 'finished' })
  expect(scene.provider.calls).toEqual(['control', 'probe', 'disable', 'revoke'])
  expect(scene.journal.records.map(({ event }) => event.type)).toEqual([
    'opened', 'planned', 'run-begun', 'probed', 'probed',
    'step-intended', 'step-effected', 'step-intended', 'step-effected', 'run-ended',
  ]) // prettier-ignore
  expect(foldIncident(scene.journal.records).state).toBe('verifying')
})

test('what passes is tried again: doubled waits, or what the provider asks for', async () => {
  const scene = await started(
    (provider) => [provider.step('disable')],
    ['temporary', { retryAfterMs: 60_000 }],
  )
  expect(await scene.run()).toMatchObject({ result: 'finished' })
  expect(scene.clock.waits).toEqual([750, 60_000])
  expect(scene.provider.effects).toEqual(['disable FK1'])
})

test('attempts end, and the run stops; the next run tries again', async () => {
  const scene = await started(
    (provider) => [provider.step('disable'), provider.step('revoke')],
    ['temporary', 'temporary', 'temporary'],
  )
  expect(await scene.run()).toMatchObject({ result: 'stopped', step: { id: 'disable' } })
  expect(scene.states).toEqual({ disable: 'failed' })
  expect(await scene.run()).toMatchObject({ result: 'finished' })
})

test.for([
  ['no', 'failed'],
  ['ambiguous', 'stopped'],
  ['not-found', 'stopped'],
  ['weak', 'stopped'],
] as const)('%s is never a success', async ([fault, state]) => {
  const scene = await started(
    (provider) => [provider.step('disable'), provider.step('revoke')],
    [fault],
  )
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.states).toEqual({ disable: state })
})

test('after an identity that was weaker than declared nothing begins again by itself', async () => {
  const scene = await started((provider) => [provider.step('disable')], ['weak'])
  await scene.run()
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.provider.effects).toEqual(['disable FK1'])
})

test.for(['lost-before', 'lost-after', 'hang'] as const)(
  '%s: the provider is asked, and the effect happens once',
  async (fault) => {
    const scene = await started((provider) => [provider.step('disable')], [fault])
    expect(await scene.run()).toMatchObject({ result: 'finished' })
    expect(scene.provider.effects).toEqual(['disable FK1'])
    expect(scene.provider.calls).toContain('check disable')
  },
)

test('a provider that cannot tell stops the run until a person says what is so', async () => {
  const scene = await started((provider) => [provider.step('revoke')], ['lost-after'])
  scene.provider.checkKnows = false
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.states).toEqual({ revoke: 'stopped' })
  await scene.ledger.append({ type: 'step-attested', step: 'revoke', statement: 'gone, seen' })
  expect(await scene.run()).toMatchObject({ result: 'finished' })
  expect(scene.provider.effects).toEqual(['revoke FK1'])
})

test('a manual step waits for its person, and what follows waits with it', async () => {
  const scene = await started((provider) => [
    makeStep({ id: 'tell', manual: ['tell the owner'] }),
    provider.step('disable'),
  ])
  expect(await scene.run()).toMatchObject({ result: 'waiting', step: { id: 'tell' } })
  expect(scene.provider.effects).toEqual([])
  await scene.ledger.append({ type: 'step-attested', step: 'tell', statement: 'told' })
  expect(await scene.run()).toMatchObject({ result: 'finished' })
})

test('a step that may fail lets the others go on, and the run is no success', async () => {
  const scene = await started(
    (provider) => [provider.step('disable', { onFailure: 'continue' }), provider.step('revoke')],
    ['no'],
  )
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.states).toEqual({ disable: 'failed', revoke: 'done' })
})

test('compensation takes the earlier effect back', async () => {
  const scene = await started((provider) => [
    provider.step('disable'),
    provider.step('rotate', { onFailure: 'compensate', compensates: 'disable' }),
  ])
  let calls = 0
  scene.provider.onEffect = () => {
    if (++calls === 1) scene.provider.faults = ['no']
  }
  expect(await scene.run()).toMatchObject({ result: 'stopped', step: { id: 'rotate' } })
  expect(scene.states).toEqual({ disable: 'undone', rotate: 'failed' })
  expect(scene.provider.alive.get('FK1')).toBe(true)
})

test('the old version that is still used is waited for', async () => {
  const scene = await started((provider) => [provider.step('drain'), provider.step('revoke')])
  scene.provider.stillUsed = 'yes'
  expect(await scene.run()).toMatchObject({ result: 'waiting' })
  scene.provider.stillUsed = 'no'
  expect(await scene.run()).toMatchObject({ result: 'finished' })
})

test('a step that verifies asks until it is proven, and what a person does in its place is no proof', async () => {
  const scene = await started((provider) => [
    provider.step('identity', { id: 'look' }),
    provider.step('disable'),
    provider.step('identity', { id: 'verify', phase: 'verify', timeoutMs: 60_000 }),
  ])
  scene.provider.probes = [
    { verdict: 'live', detail: 'ok' },
    { verdict: 'live', detail: 'ok' },
  ]
  expect(await scene.run()).toMatchObject({ result: 'finished' })
  const { verification, state } = foldIncident(scene.journal.records)
  expect({ verdict: verification?.verdict, state }).toEqual({ verdict: 'dead', state: 'verifying' })
  // Shown by the plan's own step, so not once more before the effect.
  expect(scene.provider.calls.slice(0, 3)).toEqual(['control', 'probe', 'disable'])
})

test('what lives on leaves its run waiting', async () => {
  const scene = await started((provider) => [
    provider.step('disable'),
    provider.step('identity', { id: 'verify', phase: 'verify', timeoutMs: 60_000 }),
  ])
  scene.provider.onEffect = () => scene.provider.alive.set('FK1', true)
  expect(await scene.run()).toMatchObject({ result: 'waiting', step: { id: 'verify' } })
})

test('without approval nothing is begun', async () => {
  const scene = await started((provider) => [provider.step('disable')])
  expect(await scene.run('nobody has approved it')).toMatchObject({ result: 'waiting' })
  expect(scene.provider.calls).toEqual([])
})

test('a host that the plan does not show is not called', async () => {
  const scene = await started((provider) => {
    const step = provider.step('disable')
    const calls = [{ method: 'POST', host: 'other.test', path: '/' }]
    return [{ ...step, description: { ...step.description!, calls } }]
  })
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.provider.effects).toEqual([])
})

test('steps of one group run at the same time', async () => {
  const scene = await started((provider) => [
    provider.step('disable', { parallel: 'now' }),
    provider.step('rotate', { parallel: 'now' }),
  ])
  await scene.run()
  const types = scene.journal.records.map(({ event }) => event.type).slice(5, 9)
  expect(types).toEqual(['step-intended', 'step-intended', 'step-effected', 'step-effected'])
  expect(faultOfChain(scene.journal.records)).toBeUndefined()
})

test('an interrupt waits for what was sent, writes it down, and begins nothing more', async () => {
  const scene = await started((provider) => [provider.step('disable'), provider.step('revoke')])
  scene.provider.onEffect = () => scene.stop.abort()
  expect(await scene.run()).toMatchObject({ result: 'stopped', detail: 'interrupted' })
  expect(scene.states).toEqual({ disable: 'done' })
})

test('undo restores, once', async () => {
  const scene = await started((provider) => [provider.step('disable')])
  await scene.run()
  const [step] = foldIncident(scene.journal.records).plan!.steps
  scene.provider.faults = ['lost-after']
  expect(await undoStep(scene.setting, scene.ledger, step!)).toMatchObject({ state: 'undone' })
  expect(scene.provider.effects).toEqual(['disable FK1', 'enable FK1'])
  await expect(undoStep(scene.setting, scene.ledger, step!)).rejects.toMatchObject({
    code: 'INCIDENT_EVENT_REFUSED',
  })
})

/** Kills after each record in turn, and between effect and record; then goes on until the run ends. */
test('killed anywhere, a run goes on: nothing twice, nothing left out, the chain holds', async () => {
  const steps = (provider: FakeProvider) => [
    provider.step('disable', { parallel: 'now' }),
    provider.step('rotate', { parallel: 'now' }),
    provider.step('minted', { phase: 'verify' }),
    provider.step('revoke'),
  ]
  let points = 0
  for (let at = 1; ; at++) {
    const scene = await started(steps, ['temporary', 'lost-after', 'lost-before'])
    scene.journal.killAfter = at
    const first = await scene.run().catch((error: unknown) => error)
    scene.journal.killAfter = Infinity
    if (first instanceof Killed) {
      points++
      expect(await scene.run()).toMatchObject({ result: 'finished' })
    }
    expect(scene.provider.effects.toSorted()).toEqual(['disable FK1', 'revoke FK1', 'rotate FK1'])
    expect(faultOfChain(scene.journal.records)).toBeUndefined()
    if (!(first instanceof Killed)) break
  }
  expect(points).toBeGreaterThan(15)
})

test('a group: one call for as many as it takes, each with its own receipts', async () => {
  const scene = new Scene()
  const ids = ['i1', 'i2', 'i3', 'i4']
  scene.provider.proof = 'self-token'
  const own = ids.map((incident) =>
    makePlan([scene.provider.step('revoke', { incident })], { incident }),
  )
  const members = own.map((plan) => ({ incident: plan.incident, digest: digestOf(plan) }))
  const plans = own.map((plan) => ({ ...plan, group: { name: 'all', members } }))
  const journals = ids.map((id) => new FakeJournal(scene.clock, id))
  for (const [at, journal] of journals.entries()) {
    await journal.append(openedEvent)
    await journal.append(plannedEvent(plans[at]!))
  }
  const ledgers = new Map(journals.map((journal) => [journal.id, openLedger(journal)]))
  for (const id of ids) scene.provider.alive.set(`FK${id.slice(1)}`, true)
  const results = await runPlan(scene.setting, ledgers, {
    unsigned: true,
    faultOfApprovals: () => undefined,
  })
  expect(scene.provider.calls.filter((call) => call === 'revoke')).toHaveLength(2)
  expect(scene.provider.effects.toSorted()).toEqual(ids.map((id) => `revoke FK${id.slice(1)}`))
  expect([...results.values()].map(({ result }) => result)).toEqual(ids.map(() => 'finished'))
  for (const { records, id } of journals) {
    const { outcome } = foldIncident(records).steps['revoke']!
    expect(outcome).toMatchObject({ identity: { id: `FK${id.slice(1)}` } })
  }
})
