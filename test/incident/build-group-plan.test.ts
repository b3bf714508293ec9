import { expect, test } from 'vitest'
import { buildGroupPlan, groupFactsOf } from '../../src/incident/build-group-plan.ts'
import { joinSteps } from '../../src/incident/join-steps.ts'
import { planDigestOf } from '../../src/incident/plan.ts'
import { builtInPlaybook } from './built-in-playbooks.ts'
import { capable, spare } from './fake-adapter.ts'
import { planInputOf } from './plan-input-of.ts'

const chosen = { playbook: builtInPlaybook('stop-the-bleeding'), reason: 'It is a test.' }
const severities = ['low', 'critical', 'high', 'critical'] as const
const inputs = severities.map((severity, at) =>
  planInputOf({ incident: { id: `inc-${at}`, verdict: { severity, reasons: [] } } }),
)
const group = (more: Partial<Parameters<typeof buildGroupPlan>[0]> = {}) =>
  buildGroupPlan({ name: 'october', inputs, chosen, ...more })

test('the worst comes first', () => {
  expect(group().plans.map(({ incident }) => incident)).toEqual([
    'inc-1',
    'inc-3',
    'inc-2',
    'inc-0',
  ])
})

test('one digest stands for all, whatever the order in which they come', () => {
  const { digest, plans } = group()
  for (const plan of plans) expect(planDigestOf(plan)).toBe(digest)
  expect(group({ inputs: inputs.toReversed() }).digest).toBe(digest)
})

test('a plan that is exchanged or changed afterwards is not the signed one', () => {
  const [first, second] = group().plans
  expect(planDigestOf({ ...first!, reason: 'Another one.' })).toBeUndefined()
  expect(planDigestOf({ ...first!, incident: second!.incident })).toBeUndefined()
  expect(planDigestOf({ ...first!, group: { ...first!.group!, name: 'x' } })).not.toBe(
    group().digest,
  )
})

test('what needs most signatures says so for all', () => {
  const adapters = [spare]
  const mixed = [
    planInputOf({ adapters, incident: { id: 'a', facts: { environment: 'staging' } } }),
    planInputOf({ incident: { id: 'b' } }),
  ]
  const needs = group({ inputs: mixed }).plans.map((plan) => plan.needs.signatures)
  expect(new Set(needs)).toEqual(new Set([2]))
})

test('the same step of all is next to each other, so that it can be one call', () => {
  const [first, ...others] = group().plans
  const steps = joinSteps([
    { ...first!, steps: first!.steps.filter(({ id }) => id !== 'disable') },
    ...others,
  ])
  expect(steps.map(({ id, incident }) => `${id} ${incident}`).slice(8, 15)).toEqual([
    'disable inc-3',
    'disable inc-2',
    'disable inc-0',
    'minted inc-1',
    'minted inc-3',
    'minted inc-2',
    'minted inc-0',
  ])
  expect(joinSteps([first!])).toEqual(first!.steps)
})

test('facts of a group: danger counts for all, means only when each has them', () => {
  const facts = groupFactsOf([
    planInputOf({ adapters: [capable], incident: { publicSince: '2026-11-01T00:00:00.000Z' } }),
    planInputOf({ adapters: [spare] }),
  ])
  expect(facts).toMatchObject({ public: true, 'can-rotate': false, canary: false })
})
