import { expect, test } from 'vitest'
import type { Subject } from '../../../../src/incident/adapter.ts'
import {
  vaultLeaseSource,
  vaultTokenSource,
} from '../../../../src/providers/adapters/vault/vault-sources.ts'
import {
  VaultSimulator,
  type VaultSimulatorOptions,
} from '../../../../src/providers/simulators/vault.ts'
import { adapterLaws, planLaw } from '../adapter-laws.ts'
import { contextOf, jsonAnswer, onStage } from '../simulated.ts'

async function openToken(options: VaultSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new VaultSimulator(options)
  const stage = await onStage(vaultTokenSource, simulator, { subject })
  return { stage, simulator }
}

/** The lease was looked up before: what an earlier answer told goes along. */
async function openLease(options: VaultSimulatorOptions = {}, isSeen = true) {
  const simulator = new VaultSimulator(options)
  const stage = await onStage(vaultLeaseSource, simulator, {
    plant: () => simulator.plantLease(),
    subject: { secret: undefined },
  })
  const known = isSeen ? { lease: stage.planted.keyId! } : {}
  return { stage: Object.assign(stage, { subject: { ...stage.subject, known } }), simulator }
}

adapterLaws({
  name: 'Vault tokens',
  open: openToken,
  probes: ['lookup-self', 'lookup-accessor'],
  effects: [
    { name: 'revoke-self', what: 'revoked', dead: 'lookup-self' },
    { name: 'revoke-accessor', what: 'revoked', dead: 'lookup-self' },
  ],
  evidence: ['identify'],
})

adapterLaws({
  name: 'Vault tokens by their accessor alone',
  open: async () => {
    const { stage, simulator } = await openToken({}, { secret: undefined })
    const known = { accessor: stage.planted.keyId! }
    return { stage: Object.assign(stage, { subject: { ...stage.subject, known } }), simulator }
  },
  probes: ['lookup-accessor'],
  effects: [{ name: 'revoke-accessor', what: 'revoked', dead: 'lookup-accessor' }],
  evidence: ['identify'],
})

adapterLaws({
  name: 'Vault leases',
  open: openLease,
  probes: ['lookup'],
  effects: [{ name: 'revoke', what: 'revoked', dead: 'lookup' }],
  evidence: ['leases'],
})

test('children go with the token, others stay', async () => {
  const { stage, simulator } = await openToken()
  const accessor = stage.planted.keyId!
  const [child] = simulator.children(accessor)
  await stage.effect('revoke-accessor').run(contextOf(stage.subject))
  expect([accessor, child!].map((one) => simulator.isLive(one))).toEqual([false, false])
  expect(stage.effect('revoke-accessor').describe(stage.subject).sideEffects[0]).toContain(
    'go, too',
  )
})

test('permission denied alone is no death, and the accessor tells', async () => {
  const { stage } = await openToken({ saysOnlyDenied: true })
  await stage.effect('revoke-self').run(contextOf(stage.subject))
  expect(await stage.probe('lookup-self').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
  expect(await stage.probe('lookup-self').control(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
  expect(await stage.probe('lookup-accessor').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
})

test('a token that may not look itself up is not called dead, and is not revoked blindly', async () => {
  const { stage, simulator } = await openToken({ withoutDefaultPolicy: true })
  expect(await stage.probe('lookup-self').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
  expect(await stage.effect('revoke-self').run(contextOf(stage.subject))).toMatchObject({
    result: 'refused',
  })
  expect(simulator.effects).toEqual([])
})

test('a batch token is not sent to be revoked', async () => {
  const { stage, simulator } = await openToken({ type: 'batch' })
  for (const name of ['revoke-self', 'revoke-accessor']) {
    expect(stage.effect(name).describe(stage.subject).missing.join()).toContain('batch')
    expect(await stage.effect(name).run(contextOf(stage.subject))).toMatchObject({
      result: 'refused',
    })
  }
  expect(simulator.effects).toEqual([])
  expect(stage.sent).toEqual([])
})

test('an accessor that is not the token’s stops the step', async () => {
  const { stage, simulator } = await openToken({}, { keyId: 'AnotherAccessorOfSomebody' })
  expect(await stage.effect('revoke-accessor').run(contextOf(stage.subject))).toMatchObject({
    result: 'ambiguous',
  })
  expect(simulator.effects).toEqual([])
})

test('what Vault does not tell of a token’s children is a gap', async () => {
  const { stage } = await openToken()
  const told = await stage.evidence('minted').run(contextOf(stage.subject))
  expect(told).toMatchObject({ complete: false })
  expect(told.gaps.join()).toContain('orphan')
})

test('a lease that never was is not found, though Vault would answer 204', async () => {
  const { stage, simulator } = await openLease({}, false)
  const keyId = 'database/creds/shop/NeverGivenOut'
  const context = contextOf({ ...stage.subject, keyId })
  expect(await stage.effect('revoke').run(context)).toMatchObject({ result: 'not-found' })
  expect(await stage.effect('revoke').check(context)).toMatchObject({ state: 'unknown' })
  expect(simulator.effects).toEqual([])
})

test('an engine that cannot end it leaves it live', async () => {
  const { stage, simulator } = await openLease({ backendIsDown: true })
  expect(await stage.effect('revoke').run(contextOf(stage.subject))).toMatchObject({
    result: 'failed',
    isTemporary: true,
  })
  expect(await stage.probe('lookup').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  expect(simulator.leases.size).toBe(3)
})

test('all leases of a role end together, those of another stay; only a person can want it', async () => {
  const { stage, simulator } = await openLease()
  const action = stage.effect('revoke-prefix')
  expect(action.describe(stage.subject)).toMatchObject({
    proof: 'human-attested',
    reversible: false,
  })
  expect(await action.run(contextOf(stage.subject))).toMatchObject({
    result: 'done',
    identity: { id: 'database/creds/shop/' },
  })
  expect([...simulator.leases]).toEqual([expect.stringMatching(/^database\/creds\/other\//)])
  expect(await stage.evidence('leases').run(contextOf(stage.subject))).toMatchObject({
    complete: false,
  })
})

test('the count of leases that could not be ended is evidence', async () => {
  const { stage } = await openLease()
  const { facts } = await stage.evidence('leases').run(contextOf(stage.subject))
  expect(facts).toMatchObject({ irrevocable: '2', leasesOfRole: '2' })
})

test.for(['a/../b', '../sys/x', 'a//b', 'lease', 'a b/c/d'])('%s is no lease', async (keyId) => {
  const { stage } = await openLease()
  expect(stage.effect('revoke').describe({ ...stage.subject, keyId }).missing).toHaveLength(1)
  stage.fault = () => jsonAnswer(204)
  expect(await stage.effect('revoke').run(contextOf({ ...stage.subject, keyId }))).toMatchObject({
    result: 'refused',
  })
})

planLaw({ name: 'Vault tokens', open: openToken })
planLaw({ name: 'Vault leases', open: openLease })
