import { expect, test } from 'vitest'
import {
  AnthropicSimulator,
  type AnthropicSimulatorOptions,
} from '../../../src/providers/simulators/anthropic.ts'
import { adapterLaws, planLaw } from './adapter-laws.ts'
import { contextOf, jsonAnswer, onStage } from './simulated.ts'
import { sourceOfFile } from './source-of-file.ts'

async function open(options: AnthropicSimulatorOptions = {}) {
  const simulator = new AnthropicSimulator({ others: 101, ...options })
  const source = sourceOfFile('anthropic', { 'anthropic-api-key': 7 })
  return { stage: await onStage(source, simulator), simulator }
}

adapterLaws({
  name: 'Anthropic',
  open,
  probes: ['models'],
  effects: [
    { name: 'deactivate', what: 'inactive', dead: 'models' },
    { name: 'activate', what: 'active', after: 'deactivate' },
    { name: 'archive', what: 'archived', dead: 'models' },
  ],
  evidence: ['identify'],
})

test('two keys with the same hint stop the step, also on different pages', async () => {
  const { stage, simulator } = await open({ hasTwin: true, others: 199 })
  for (const name of ['deactivate', 'archive'])
    expect(await stage.effect(name).run(contextOf(stage.subject))).toMatchObject({
      result: 'ambiguous',
    })
  expect(simulator.effects).toEqual([])
})

test('a list that ends early chooses nobody', async () => {
  const { stage, simulator } = await open()
  stage.fault = ({ url }) => (url.searchParams.has('after_id') ? jsonAnswer(403) : undefined)
  const told = await stage.effect('deactivate').run(contextOf(stage.subject))
  expect(['done', 'already', 'accepted']).not.toContain(told.result)
  expect(simulator.effects).toEqual([])
})

test('inactive is not dead before Anthropic says so', async () => {
  const { stage } = await open({ propagationMs: 5000 })
  await stage.effect('deactivate').run(contextOf(stage.subject))
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  stage.nowMs += 5001
  expect(await stage.probe('models').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
  expect(await stage.effect('deactivate').run(contextOf(stage.subject))).toMatchObject({
    result: 'already',
  })
})

planLaw({ name: 'anthropic', open })
