import { expect, test } from 'vitest'
import type { Subject } from '../../../../src/incident/adapter.ts'
import { entraSource } from '../../../../src/providers/adapters/entra/entra-source.ts'
import {
  EntraSimulator,
  type EntraSimulatorOptions,
} from '../../../../src/providers/simulators/entra.ts'
import { adapterLaws, planLaw } from '../adapter-laws.ts'
import { contextOf, onStage } from '../simulated.ts'

async function open(options: EntraSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new EntraSimulator(options)
  const exposedSince = '2026-11-20T00:00:00Z'
  const stage = await onStage(entraSource, simulator, { subject: { exposedSince, ...subject } })
  return { stage, simulator }
}

const clientOf = (stage: { readonly planted: { readonly account?: string } }) =>
  stage.planted.account!.split('/')[1]!

for (const onPrincipal of [false, true])
  adapterLaws({
    name: `Entra secrets, on the ${onPrincipal ? 'service principal' : 'application'}`,
    open: () => open({ onPrincipal }),
    probes: ['client-credentials'],
    effects: [
      { name: 'disable-application', what: 'disabled', id: clientOf },
      { name: 'enable-application', what: 'enabled', after: 'disable-application', id: clientOf },
      {
        name: 'remove-password',
        what: 'removed',
        dead: 'client-credentials',
        id: () => new EntraSimulatorTwin(onPrincipal).leakedKeyId,
      },
    ],
    evidence: ['identify', 'minted'],
  })

/** The same seed makes the same ids. */
class EntraSimulatorTwin extends EntraSimulator {
  constructor(onPrincipal: boolean) {
    super({ onPrincipal })
    this.plant()
  }
}

test.for(['same-hint', 'no-hint'] as const)(
  'a look-alike secret (%s) stops the step',
  async (lookAlike) => {
    const { stage, simulator } = await open({ lookAlike })
    const told = await stage.effect('remove-password').run(contextOf(stage.subject))
    expect(told).toMatchObject({ result: 'ambiguous' })
    expect(told.detail).toContain('name its key id')
    expect(simulator.effects).toEqual([])
    const subject = { ...stage.subject, keyId: simulator.leakedKeyId }
    expect(stage.effect('remove-password').describe(subject).proof).toBe('human-attested')
    expect(await stage.effect('remove-password').run(contextOf(subject))).toMatchObject({
      result: 'done',
      identity: { proof: 'human-attested', id: simulator.leakedKeyId },
    })
    expect(simulator.effects).toEqual([{ what: 'removed', id: simulator.leakedKeyId }])
  },
)

test('a key id whose secret begins otherwise is not taken', async () => {
  const { stage, simulator } = await open()
  const keyId = simulator.mintPassword(0)
  const told = await stage.effect('remove-password').run(contextOf({ ...stage.subject, keyId }))
  expect(told).toMatchObject({ result: 'ambiguous' })
  expect(simulator.effects).toEqual([])
})

test('a key id that was never there is not found, and no check calls that done', async () => {
  const keyId = '00000000-0000-4000-8000-000000000000'
  const { stage } = await open({}, { keyId })
  const action = stage.effect('remove-password')
  expect(await action.run(contextOf(stage.subject))).toMatchObject({ result: 'not-found' })
  expect(await action.check(contextOf(stage.subject))).toMatchObject({ state: 'unknown' })
})

test('an ended secret is dead, and says why; conditional access, a wrong tenant and a wrong client are no death', async () => {
  const { stage, simulator } = await open()
  const probe = stage.probe('client-credentials')
  simulator.expire(stage.nowMs)
  expect(await probe.run(contextOf(stage.subject))).toMatchObject({ verdict: 'dead' })
  expect((await probe.run(contextOf(stage.subject))).detail).toContain('7000222')
  const blocked = await open({ isBlocked: true })
  expect(
    await blocked.stage.probe('client-credentials').run(contextOf(blocked.stage.subject)),
  ).toMatchObject({ verdict: 'unverifiable' })
  for (const account of [`elsewhere/${simulator.clientId}`, simulator.tenant])
    expect(await probe.run(contextOf({ ...stage.subject, account }))).toMatchObject({
      verdict: 'unverifiable',
    })
})

test('a disabled application is contained, never dead', async () => {
  const { stage } = await open()
  await stage.effect('disable-application').run(contextOf(stage.subject))
  const probe = stage.probe('client-credentials')
  expect(await probe.run(contextOf(stage.subject))).toMatchObject({ verdict: 'contained' })
  expect(await probe.control(contextOf(stage.subject))).not.toMatchObject({ verdict: 'dead' })
  expect(await stage.effect('disable-application').run(contextOf(stage.subject))).toMatchObject({
    result: 'already',
  })
})

test('removed is not dead until Entra takes it no more', async () => {
  const { stage } = await open({ propagationMs: 30_000 })
  await stage.effect('remove-password').run(contextOf(stage.subject))
  const probe = stage.probe('client-credentials')
  expect(await probe.run(contextOf(stage.subject))).toMatchObject({ verdict: 'live' })
  stage.nowMs += 31_000
  expect(await probe.run(contextOf(stage.subject))).toMatchObject({ verdict: 'dead' })
})

test('secrets that were made since are listed', async () => {
  const { stage, simulator } = await open()
  const minted = simulator.mintPassword(Date.parse('2026-11-21T00:00:00Z'))
  const told = await stage.evidence('minted').run(contextOf(stage.subject))
  expect(told.minted?.map(({ id }) => id)).toEqual(['made with the secret', minted])
})

test('an application that does not own the secret is not stopped', async () => {
  const { stage, simulator } = await open({ isBlocked: true })
  const told = await stage.effect('disable-application').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused' })
  expect(simulator.effects).toEqual([])
})

test('a key id that was found before is no person’s word', async () => {
  const { stage } = await open()
  const { facts: known } = await stage.evidence('identify').run(contextOf(stage.subject))
  const subject = { ...stage.subject, keyId: known['keyId'], known }
  expect(stage.effect('remove-password').describe(subject).proof).toBe('unique-hint')
  expect(await stage.effect('remove-password').run(contextOf(subject))).toMatchObject({
    result: 'done',
    identity: { proof: 'unique-hint' },
  })
  expect(await stage.effect('remove-password').check(contextOf(subject))).toMatchObject({
    state: 'effected',
  })
})

test('what it would call is shown before the value is at hand', async () => {
  const { stage } = await open()
  for (const name of ['disable-application', 'remove-password']) {
    const shown = (subject: Subject) =>
      stage
        .effect(name)
        .describe(subject)
        .calls.map(({ method, host }) => `${method} ${host}`)
    const without = shown({ ...stage.subject, secret: undefined })
    expect(shown(stage.subject).every((call) => without.includes(call))).toBe(true)
  }
})

planLaw({ name: 'entra', open })
