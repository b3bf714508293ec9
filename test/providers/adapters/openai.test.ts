import { expect, test } from 'vitest'
import type { Subject } from '../../../src/incident/adapter.ts'
import { openaiSource } from '../../../src/providers/adapters/openai/openai-source.ts'
import {
  OpenaiSimulator,
  type OpenaiSimulatorOptions,
} from '../../../src/providers/simulators/openai.ts'
import { adapterLaws, planLaw } from './adapter-laws.ts'
import { contextOf, jsonAnswer, onStage } from './simulated.ts'

async function open(options: OpenaiSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new OpenaiSimulator(options)
  return { stage: await onStage(openaiSource, simulator, { subject }), simulator }
}

for (const kind of ['service-account', 'admin'] as const)
  adapterLaws({
    name: `OpenAI, a ${kind} key`,
    open: () => open({ kind }),
    probes: ['models'],
    effects: [{ name: 'delete', what: 'deleted', dead: 'models' }],
    evidence: ['identify'],
  })

test('two keys of different projects that show the same ends stop the step', async () => {
  const { stage, simulator } = await open({ hasTwin: true })
  const told = await stage.effect('delete').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'ambiguous' })
  expect(simulator.effects).toEqual([])
})

test('a project whose keys cannot be listed leaves no choice', async () => {
  const { stage, simulator } = await open()
  const broken = stage.planted.keyId!
  let projects = 0
  stage.fault = ({ url }) =>
    url.pathname.endsWith('/api_keys') && !url.searchParams.has('after') && ++projects === 3
      ? jsonAnswer(403, { error: { code: null } })
      : undefined
  const told = await stage.effect('delete').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused' })
  expect(simulator.effects).toEqual([])
  expect(JSON.stringify(told)).not.toContain(broken)
})

test('the key’s own id is enough, and another one than the value’s stops the step', async () => {
  const { stage, simulator } = await open()
  const other = await stage
    .effect('delete')
    .run(contextOf({ ...stage.subject, keyId: 'key_another' }))
  expect(other).toMatchObject({ result: 'ambiguous' })
  const subject = { ...stage.subject, secret: undefined }
  expect(await stage.effect('delete').run(contextOf(subject))).toMatchObject({
    result: 'done',
    identity: { proof: 'id-embedded', id: stage.planted.keyId },
  })
  expect(simulator.effects).toHaveLength(1)
})

test('a restricted key that may not list models is neither', async () => {
  const { stage } = await open({ isRestricted: true })
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
})

test('deleted is not dead until OpenAI takes it no more', async () => {
  const { stage } = await open({ propagationMs: 20_000 })
  await stage.effect('delete').run(contextOf(stage.subject))
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  stage.nowMs += 20_000
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
})

planLaw({ name: 'openai', open })
