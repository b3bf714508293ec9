import { expect, test } from 'vitest'
import type { ProbeOutcome } from '../../src/incident/adapter.ts'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { listMinted } from '../../src/incident/list-minted.ts'
import { verifyDead, type VerifyOptions } from '../../src/incident/verify-dead.ts'
import { Scene } from './scene.ts'

const often = { times: 3, everyMs: 10_000, untilMs: 600_000 }
const live: ProbeOutcome = { verdict: 'live', status: 200, detail: 'ok' }
const dead: ProbeOutcome = { verdict: 'dead', status: 401, detail: 'bad credentials' }
const wall: ProbeOutcome = { verdict: 'unverifiable', status: 403, detail: 'a page of a wall' }

/** After a run of one effect, `answers` come before the truth. */
async function check(
  answers: readonly ProbeOutcome[],
  options: Partial<VerifyOptions> = {},
  before: (scene: Scene) => void = () => undefined,
) {
  const scene = new Scene()
  before(scene)
  await scene.plan([scene.provider.step('disable')])
  await scene.run()
  scene.provider.probes = [...answers]
  const result = await verifyDead(scene.setting, scene.ledger, { ...often, ...options })
  return { scene, result, incident: foldIncident(scene.journal.records) }
}

test('dead is what says so three times in a row, beside a control that fails in the same way', async () => {
  const { result, incident, scene } = await check([])
  expect(result).toMatchObject({ verdict: 'dead', probe: 'fake/identity' })
  expect(incident.verification).toMatchObject({ verdict: 'dead' })
  expect(scene.provider.calls.slice(3)).toEqual(['probe', 'control', 'probe', 'probe'])
})

test('flapping begins anew, and propagation is measured to the first of the row that counts', async () => {
  const { result, scene } = await check([live, dead, dead, live, dead])
  expect(result.verdict).toBe('dead')
  const effect = scene.journal.records.find(({ event }) => event.type === 'step-effected')!
  const rows = scene.journal.records.filter(
    ({ event }) => event.type === 'probed' && !event.isControl && event.phase === 'after',
  )
  expect(result.propagationMs).toBe(Date.parse(rows[4]!.at) - Date.parse(effect.at))
  expect(rows).toHaveLength(7)
})

test.for([
  ['a wall', Array<ProbeOutcome>(99).fill(wall), 'unverifiable'],
  ['what lives on', Array<ProbeOutcome>(99).fill(live), 'live'],
  [
    'what is contained',
    Array<ProbeOutcome>(99).fill({ ...dead, verdict: 'contained' }),
    'unverifiable',
  ],
] as const)('%s is not dead, and the incident stays open', async ([, answers, verdict]) => {
  const { result, incident } = await check(answers)
  expect(result).toMatchObject({ verdict })
  expect(result.advice).toBeTruthy()
  expect(incident.verification).toBeUndefined()
})

test('without having been live before nothing is dead', async () => {
  const { result } = await check([], {}, ({ provider }) => (provider.probes = [dead]))
  expect(result).toMatchObject({ verdict: 'unverifiable' })
  expect(result.detail).toContain('never said live')
})

test('from another address nothing is dead', async () => {
  const far = { ...dead, egress: '203.0.113.9' }
  const { result } = await check(Array<ProbeOutcome>(99).fill(far), {}, ({ provider }) => {
    provider.probes = [{ ...live, egress: '198.51.100.1' }]
  })
  expect(result).toMatchObject({ verdict: 'unverifiable' })
  expect(result.advice).toContain('198.51.100.1')
})

test.for([
  ['is not dead', wall],
  ['fails in another way', { ...dead, status: 403 }],
] as const)('a control that %s takes the answers their weight', async ([, control]) => {
  const { result } = await check([], {}, ({ provider }) => {
    provider.controls = [dead, ...Array<ProbeOutcome>(99).fill(control)]
  })
  expect(result.verdict).toBe('unverifiable')
})

test('without a time it is asked only as long as it says dead', async () => {
  const { result, scene } = await check([dead, live], { untilMs: 0 })
  expect(result.verdict).toBe('live')
  expect(scene.clock.waits).toEqual([10_000])
})

test('a canary is not probed', async () => {
  const scene = new Scene()
  await scene.plan([scene.provider.step('disable')])
  const { verdict } = scene.ledger.incident
  const event = { type: 'assessed', verdict, facts: { canary: 'yes' }, evidence: [] } as const
  await scene.ledger.append(event)
  await scene.run()
  expect(await verifyDead(scene.setting, scene.ledger, often)).toMatchObject({
    verdict: 'unverifiable',
  })
  expect(scene.provider.calls).toEqual(['disable'])
})

test('what was minted is listed, gaps too, and holds the incident open', async () => {
  const { scene } = await check([])
  scene.provider.minted = [{ kind: 'session', id: 's1' }]
  scene.provider.mintedGaps = ['trails older than 90 days']
  const open = await listMinted(scene.setting, scene.ledger)
  expect(open.map(({ kind }) => kind)).toEqual(['session', 'unlisted'])
  const closing = { type: 'closed', as: 'closed', reason: 'done' } as const
  await expect(scene.ledger.append(closing)).rejects.toThrow('session:s1 has no disposition')
  for (const { kind, id } of open) {
    const settled = { type: 'minted-settled', kind, id, reason: 'seen' } as const
    await scene.ledger.append({ ...settled, disposition: 'accepted' })
  }
  // Listing once more keeps what was decided.
  expect(await listMinted(scene.setting, scene.ledger)).toEqual([])
  expect((await scene.ledger.append(closing)).state).toBe('closed')
})
