import { expect, test } from 'vitest'
import {
  StripeSimulator,
  type StripeSimulatorOptions,
} from '../../../src/providers/simulators/stripe.ts'
import { adapterLaws, planLaw } from './adapter-laws.ts'
import { contextOf, onStage } from './simulated.ts'
import { sourceOfFile } from './source-of-file.ts'

async function open(options: StripeSimulatorOptions = {}) {
  const simulator = new StripeSimulator(options)
  const source = sourceOfFile('stripe', { 'stripe-secret-key': 8, 'stripe-test-key': 8 })
  return { stage: await onStage(source, simulator), simulator }
}

adapterLaws({
  name: 'Stripe',
  open,
  probes: ['balance'],
  effects: [{ name: 'expire', what: 'expired', dead: 'balance' }],
})

test('two keys with the same last characters stop the step', async () => {
  const { stage, simulator } = await open({ hasTwin: true })
  expect(await stage.effect('expire').run(contextOf(stage.subject))).toMatchObject({
    result: 'ambiguous',
  })
  expect(simulator.effects).toEqual([])
})

test('without the preview it is refused, and a person is told where', async () => {
  const { stage, simulator } = await open({ hasPreview: false })
  const told = await stage.effect('expire').run(contextOf(stage.subject))
  expect(told).toMatchObject({ result: 'refused' })
  expect(told.detail).toContain('may not manage keys')
  expect(stage.adapter.manual?.join()).toContain('dashboard.stripe.com')
  expect(simulator.effects).toEqual([])
})

test('accepted is not dead: the ended key works for nine seconds more', async () => {
  const { stage } = await open({ propagationMs: 9000 })
  expect(await stage.effect('expire').run(contextOf(stage.subject))).toMatchObject({
    result: 'accepted',
  })
  expect(await stage.probe('balance').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  stage.nowMs += 9000
  expect(await stage.probe('balance').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
  })
})

test('a restricted key that may not read the balance is neither', async () => {
  const { stage } = await open({ isRestricted: true })
  expect(await stage.probe('balance').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'unverifiable',
  })
})

planLaw({ name: 'stripe', open })
