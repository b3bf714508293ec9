import { expect, test } from 'vitest'
import type { ProbeOutcome } from '../../src/incident/adapter.ts'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { idempotencyKeyOf } from '../../src/incident/idempotency-key.ts'
import { chainRecord } from '../../src/incident/journal.ts'
import { next } from '../../src/incident/next.ts'
import { runPlan } from '../../src/incident/run-plan.ts'
import { undoStep } from '../../src/incident/undo-step.ts'
import { verifyDead } from '../../src/incident/verify-dead.ts'
import { approvedEvent, makeStep } from './fake-journal.ts'
import { Scene } from './scene.ts'

const often = { times: 3, everyMs: 10_000, untilMs: 60_000 }
const dead: ProbeOutcome = { verdict: 'dead', status: 401, detail: 'bad credentials' }
const contained: ProbeOutcome = { verdict: 'contained', status: 403, detail: 'denied' }
const many = (outcome: ProbeOutcome) => Array<ProbeOutcome>(99).fill(outcome)

test('another server that says dead proves nothing: the one that said live is to be asked', async () => {
  const scene = new Scene()
  await scene.plan([scene.provider.step('disable')])
  await scene.run()
  scene.provider.host = 'elsewhere.test'
  const result = await verifyDead(scene.setting, scene.ledger, often)
  expect(result).toMatchObject({ verdict: 'unverifiable' })
  expect(result.detail).toContain('elsewhere.test')
  expect(result.advice).toContain('fake.test')
  scene.provider.host = 'fake.test'
  expect(await verifyDead(scene.setting, scene.ledger, often)).toMatchObject({ verdict: 'dead' })
})

test.for([
  ['dead', dead, 'dead'],
  ['contained', contained, 'unverifiable'],
] as const)('of what a person revokes %s has its own meaning', async ([, answer, verdict]) => {
  const scene = new Scene()
  const { provider } = scene
  await scene.plan([
    provider.step('identity'),
    makeStep({ id: 'revoke', manual: ['Delete it there.'], standsFor: 'revoke' }),
  ])
  await scene.run()
  await scene.ledger.append({ type: 'step-attested', step: 'revoke', statement: 'deleted it' })
  provider.probes = many(answer)
  expect(await verifyDead(scene.setting, scene.ledger, often)).toMatchObject({ verdict })
})

test('an approval that expires while a step is tried again ends the trying', async () => {
  const scene = new Scene()
  const { provider, clock } = scene
  await scene.plan([provider.step('disable')])
  provider.faults = [{ retryAfterMs: 60_000 }]
  const until = clock.ms + 30_000
  const faultOfApprovals = () => (clock.ms > until ? 'the approval of bob expired' : undefined)
  const options = { unsigned: true, faultOfApprovals }
  const results = await runPlan(scene.setting, new Map([['i1', scene.ledger]]), options)
  expect(results.get('i1')).toMatchObject({
    result: 'waiting',
    detail: 'the approval of bob expired',
  })
  expect(provider.effects).toEqual([])
})

test('nor does it begin again once the provider says that nothing was done', async () => {
  const scene = new Scene()
  const { provider, clock } = scene
  await scene.plan([provider.step('disable')])
  provider.faults = ['lost-before']
  const until = clock.ms + 1_000_000
  provider.adapter.actions.find(({ name }) => name === 'disable')!
  const faultOfApprovals = () =>
    provider.calls.includes('check disable') || clock.ms > until ? 'expired' : undefined
  const options = { unsigned: true, faultOfApprovals }
  const results = await runPlan(scene.setting, new Map([['i1', scene.ledger]]), options)
  expect(results.get('i1')).toMatchObject({ result: 'waiting' })
  expect(provider.calls.filter((one) => one === 'disable')).toHaveLength(1)
})

test('who broke the glass, or ran what it let through, does not review it', async () => {
  const scene = new Scene()
  const plan = await scene.plan([scene.provider.step('revoke')], {
    needs: { signatures: 2, reason: 'production' },
  })
  await scene.journal.append(approvedEvent(plan, 'Bob', 'it is burning'))
  const options = { unsigned: false, faultOfApprovals: () => undefined }
  await runPlan(scene.setting, new Map([['i1', scene.ledger]]), options)
  const incident = foldIncident(scene.journal.records)
  const reviewBy = (person: string) =>
    next(
      incident,
      chainRecord(scene.journal.records.at(-1), {
        incident: 'i1',
        at: '2026-11-26T04:00:00.000Z',
        actor: { person, via: 'cli' },
        event: { type: 'reviewed', text: 'it was right' },
      }),
    )
  expect(() => reviewBy('bob ')).toThrow('somebody else')
  expect(() => reviewBy('ADA')).toThrow('somebody else')
  expect(reviewBy('eve').wantsReview).toBe(false)
})

test('what a step brings back to life must be proven again', async () => {
  const scene = new Scene()
  const { provider } = scene
  await scene.plan([provider.step('disable'), provider.step('enable')])
  await scene.journal.append({
    type: 'run-begun',
    planDigest: scene.ledger.incident.planDigest!,
    resumes: false,
    unsigned: true,
  })
  const { ledger } = scene
  await ledger.append({ type: 'probed', probe: 'fake/identity', phase: 'before', isControl: false, outcome: { verdict: 'live', detail: 'ok' } }) // prettier-ignore
  const effect = async (step: string) => {
    const own = { step, attempt: 1, idempotencyKey: idempotencyKeyOf(ledger.incident, step) }
    await ledger.append({ type: 'step-intended', ...own, action: `fake/${step}` })
    const identity = { proof: 'exact-match', id: 'FK1' } as const
    const outcome = { result: 'done', identity, detail: 'done' } as const
    await ledger.append({ type: 'step-effected', ...own, outcome })
  }
  await effect('disable')
  provider.alive.set('FK1', false)
  expect(await verifyDead(scene.setting, ledger, often)).toMatchObject({ verdict: 'dead' })
  await effect('enable')
  expect(ledger.incident.verification).toBeUndefined()
})

test('an undone step leaves nothing proven', async () => {
  const scene = new Scene()
  await scene.plan([scene.provider.step('disable')])
  await scene.run()
  await verifyDead(scene.setting, scene.ledger, often)
  await undoStep(scene.setting, scene.ledger, scene.provider.step('disable'))
  expect(scene.ledger.incident.verification).toBeUndefined()
  scene.provider.probes = many(dead).slice(0, 2)
  expect(await verifyDead(scene.setting, scene.ledger, often)).toMatchObject({ verdict: 'live' })
})

test('a run that ends with what was only accepted is not finished', async () => {
  const scene = new Scene()
  await scene.plan([scene.provider.step('revoke')])
  scene.provider.faults = ['accepted']
  expect(await scene.run()).toMatchObject({ result: 'waiting' })
})

test('what shows whom it hits by less than the plan says is not begun', async () => {
  const scene = new Scene()
  await scene.plan([scene.provider.step('revoke')])
  scene.provider.proof = 'unique-hint'
  expect(await scene.run()).toMatchObject({ result: 'stopped' })
  expect(scene.provider.effects).toEqual([])
})

test('what was made with it is listed once it is proven dead, whatever the playbook says', async () => {
  const scene = new Scene()
  const { provider } = scene
  await scene.plan([provider.step('disable'), provider.step('identity', { phase: 'verify' })])
  provider.minted = [{ kind: 'session', id: 's1' }]
  await scene.run()
  expect(scene.ledger.incident.verification).toMatchObject({ verdict: 'dead' })
  expect(scene.ledger.incident.minted).toMatchObject([{ kind: 'session', id: 's1' }])
})
