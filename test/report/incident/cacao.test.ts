import { expect, test } from 'vitest'
import { buildPlan } from '../../../src/incident/build-plan.ts'
import { cacaoOfPlan } from '../../../src/report/incident/cacao/cacao-of-plan.ts'
import { cacaoOfPlaybook } from '../../../src/report/incident/cacao/cacao-of-playbook.ts'
import type { CacaoPlaybook, CacaoStep } from '../../../src/report/incident/cacao/cacao-playbook.ts'
import { builtInPlaybook, builtInPlaybooks } from '../../incident/built-in-playbooks.ts'
import { fakeAction, fakeAdapter } from '../../incident/fake-adapter.ts'
import { planInputOf } from '../../incident/plan-input-of.ts'
import { cacaoFaults } from './cacao-schema.ts'

const at = '2026-11-26T17:00:00.000Z'

function planOf(id: string, input = planInputOf()): CacaoPlaybook {
  const plan = buildPlan(input, { playbook: builtInPlaybook(id), reason: 'It is a test.' })
  return cacaoOfPlan(plan, input.incident, at)
}

const exported = [
  ...builtInPlaybooks.map(
    (playbook) => [`playbook ${playbook.id}`, cacaoOfPlaybook(playbook, at)] as const,
  ),
  ...builtInPlaybooks.map(({ id }) => [`plan of ${id}`, planOf(id)] as const),
  [
    'plan of nothing but manual steps',
    planOf('break-glass', planInputOf({ adapters: [] })),
  ] as const,
]

test.for(exported)('%s is valid by the schemas of OASIS', ([, playbook]) => {
  expect(cacaoFaults(playbook)).toEqual([])
})

test.for([
  ['a property that there is not', { colour: 'red' }],
  ['a time without its zone', { created: '2026-11-26T17:00:00' }],
  ['an id of another form', { workflow_start: 'start--1' }],
  ['an impact beyond 100', { impact: 101 }],
] as const)('the schemas refuse %s', ([, change]) => {
  expect(cacaoFaults({ ...exported[0]![1], ...change })).not.toEqual([])
})

test('the schemas refuse a command with what it does not have', () => {
  const playbook = exported[0]![1]
  const workflow = structuredClone(playbook.workflow) as Record<string, CacaoStep>
  const step = Object.values(workflow).find(({ type }) => type === 'action')!
  ;(step.commands as object[])[0] = { ...step.commands![0], url: 'https://acme.example' }
  expect(cacaoFaults({ ...playbook, workflow })).not.toEqual([])
})

const successors = (step: CacaoStep): string[] =>
  [
    step.on_completion,
    step.on_success,
    step.on_failure,
    step.on_true,
    ...(step.next_steps ?? []),
  ].filter((id) => id !== undefined)

test.for(exported)(
  '%s: each step is reached, none is missing, and there is no way back',
  ([, playbook]) => {
    const seen = new Set<string>()
    const visit = (id: string, path: readonly string[]): void => {
      expect(path).not.toContain(id)
      const step = playbook.workflow[id]
      expect(step, id).toBeDefined()
      seen.add(id)
      for (const next of successors(step!)) visit(next, [...path, id])
    }
    visit(playbook.workflow_start, [])
    expect(seen.size).toBe(Object.keys(playbook.workflow).length)
  },
)

test.for(exported)('%s: a branch ends in an end of its own', ([, playbook]) => {
  const ends: string[] = []
  const endOf = (id: string): string => {
    const step = playbook.workflow[id]!
    return step.type === 'end' ? id : endOf(step.on_completion ?? step.on_success!)
  }
  for (const step of Object.values(playbook.workflow))
    ends.push(
      ...[step.on_true, ...(step.next_steps ?? [])].filter((id) => id !== undefined).map(endOf),
    )
  expect(new Set(ends).size).toBe(ends.length)
})

test('calls are start lines, their hosts targets, and the rest an extension', () => {
  const { workflow, target_definitions } = planOf('stop-the-bleeding')
  const step = Object.values(workflow).find(({ commands }) =>
    commands?.[0]?.command.startsWith('DELETE'),
  )!
  expect(step).toMatchObject({
    commands: [
      {
        type: 'http-api',
        command: 'DELETE /v1/key/__id__:value HTTP/1.1',
        playbook_activity: 'eliminate-risk',
      },
    ],
    timeout: 60_000,
  })
  expect(target_definitions![step.targets![0]!]).toMatchObject({ name: 'api.acme.example' })
  expect(Object.values(step.step_extensions!)[0]).toMatchObject({
    proof: 'id-embedded',
    completion: 'accepted',
    reversible: false,
    provedBy: 'whoami',
  })
})

test('calls to two hosts are two actions, each with its own target', () => {
  const adapter = fakeAdapter([
    fakeAction('delete', 'revoke', {
      proof: 'self-token',
      calls: [
        { method: 'GET', host: 'sts.acme.example', path: '/who' },
        { method: 'POST', host: '127.0.0.1:8200', path: '/v1/revoke' },
      ],
    }),
  ])
  const playbook = planOf('stop-the-bleeding', planInputOf({ adapters: [adapter] }))
  expect(cacaoFaults(playbook)).toEqual([])
  expect(Object.values(playbook.target_definitions!)).toHaveLength(2)
})

test('the same plan has the same ids; another one has others', () => {
  expect(planOf('no-outage')).toEqual(planOf('no-outage'))
  expect(planOf('no-outage').id).not.toBe(planOf('stop-the-bleeding').id)
})
