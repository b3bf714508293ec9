import { expect, test } from 'vitest'
import type { Subject } from '../../../src/incident/adapter.ts'
import { cloudflareSource } from '../../../src/providers/adapters/cloudflare/cloudflare-source.ts'
import {
  CloudflareSimulator,
  type CloudflareSimulatorOptions,
} from '../../../src/providers/simulators/cloudflare.ts'
import { adapterLaws, planLaw } from './adapter-laws.ts'
import { contextOf, onStage } from './simulated.ts'

async function open(options: CloudflareSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new CloudflareSimulator({ mayEditTokens: true, ...options })
  const exposedSince = '2026-03-15T00:00:00Z'
  const stage = await onStage(cloudflareSource, simulator, {
    subject: { exposedSince, ...subject },
  })
  return { stage, simulator }
}

for (const kind of ['user', 'legacy-account'] as const)
  adapterLaws({
    name: `Cloudflare, ${kind}`,
    open: () => open({ kind }),
    probes: ['verify'],
    effects: [
      { name: 'disable', what: 'disabled', dead: 'verify' },
      { name: 'enable', what: 'active', after: 'disable' },
      { name: 'delete', what: 'deleted', dead: 'verify' },
      { name: 'delete-self', what: 'deleted', dead: 'verify' },
    ],
    evidence: ['identify', 'minted'],
  })

test('a token that may not change itself is refused, and stays', async () => {
  const { stage, simulator } = await open({ mayEditTokens: false })
  const told = await stage.effect('delete-self').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused' })
  expect(told.detail).toContain('9109')
  expect(simulator.effects).toEqual([])
})

test('what it may do is the same after it was switched off and on', async () => {
  const { stage, simulator } = await open()
  const before = JSON.stringify(simulator.policiesOf(stage.planted.keyId!))
  for (const name of ['disable', 'enable'])
    expect(await stage.effect(name).run(contextOf(stage.subject))).toMatchObject({ result: 'done' })
  expect(JSON.stringify(simulator.policiesOf(stage.planted.keyId!))).toBe(before)
})

test('one that is only disabled does not pass for deleted', async () => {
  const { stage } = await open()
  await stage.effect('disable').run(contextOf(stage.subject))
  for (const name of ['delete', 'delete-self'])
    expect(await stage.effect(name).check(contextOf(stage.subject))).toMatchObject({
      state: 'not-effected',
    })
})

test('one that Cloudflare switched off before is disabled already', async () => {
  const { stage, simulator } = await open()
  simulator.deactivate(stage.planted.keyId!)
  expect(await stage.effect('disable').run(contextOf(stage.subject))).toMatchObject({
    result: 'already',
  })
  expect(await stage.probe('verify').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
  expect(simulator.effects).toEqual([])
})

test('an account’s token without a prefix is not dead for being no user’s', async () => {
  const { stage } = await open({ kind: 'legacy-account' }, { account: undefined })
  const told = await stage.probe('verify').run(contextOf(stage.subject))
  expect(told).toMatchObject({ verdict: 'dead', onlyAfterLive: true })
  expect(await stage.effect('delete').run(contextOf(stage.subject))).toMatchObject({
    result: 'not-found',
  })
})

test('an account’s token with its prefix wants the account', async () => {
  const { stage } = await open({ kind: 'account' }, { account: undefined })
  expect(stage.probe('verify').describe(stage.subject).missing.join()).toContain(
    'CLOUDFLARE_ACCOUNT_ID',
  )
  expect(await stage.probe('verify').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
})

test('an id that is not the token’s stops the step', async () => {
  const { stage, simulator } = await open({}, { keyId: '0'.repeat(32) })
  for (const name of ['disable', 'delete', 'delete-self'])
    expect(await stage.effect(name).run(contextOf(stage.subject))).toMatchObject({
      result: 'ambiguous',
    })
  expect(simulator.effects).toEqual([])
})

test('tokens that the owner got since are listed, from all pages', async () => {
  const { stage } = await open()
  const { minted } = await stage.evidence('minted').run(contextOf(stage.subject))
  expect(minted?.map(({ createdAt }) => createdAt)).toEqual(['2026-04-01T00:00:00Z'])
})

test('deleted is not dead until Cloudflare takes it no more', async () => {
  const { stage } = await open({ propagationMs: 9000 })
  await stage.effect('delete').run(contextOf(stage.subject))
  expect(await stage.probe('verify').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  stage.nowMs += 9000
  expect(await stage.probe('verify').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
})

planLaw({ name: 'cloudflare', open })
