import { expect, test } from 'vitest'
import { buildGroupPlan } from '../../../src/incident/build-group-plan.ts'
import { buildPlan } from '../../../src/incident/build-plan.ts'
import { textGroupPlan } from '../../../src/report/incident/text-group-plan.ts'
import { textPlan } from '../../../src/report/incident/text-plan.ts'
import { textPlaybook, textPlaybooks } from '../../../src/report/incident/text-playbooks.ts'
import { createInk } from '../../../src/report/terminal-ink.ts'
import { builtInPlaybook, builtInPlaybooks } from '../../incident/built-in-playbooks.ts'
import { capable, fakeAction, fakeAdapter, spare } from '../../incident/fake-adapter.ts'
import { planInputOf } from '../../incident/plan-input-of.ts'

const ink = createInk({ color: false, hyperlinks: false })
const options = { ink, width: 80, isProbed: false, isAsked: false }
const chosen = (id: string) => ({ playbook: builtInPlaybook(id), reason: 'It is a test.' })

function screenOf(id: string, input = planInputOf(), more = {}): string {
  return textPlan(buildPlan(input, chosen(id)), input.incident, { ...options, ...more }).join('\n')
}

test('the screen of a plan', () => {
  expect(screenOf('stop-the-bleeding')).toMatchInlineSnapshot(`
    "high  Acme key acme_…  inc-1
    Stop the bleeding: It is a test.
    plan dc058fa6962d5a23, nothing was sent

    Know first
      ! The owner is told by mail.
      ! Nobody has asked whether it works; --probe does.
      ! Nobody knows what uses it: no inventory and no evidence says.

    What will happen, in this order
     1  Ask whether it still works  only reads  probe
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
     2  Keep what is known of its use  only reads  evidence, at the same time
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
     3  Switch it off  can be undone  disable
        suspends the key
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
        proof id-embedded, shown by acme/whoami
        undone by acme/resume
     4  List what was made with it  only reads  minted
        GET api.acme.example/v1/key/{id}
        as the leaked token itself
     5  Revoke it for good  CANNOT BE UNDONE  revoke
        deletes the key
        DELETE api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
        proof id-embedded, only accepted, not yet done, shown by acme/whoami
        quota 60 requests an hour
     6  Put a new value in place  can be undone  rotate
        puts a new version beside it
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
        proof exact-match
        undone by acme/take-back
     7  Make the new value the current one  can be undone  promote
        makes the new version current
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)
        proof exact-match
        undone by acme/take-back
        if it fails, rotate is undone
     8  Prove that the old value is dead  only reads  verify
        GET api.acme.example/v1/key/{id}
        as the admin key (ACME_ADMIN_KEY)

    Left out
      – Tell the owner that it stops working: No channel is set up: notify of
        stanch.yaml.
      – Take it out of where it lies: Acme cannot take it out of where it lies.
      – Tell everybody that it is over: No channel is set up: notify of stanch.yaml.

    Two people have to sign. It cannot be undone, and nobody says that it is not of
    production.
    Next  stanch incident plan inc-1 --probe
    Then  stanch incident approve inc-1"
  `)
})

test('what a person has to do says why, how, and what to type when it is done', () => {
  const screen = screenOf('stop-the-bleeding', planInputOf({ adapters: [spare] }))
  expect(screen).toContain(
    'Revoke it for good  BY HAND  revoke\n    By hand, because: Acme: delete lacks: the value.',
  )
  expect(screen).toContain('\n      stanch incident attest inc-1 revoke --statement TEXT\n')
})

test.for(builtInPlaybooks.map(({ id }) => id))('%s: no line is longer than 80 columns', (id) => {
  const long = planInputOf({
    adapters: [spare, capable],
    record: {
      id: 'r',
      state: 'active',
      consumers: ['billing-service', 'nightly-export', 'customer-portal', 'warehouse-sync'],
      fingerprints: [],
    },
  })
  for (const input of [planInputOf(), long])
    for (const line of screenOf(id, input).split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(80)
  const shown = textPlaybook(builtInPlaybook(id), options)
  for (const line of [
    ...shown,
    ...textPlaybooks([{ ...builtInPlaybook(id), isOwn: true }], options),
  ])
    expect(line.length, line).toBeLessThanOrEqual(80)
})

test('once it was asked, the next thing is to approve', () => {
  expect(screenOf('break-glass')).toContain(
    'Next  stanch incident plan inc-1 --probe\nThen  stanch incident approve inc-1',
  )
  expect(screenOf('break-glass', planInputOf(), { isAsked: true })).toMatch(
    /Next {2}stanch incident approve inc-1$/,
  )
})

test('two people need a store that both reach', () => {
  expect(screenOf('break-glass', planInputOf(), { isShared: false })).toMatch(/kept on one machine/)
  expect(screenOf('break-glass', planInputOf(), { isShared: true })).not.toMatch(
    /kept on one machine/,
  )
})

test('what an adapter says cannot write over the screen', () => {
  const hostile = fakeAdapter([
    fakeAction('delete', 'revoke', {
      proof: 'self-token',
      summary: 'fine\u001b[2Jgone',
      sideEffects: ['one\r\ntwo'],
      actsAs: '\u202eevil',
    }),
  ])
  const screen = screenOf('stop-the-bleeding', planInputOf({ adapters: [hostile] }))
  // eslint-disable-next-line no-control-regex
  expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
})

test('a group: each step once, for how many, in how many calls', () => {
  const many = fakeAdapter([
    {
      ...fakeAction('delete', 'revoke', {
        proof: 'self-token',
        effect: 'dead',
        provedBy: 'whoami',
      }),
      batchMax: 2,
    } as never,
    fakeAction('whoami', 'probe'),
  ])
  const inputs = ['a', 'b', 'c'].map((id) =>
    planInputOf({ adapters: id === 'c' ? [spare] : [many], incident: { id } }),
  )
  const { plans } = buildGroupPlan({ name: 'october', inputs, chosen: chosen('break-glass') })
  const incidents = new Map(inputs.map(({ incident }) => [incident.id, incident]))
  const screen = textGroupPlan(plans, incidents, { ...options, adapters: [many] }).join('\n')
  expect(screen).toContain('group october  3 incidents, worst first')
  expect(screen).toContain('Revoke it for good  CANNOT BE UNDONE  revoke, 2 of 3 in 1 call')
  expect(screen).toContain('Revoke it for good  BY HAND  revoke, 1 of 3')
  expect(screen).toContain('Then  stanch incident approve --group october')
})
