import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { buildPlan } from '../../src/incident/build-plan.ts'
import { canonicalJson } from '../../src/incident/canonical-json.ts'
import { digestOf } from '../../src/incident/journal.ts'
import type { PlanInput } from '../../src/incident/plan-input.ts'
import { changesSomething, planDigestOf, type Plan } from '../../src/incident/plan.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import { builtInPlaybook, builtInPlaybooks } from './built-in-playbooks.ts'
import { capable, fakeAction, fakeAdapter, sent, spare } from './fake-adapter.ts'
import { planInputOf } from './plan-input-of.ts'

beforeEach(() => {
  sent.length = 0
})

const value = 'acme_' + '0123456789abcdef'.repeat(2)
const secret = new Secret(new TextEncoder().encode(value), fingerprintKeyOf(new Uint8Array(32)))

function plan(id: string, input: PlanInput = planInputOf()): Plan {
  return buildPlan(input, { playbook: builtInPlaybook(id), reason: 'It is a test.' })
}

const idsOf = ({ steps }: Plan) => steps.map(({ id }) => id)
const stepOf = (one: Plan, id: string) => one.steps.find((step) => step.id === id)!

test('stop the bleeding: switched off before it is revoked, rotated after it', () => {
  expect(idsOf(plan('stop-the-bleeding'))).toEqual([
    'probe',
    'evidence',
    'disable',
    'minted',
    'revoke',
    'rotate',
    'promote',
    'verify',
  ])
})

test('no outage: revoked only after the old value is drained', () => {
  const record = { id: 'r', state: 'active', consumers: ['billing'], fingerprints: [] } as const
  expect(idsOf(plan('no-outage', planInputOf({ record })))).toEqual([
    'probe',
    'evidence',
    'rotate',
    'promote',
    'switched',
    'drain',
    'minted',
    'disable',
    'revoke',
    'verify',
  ])
})

test('a step says what is called, what proves it, and what undoes it', () => {
  expect(stepOf(plan('stop-the-bleeding'), 'disable')).toMatchObject({
    adapter: 'acme',
    action: 'suspend',
    kind: 'disable',
    proof: 'id-embedded',
    description: { undoneBy: 'resume', calls: [{ method: 'GET', host: 'api.acme.example' }] },
  })
})

test('an action that lacks something becomes a step for a person, with the reason', () => {
  const made = plan('stop-the-bleeding', planInputOf({ adapters: [spare] }))
  expect(stepOf(made, 'revoke')).toMatchObject({
    why: 'Acme: delete lacks: the value.',
    standsFor: 'revoke',
    manual: [
      expect.stringContaining('page Keys'),
      expect.stringContaining('https://'),
      expect.any(String),
    ],
  })
  expect(stepOf(made, 'revoke').adapter).toBeUndefined()
  expect(made.notAutomated.join('\n')).toContain(
    'Revoke it for good: Acme: delete lacks: the value.',
  )
  expect(made.leftOut.map(({ id }) => id)).toContain('disable')
})

test('with the value at hand the same step is taken', () => {
  const subject = { rule: 'acme-key', provider: 'Acme', secret }
  const made = plan('stop-the-bleeding', planInputOf({ adapters: [spare], subject }))
  expect(stepOf(made, 'revoke')).toMatchObject({ action: 'delete', proof: 'self-token' })
})

test('a weaker proof than the playbook wants is not taken', () => {
  const weak = fakeAdapter([fakeAction('delete', 'revoke', { proof: 'human-attested' })])
  const step = stepOf(plan('stop-the-bleeding', planInputOf({ adapters: [weak] })), 'revoke')
  expect(step.why).toMatch(/human-attested; the playbook wants unique-hint or better/)
})

test('a kind of services is not called a provider: an adapter’s name is better, else nobody’s', () => {
  const leaked = { ...planInputOf().incident.leaked, provider: 'E-mail services' }
  const rotationOf = (change: Parameters<typeof planInputOf>[0]) =>
    stepOf(plan('stop-the-bleeding', planInputOf({ adapters: [spare], ...change })), 'rotate')
  expect(rotationOf({ incident: { leaked } }).manual).toContain('Make a new value at Acme.')
  const other = { ...leaked, name: 'API key' }
  expect(rotationOf({ incident: { leaked: other } }).manual).toContain(
    'Make a new value at its provider.',
  )
})

test('without any adapter all is for people, and it says so', () => {
  const made = plan('stop-the-bleeding', planInputOf({ adapters: [] }))
  expect(made.steps.every(({ manual }) => manual !== undefined)).toBe(true)
  expect(made.warnings.join('\n')).toMatch(/The incident stays open/)
})

test('what no probe can affect is not proven by another probe', () => {
  const adapter = fakeAdapter([
    fakeAction('whoami', 'probe'),
    fakeAction('delete', 'revoke', { proof: 'self-token', effect: 'dead' }),
  ])
  expect(
    stepOf(plan('stop-the-bleeding', planInputOf({ adapters: [adapter] })), 'verify').why,
  ).toMatch(/No probe can tell/)
})

test('the probe that what is done can affect is asked, before and after', () => {
  const adapter = fakeAdapter([
    fakeAction('other', 'probe'),
    fakeAction('whoami', 'probe'),
    fakeAction('delete', 'revoke', { proof: 'self-token', effect: 'dead', provedBy: 'whoami' }),
  ])
  const made = plan('stop-the-bleeding', planInputOf({ adapters: [adapter] }))
  expect(stepOf(made, 'probe').action).toBe('whoami')
  expect(stepOf(made, 'verify').action).toBe('whoami')
})

test('a canary is not probed', () => {
  const made = plan('stop-the-bleeding', planInputOf({ incident: { facts: { canary: 'yes' } } }))
  expect(made.steps.some(({ kind }) => kind === 'probe')).toBe(false)
  expect(made.warnings.join('\n')).toMatch(/It is a canary/)
})

test('compensation is kept only where something can undo it', () => {
  const record = { id: 'r', state: 'active', consumers: ['billing'], fingerprints: [] } as const
  expect(stepOf(plan('no-outage', planInputOf({ record })), 'promote')).toMatchObject({
    onFailure: 'compensate',
    compensates: 'rotate',
  })
  const lasting = fakeAdapter([
    fakeAction('put', 'rotate', { proof: 'exact-match' }),
    fakeAction('current', 'promote', { proof: 'exact-match' }),
  ])
  const kept = stepOf(plan('no-outage', planInputOf({ record, adapters: [lasting] })), 'promote')
  expect(kept.onFailure).toBe('stop')
  expect(kept.compensates).toBeUndefined()
})

test('dependants, gaps and side effects are told first', () => {
  const made = plan(
    'stop-the-bleeding',
    planInputOf({
      record: {
        id: 'r',
        state: 'active',
        consumers: ['billing'],
        agent: 'robot',
        fingerprints: [],
      },
      gaps: ['CloudTrail could not be read'],
      incident: { facts: { mayAct: 'no', actingAs: 'user/ops', lacksPermissions: 'acme:Delete' } },
    }),
  )
  expect(made.dependants).toEqual(['billing', 'agent robot'])
  expect(made.warnings).toEqual(
    expect.arrayContaining([
      'What uses it breaks until it has a new value: billing, agent robot.',
      'The owner is told by mail.',
      'user/ops may not do it; lacking is acme:Delete.',
      'Not known: CloudTrail could not be read.',
    ]),
  )
})

test('an adapter that shows the value makes no plan', () => {
  const subject = { rule: 'acme-key', provider: 'Acme', secret }
  const leaky = fakeAdapter([
    fakeAction('delete', 'revoke', { proof: 'self-token', summary: `deletes ${value}` }),
  ])
  expect(() => plan('stop-the-bleeding', planInputOf({ adapters: [leaky], subject }))).toThrow(
    expect.objectContaining({
      code: 'PLAN_HOLDS_SECRET',
      message: expect.not.stringContaining(value),
    }),
  )
})

const anyInput = fc
  .record({
    facts: fc.dictionary(
      fc.constantFrom('live', 'canary', 'consumers', 'mayAct', 'environment', 'rotated'),
      fc.constantFrom('yes', 'no', 'unverifiable', 'none', 'prod', 'billing, nightly'),
    ),
    isPublic: fc.boolean(),
    hasValue: fc.boolean(),
    adapters: fc.constantFrom([capable], [spare], [spare, capable], []),
    consumers: fc.option(fc.subarray(['billing', 'nightly']), { nil: undefined }),
  })
  .map(({ facts, isPublic, hasValue, adapters, consumers }) =>
    planInputOf({
      incident: { facts, ...(isPublic && { publicSince: '2026-11-01T00:00:00.000Z' }) },
      adapters,
      subject: { rule: 'acme-key', provider: 'Acme', ...(hasValue && { secret }) },
      ...(consumers && { record: { id: 'r', state: 'active', consumers, fingerprints: [] } }),
    }),
  )
const anyBuiltIn = fc.constantFrom(...builtInPlaybooks)

test('law: planning sends nothing, holds no secret, and says the same each time', () => {
  fc.assert(
    fc.property(anyInput, anyBuiltIn, (input, playbook) => {
      const chosen = { playbook, reason: 'It is a test.' }
      const made = buildPlan(input, chosen)
      expect(sent).toEqual([])
      expect(canonicalJson(made)).not.toContain(value)
      expect(planDigestOf(buildPlan(input, chosen))).toBe(digestOf(made))
    }),
  )
})

test('law: each step of a playbook is taken, left out, or for a person; what can act says whom it hits', () => {
  fc.assert(
    fc.property(anyInput, anyBuiltIn, (input, playbook) => {
      const made = buildPlan(input, { playbook, reason: '' })
      const ids = [...idsOf(made), ...made.leftOut.map(({ id }) => id)]
      expect(ids.toSorted()).toEqual(playbook.steps.map(({ id }) => id).toSorted())
      for (const step of made.steps) {
        expect((step.adapter === undefined) !== (step.manual === undefined)).toBe(true)
        if (step.description) expect(step.description.missing).toEqual([])
        if (changesSomething(step)) expect(step.proof, step.id).toBeDefined()
      }
    }),
  )
})

test('law: in no outage nothing ends before the new value is in place', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { steps } = buildPlan(input, { playbook: builtInPlaybook('no-outage'), reason: '' })
      const kinds = steps.map(({ kind, standsFor }) => kind ?? standsFor)
      const end = kinds.findIndex((kind) => kind === 'disable' || kind === 'revoke')
      expect(kinds.indexOf('rotate')).toBeLessThan(end)
    }),
  )
})

test('what ends it is taken before what only contains it, and alone where the playbook says so', () => {
  const contain = fakeAction('quarantine', 'disable', {
    proof: 'exact-match',
    reversible: true,
    effect: 'contained',
    provedBy: 'p',
  })
  const end = fakeAction('deactivate', 'disable', {
    proof: 'exact-match',
    reversible: true,
    effect: 'dead',
    provedBy: 'p',
  })
  const planned = (id: string, ...actions: (typeof contain)[]) =>
    plan(id, planInputOf({ adapters: [fakeAdapter(actions)] })).steps.find(
      ({ phase, standsFor, kind }) => phase === 'contain' && (kind ?? standsFor) === 'disable',
    )
  expect(planned('stop-the-bleeding', contain, end)?.action).toBe('deactivate')
  expect(planned('stop-the-bleeding', contain)?.action).toBe('quarantine')
  expect(planned('aws-access-key', contain)?.why).toMatch(/only contains it/)
})

test('what is dead by then changes nothing: a new value is then made by a person', () => {
  const revoke = fakeAction('delete', 'revoke', { proof: 'self-token', effect: 'dead' })
  const rotate = (actsAs: string) => fakeAction('renew', 'rotate', { proof: 'self-token', actsAs })
  const planned = (actsAs: string) => {
    const record = { id: 'r', state: 'active', consumers: ['billing'], fingerprints: [] } as const
    const adapters = [fakeAdapter([revoke, rotate(actsAs)])]
    return plan('stop-the-bleeding', planInputOf({ record, adapters }))
  }
  expect(stepOf(planned('the admin key (ACME_ADMIN_KEY)'), 'rotate').action).toBe('renew')
  const made = planned('the leaked token itself')
  const told = [stepOf(made, 'rotate')?.why, ...made.leftOut.map(({ reason }) => reason)]
  expect(stepOf(made, 'rotate')?.action).toBeUndefined()
  expect(told.join(' ')).toContain('acts as the leaked credential, which is dead by then')
})
