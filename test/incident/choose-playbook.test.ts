import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  choosePlaybook,
  hindranceOf,
  holds,
  namedPlaybook,
  type PlaybookFacts,
} from '../../src/incident/choose-playbook.ts'
import { playbookFacts, type PlaybookFact } from '../../src/incident/playbook.ts'
import { builtInPlaybook, builtInPlaybooks } from './built-in-playbooks.ts'

const shelf = { own: [], builtIn: builtInPlaybooks }

function check(rule: string, facts: PlaybookFacts, expected: string, reason?: RegExp) {
  const chosen = choosePlaybook(shelf, [rule], facts)
  expect(chosen.playbook.id).toBe(expected)
  if (reason !== undefined) expect(chosen.reason).toMatch(reason)
}

const inUse = { 'has-consumers': true, 'can-rotate': true }

test.for([
  ['nothing is known', 'acme-key', {}, 'stop-the-bleeding', /Nothing is known to use it/],
  ['in use, and it can be rotated', 'acme-key', inUse, 'no-outage', /nobody outside/],
  [
    'in use, but public',
    'acme-key',
    { ...inUse, public: true },
    'stop-the-bleeding',
    /Others can read it/,
  ],
  [
    'in use, but replaced already',
    'acme-key',
    { ...inUse, rotated: true },
    'stop-the-bleeding',
    undefined,
  ],
  [
    'in use, but it cannot be rotated',
    'acme-key',
    { 'has-consumers': true },
    'stop-the-bleeding',
    /no new value/,
  ],
  ['of AWS', 'aws-secret-access-key', {}, 'aws-access-key', undefined],
  [
    'of AWS, public and in use',
    'aws-access-key-id',
    { ...inUse, public: true },
    'aws-access-key',
    undefined,
  ],
  ['of AWS, in use, and it can be rotated', 'aws-secret-access-key', inUse, 'no-outage', undefined],
  ['of GitHub', 'github-token', { 'has-consumers': false }, 'github-token', undefined],
  ['of GCP', 'gcp-service-account-key', { public: true }, 'gcp-service-account-key', undefined],
] as const)('%s', ([, rule, facts, expected, reason]) => check(rule, facts, expected, reason))

test('a group of several kinds gets one that fits all', () => {
  const { playbook } = choosePlaybook(shelf, ['github-token', 'aws-secret-access-key'], {
    public: true,
  })
  expect(playbook.id).toBe('stop-the-bleeding')
})

test('own ones are asked first, and only when they say when', () => {
  const own = { ...builtInPlaybook('stop-the-bleeding'), id: 'ours' }
  const { choose: _choose, ...silent } = own
  expect(choosePlaybook({ ...shelf, own: [own] }, ['github-token'], {}).playbook.id).toBe('ours')
  expect(choosePlaybook({ ...shelf, own: [silent] }, ['github-token'], {}).playbook.id).toBe(
    'github-token',
  )
})

test('break glass is never chosen by itself', () => {
  const facts = fc.dictionary(fc.constantFrom(...playbookFacts), fc.boolean())
  fc.assert(
    fc.property(
      facts,
      fc.constantFrom('acme-key', 'github-token', 'aws-secret-access-key'),
      (known, rule) => {
        const { playbook, reason } = choosePlaybook(shelf, [rule], known)
        expect(playbook.order).not.toBe('break-glass')
        expect(reason).toMatch(/^[A-Z].*\.$/)
        // Never an order that leaves a public key alive while others are moved.
        if (known.public === true) expect(playbook.order).toBe('stop-the-bleeding')
      },
    ),
  )
})

test('a name that nobody has, and one for another rule', () => {
  expect(() => namedPlaybook(shelf, 'no-outrage', ['acme-key'])).toThrow(/do you mean no-outage\?/)
  expect(() => namedPlaybook(shelf, 'github-token', ['acme-key'])).toThrow(/made for github-token/)
  expect(namedPlaybook(shelf, 'break-glass', ['acme-key']).reason).toMatch(/named/)
})

test('law: a hindrance is told exactly when conditions do not hold', () => {
  const some = fc.subarray([...playbookFacts]) as fc.Arbitrary<PlaybookFact[]>
  const facts = fc.dictionary(fc.constantFrom(...playbookFacts), fc.boolean())
  fc.assert(
    fc.property(some, some, facts, (when, unless, known) => {
      const conditions = { when, unless }
      expect(hindranceOf(conditions, known) === undefined).toBe(holds(conditions, known))
    }),
  )
})
