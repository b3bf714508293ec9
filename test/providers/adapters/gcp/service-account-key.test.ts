import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { gcpServiceAccountSource } from '../../../../src/providers/adapters/gcp/service-account-source.ts'
import { GcpSimulator, type GcpSimulatorOptions } from '../../../../src/providers/simulators/gcp.ts'
import type { Subject } from '../../../../src/incident/adapter.ts'
import { adapterLaws, planLaw } from '../adapter-laws.ts'
import { contextOf, onStage, secretOf } from '../simulated.ts'

async function open(options: GcpSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new GcpSimulator(options)
  const stage = await onStage(gcpServiceAccountSource, simulator, { subject })
  return { stage, simulator }
}

adapterLaws({
  name: 'Google Cloud service account keys',
  open,
  probes: ['token'],
  effects: [
    { name: 'disable', what: 'disabled', dead: 'token' },
    { name: 'enable', what: 'enabled', after: 'disable' },
    { name: 'delete', what: 'deleted', dead: 'token' },
  ],
  evidence: ['identify', 'use', 'minted'],
})

/** The file as Google gives it. */
function fileOf(value: string, names: { keyId: string; account: string }): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'shop-prod',
    private_key_id: names.keyId,
    private_key: `${value}\n`,
    client_email: names.account,
  })
}

test('the whole file is enough, and names the key', async () => {
  const { stage, simulator } = await open()
  const { value, keyId, account } = stage.planted
  const secret = secretOf(fileOf(value, { keyId: keyId!, account: account! }))
  const subject = { rule: stage.subject.rule, provider: 'gcp', secret }
  expect(stage.effect('disable').describe(subject)).toMatchObject({
    proof: 'id-embedded',
    missing: [],
  })
  expect(await stage.probe('token').run(contextOf(subject))).toMatchObject({
    verdict: 'live',
    facts: { keyId },
  })
  expect(await stage.effect('disable').run(contextOf(subject))).toMatchObject({
    result: 'done',
    identity: { id: keyId },
  })
  expect(simulator.effects).toEqual([{ what: 'disabled', id: keyId }])
})

test('a private key with \\n in it and no id is found by its public key among look-alikes', async () => {
  const { stage, simulator } = await open({}, { keyId: undefined })
  const subject = {
    ...stage.subject,
    secret: secretOf(stage.planted.value.replaceAll('\n', '\\n')),
  }
  expect(stage.effect('delete').describe(subject).proof).toBe('exact-match')
  expect(await stage.effect('delete').run(contextOf(subject))).toMatchObject({
    result: 'done',
    identity: { proof: 'exact-match', id: stage.planted.keyId },
  })
  expect(simulator.effects).toEqual([{ what: 'deleted', id: stage.planted.keyId }])
})

test('a private key that no key of the account has is not found', async () => {
  const { stage, simulator } = await open({}, { keyId: undefined })
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const secret = secretOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  expect(await stage.effect('delete').run(contextOf({ ...stage.subject, secret }))).toMatchObject({
    result: 'not-found',
  })
  expect(simulator.effects).toEqual([])
})

test('an id whose public key is another one stops the step', async () => {
  const { stage, simulator } = await open()
  const keyId = stage.planted.keyId!
  const lookAlike = keyId.slice(0, -1) + (keyId.endsWith('0') ? '1' : '0')
  for (const name of ['disable', 'enable', 'delete']) {
    const told = await stage.effect(name).run(contextOf({ ...stage.subject, keyId: lookAlike }))
    expect(told.result).toBe('ambiguous')
  }
  expect(simulator.effects).toEqual([])
})

test('a file that names another key than the incident does nothing', async () => {
  const { stage, simulator } = await open()
  const { value, account, keyId } = stage.planted
  const secret = secretOf(fileOf(value, { keyId: '0'.repeat(40), account: account! }))
  const subject = { ...stage.subject, secret, keyId }
  expect(stage.effect('delete').describe(subject).missing[0]).toContain('0'.repeat(40))
  expect(await stage.effect('delete').run(contextOf(subject))).toMatchObject({ result: 'refused' })
  expect(simulator.effects).toEqual([])
})

test('an id that was never there is not found, and its check is no proof', async () => {
  const { stage } = await open({}, { keyId: 'f'.repeat(40), secret: undefined })
  expect(await stage.effect('delete').run(contextOf(stage.subject))).toMatchObject({
    result: 'not-found',
  })
  expect(await stage.effect('delete').check(contextOf(stage.subject))).toMatchObject({
    state: 'unknown',
  })
})

test('a disabled key is disabled already', async () => {
  const { stage, simulator } = await open()
  await stage.effect('disable').run(contextOf(stage.subject))
  expect(await stage.effect('disable').run(contextOf(stage.subject))).toMatchObject({
    result: 'already',
  })
  expect(simulator.effects).toHaveLength(1)
})

test('done is not dead: the token endpoint hears of it later, and restoring brings it back', async () => {
  const { stage } = await open({ propagationMs: 60_000 })
  await stage.effect('disable').run(contextOf(stage.subject))
  const probe = () => stage.probe('token').run(contextOf(stage.subject))
  expect(await probe()).toMatchObject({ verdict: 'live' })
  stage.nowMs += 61_000
  expect(await probe()).toMatchObject({ verdict: 'dead' })
  await stage.effect('enable').run(contextOf(stage.subject))
  stage.nowMs += 61_000
  expect(await probe()).toMatchObject({ verdict: 'live' })
})

test('a wrong clock is no death', async () => {
  const { stage, simulator } = await open()
  const answer = simulator.answer.bind(simulator)
  simulator.answer = (request, nowMs) => answer(request, nowMs + 86_400_000)
  const told = await stage.probe('token').run(contextOf(stage.subject))
  expect(told).toMatchObject({ verdict: 'unverifiable' })
  expect(told.detail).toContain('clock')
})

test('who may not disable is told so, and the permission is named before', async () => {
  const { stage, simulator } = await open({ permissions: ['iam.serviceAccountKeys.get'] })
  const told = await stage.effect('disable').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused', status: 403 })
  expect(told.detail).toContain('PERMISSION_DENIED')
  expect(simulator.effects).toEqual([])
  const evidence = await stage.evidence('use').run(contextOf(stage.subject))
  expect(evidence.facts).toMatchObject({
    mayAct: 'no',
    lacksPermissions:
      'iam.serviceAccountKeys.disable, iam.serviceAccountKeys.enable, iam.serviceAccountKeys.delete',
  })
  expect(evidence.gaps).toHaveLength(2)
})

test('the last use is the key’s own, not that of the first page', async () => {
  const { stage } = await open()
  const { facts } = await stage.evidence('use').run(contextOf(stage.subject))
  expect(facts).toMatchObject({ lastUsed: '2026-11-21', mayAct: 'yes' })
})

test('what was made with the key is listed: keys since the exposure, accounts, tokens', async () => {
  const exposedSince = '2026-11-20T00:00:00Z'
  const { stage, simulator } = await open({}, { exposedSince })
  const at = Date.parse(exposedSince)
  const minted = simulator.mintKey(stage.planted.keyId!, at + 3_600_000)
  const user = 'projects/shop-prod/serviceAccounts/helper@shop-prod.iam.gserviceaccount.com'
  simulator.log(
    stage.planted.keyId!,
    'google.iam.admin.v1.CreateServiceAccount',
    user,
    at + 7_200_000,
  )
  simulator.log(
    stage.planted.keyId!,
    'google.iam.admin.v1.CreateServiceAccount',
    'before',
    at - 1000,
  )
  const told = await stage.evidence('minted').run(contextOf(stage.subject))
  expect(told.complete).toBe(true)
  expect(told.minted?.map(({ kind, id }) => [kind, id])).toEqual([
    ['access-token', `made with ${stage.planted.keyId}`],
    ['access-key', minted],
    ['user', user],
  ])
})

planLaw({ name: 'service-account-key', open })
