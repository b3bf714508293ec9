import fc from 'fast-check'
import { stringify } from 'yaml'
import { expect, test } from 'vitest'
import { parsePlaybook } from '../../src/incident/parse-playbook.ts'
import type { PlaybookInput } from '../../src/incident/playbook-schema.ts'
import { builtInPlaybooks } from './built-in-playbooks.ts'

type Step = PlaybookInput['steps'][number]

const revoke: Step = {
  id: 'revoke',
  title: 'Revoke',
  phase: 'contain',
  action: 'revoke',
  proof: 'self-token',
}
const verify: Step = { id: 'verify', title: 'Verify', phase: 'verify', action: 'probe' }
const rotate: Step = { id: 'rotate', title: 'Rotate', phase: 'rotate', action: 'rotate' }

function playbook(steps: readonly object[], more: object = {}): string {
  return stringify({
    id: 'ours',
    name: 'Ours',
    description: 'Our own order.',
    order: 'own',
    rules: 'any',
    ...more,
    steps,
  })
}

function faultsOf(yaml: string): string[] {
  try {
    parsePlaybook(yaml, 'ours.yaml')
  } catch (error) {
    expect(error).toMatchObject({ code: 'PLAYBOOK_INVALID' })
    return (error as Error).message.split('\n')
  }
  return []
}

test('built-in ones are sound, and each id is that of its own file', () => {
  expect(builtInPlaybooks.map(({ id }) => id)).toEqual([
    'aws-access-key',
    'break-glass',
    'gcp-service-account-key',
    'github-token',
    'no-outage',
    'stop-the-bleeding',
    'switch-off',
  ])
})

test('what is left out has its default, durations are milliseconds', () => {
  const { steps } = parsePlaybook(
    playbook([{ ...revoke, timeout: '2m', retry: { attempts: 3, wait: '500ms' } }, verify]),
    'ours.yaml',
  )
  expect(steps[0]).toEqual({
    id: 'revoke',
    title: 'Revoke',
    phase: 'contain',
    action: 'revoke',
    proof: 'self-token',
    optional: false,
    when: [],
    unless: [],
    timeoutMs: 120_000,
    retry: { attempts: 3, waitMs: 500, waitMsMax: 60_000 },
    onFailure: 'stop',
  })
  expect(steps[1]).toMatchObject({ timeoutMs: 60_000, retry: { attempts: 1 } })
})

test.for([
  [
    'an unknown kind',
    [{ ...revoke, action: 'revok' }, verify],
    /steps\[0\]\.action: expected a kind of action .*did you mean revoke\?/,
  ],
  [
    'an unknown fact',
    [{ ...revoke, when: ['publik'] }, verify],
    /steps\[0\]\.when\[0\]: expected a fact: .*did you mean public\?/,
  ],
  ['an unknown key', [{ ...revoke, onfailure: 'stop' }, verify], /did you mean onFailure\?/],
  [
    'a wrong duration',
    [{ ...revoke, timeout: '2 minutes' }, verify],
    /steps\[0\]\.timeout: expected a duration such as/,
  ],
  [
    'neither action nor instructions',
    [{ id: 'a', title: 'A', phase: 'clean' }],
    /steps\[0\]: expected either an action or manual/,
  ],
  ['both of them', [{ ...verify, manual: ['Look.'] }], /expected either an action or manual/],
  ['an end without a proof', [{ ...revoke, proof: undefined }, verify], /expected a proof/],
  ['an end that nothing verifies', [revoke], /expected a probe in phase verify after it/],
  ['an end that is verified before', [verify, revoke], /expected a probe in phase verify after it/],
  [
    'an action by name that nothing verifies',
    [{ ...revoke, action: 'acme/delete' }],
    /expected a probe in phase verify after it/,
  ],
  ['a proof of what changes nothing', [{ ...verify, proof: 'self-token' }], /expected no proof/],
  [
    'what cannot be undone as reversible',
    [{ ...revoke, reversible: true }, verify],
    /revoke cannot be undone/,
  ],
  [
    'an id twice',
    [revoke, verify, { ...verify }],
    /steps\[2\]\.id: expected an id of its own; step 2 has it/,
  ],
  [
    'compensation of a later step',
    [{ ...revoke, onFailure: 'compensate', compensates: 'rotate' }, rotate, verify],
    /expected an earlier step/,
  ],
  [
    'compensation of itself',
    [{ ...rotate, onFailure: 'compensate', compensates: 'rotate' }],
    /expected an earlier step/,
  ],
  [
    'compensation of nothing',
    [rotate, { ...revoke, onFailure: 'compensate' }, verify],
    /expected compensates to name/,
  ],
  [
    'compensation without saying so',
    [rotate, { ...revoke, compensates: 'rotate' }, verify],
    /expected onFailure: compensate/,
  ],
  [
    'compensation of what cannot be undone',
    [revoke, { ...rotate, onFailure: 'compensate', compensates: 'revoke' }, verify],
    /whose action can be undone/,
  ],
  [
    'a group that is torn',
    [
      { ...verify, id: 'a', parallel: 'g' },
      { ...verify, id: 'b' },
      { ...verify, id: 'c', parallel: 'g' },
    ],
    /steps\[2\]\.parallel: expected the steps of a group next to each other/,
  ],
  ['a group of one', [{ ...verify, parallel: 'g' }], /it runs with no other/],
  [
    'a contradiction',
    [{ ...revoke, when: ['public'], unless: ['public'] }, verify],
    /it would never be taken/,
  ],
  [
    'an optional manual step',
    [{ id: 'a', title: 'A', phase: 'clean', manual: ['Look.'], optional: true }],
    /expected conditions instead/,
  ],
  ['attempts without end', [{ ...revoke, retry: { attempts: 1000 } }, verify], /1 to 20/],
] as const)('refused: %s', ([, steps, fault]) => {
  const faults = faultsOf(playbook(steps as readonly object[]))
  expect(faults.join('\n')).toMatch(fault)
  for (const line of faults) expect(line).toMatch(/^ours\.yaml:\d+: /)
})

test.for([
  ['no outage without a rotation', 'no-outage', [revoke, verify]],
  ['no outage that ends first', 'no-outage', [revoke, rotate, verify]],
  ['stop the bleeding that rotates first', 'stop-the-bleeding', [rotate, revoke, verify]],
  ['break glass that ends nothing', 'break-glass', [verify]],
] as const)('an order that is not kept: %s', ([, order, steps]) => {
  expect(faultsOf(playbook(steps, { order })).join('\n')).toMatch(/^ours\.yaml:4: order: expected/m)
})

test('every fault is told, each with its line', () => {
  const faults = faultsOf(
    playbook([
      { ...revoke, proof: undefined },
      { ...verify, id: 'revoke', phase: 'clean' },
    ]),
  )
  expect(faults).toHaveLength(3)
})

test('a value that somebody pasted is not shown', () => {
  const pasted = 'hunter2-hunter2-hunter2'
  const faults = faultsOf(
    playbook([{ ...revoke, proof: pasted, action: pasted }, verify], { order: pasted }),
  )
  expect(faults.length).toBeGreaterThan(0)
  expect(faults.join('\n')).not.toContain('hunter2')
})

test('law: the same file has the same digest, and another text another one', () => {
  const text = playbook([revoke, verify])
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ') }), (comment) => {
      const digest = parsePlaybook(`${text}# ${comment}\n`, 'a').digest
      expect(digest).toBe(parsePlaybook(`${text}# ${comment}\n`, 'b').digest)
      expect(digest).not.toBe(parsePlaybook(text, 'a').digest)
    }),
    { numRuns: 20 },
  )
})
