import { expect, test } from 'vitest'
import type { Subject } from '../../../../src/incident/adapter.ts'
import { gcpApiKeySource } from '../../../../src/providers/adapters/gcp/api-key/api-key-source.ts'
import {
  GcpApiKeysSimulator,
  type GcpApiKeysSimulatorOptions,
} from '../../../../src/providers/simulators/gcp-api-keys.ts'
import { adapterLaws, planLaw } from '../adapter-laws.ts'
import { contextOf, jsonAnswer, onStage } from '../simulated.ts'

async function open(options: GcpApiKeysSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new GcpApiKeysSimulator(options)
  return { stage: await onStage(gcpApiKeySource, simulator, { subject }), simulator }
}

adapterLaws({
  name: 'Google API keys',
  open,
  probes: ['models'],
  effects: [
    { name: 'delete', what: 'deleted', dead: 'models' },
    { name: 'undelete', what: 'undeleted', after: 'delete' },
  ],
  evidence: ['identify'],
})

test('the value never stands in an address, and the look-alike is left alone', async () => {
  const { stage, simulator } = await open({}, { keyId: undefined })
  expect(await stage.effect('delete').run(contextOf(stage.subject))).toMatchObject({
    result: 'accepted',
    identity: { proof: 'exact-match', id: stage.planted.keyId },
  })
  expect(stage.sent.join()).not.toContain(stage.planted.value.slice(4, 20))
  expect(simulator.effects).toEqual([{ what: 'deleted', id: stage.planted.keyId }])
})

test.for(['API_KEY_SERVICE_BLOCKED', 'API_KEY_IP_ADDRESS_BLOCKED', 'SERVICE_DISABLED'] as const)(
  'a key that may not call this service (%s) is live, and tells its project',
  async (blockedBy) => {
    const { stage, simulator } = await open({ blockedBy }, { keyId: undefined, account: undefined })
    const probe = stage.probe('models')
    expect(await probe.run(contextOf(stage.subject))).toMatchObject({
      verdict: 'live',
      facts: { project: '123456789012' },
    })
    expect(await stage.effect('delete').run(contextOf(stage.subject))).toMatchObject({
      result: 'accepted',
    })
    expect(await probe.run(contextOf(stage.subject))).toMatchObject({ verdict: 'dead' })
    expect(simulator.effects).toHaveLength(1)
  },
)

test('a refusal that names no project is no proof of life', async () => {
  const { stage } = await open()
  stage.fault = () =>
    jsonAnswer(403, {
      error: {
        code: 403,
        status: 'PERMISSION_DENIED',
        details: [{ reason: 'API_KEY_SERVICE_BLOCKED', domain: 'googleapis.com' }],
      },
    })
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
})

test('an unknown project is asked for, not guessed', async () => {
  const { stage, simulator } = await open({}, { keyId: undefined, account: undefined })
  const told = await stage.effect('delete').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused' })
  expect(told.detail).toContain('project')
  expect(simulator.effects).toEqual([])
})

test('who may not read the texts of keys deletes none', async () => {
  const { stage, simulator } = await open({ mayRead: false })
  expect(await stage.effect('delete').run(contextOf(stage.subject))).toMatchObject({
    result: 'refused',
  })
  expect(simulator.effects).toEqual([])
})

test('accepted is not dead', async () => {
  const { stage } = await open({ propagationMs: 60_000 })
  await stage.effect('delete').run(contextOf(stage.subject))
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  stage.nowMs += 60_000
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
})

planLaw({ name: 'api-key', open })
