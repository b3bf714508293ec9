import { expect, test } from 'vitest'
import type { Finding } from '../../src/engine/finding.ts'
import { groupExposures } from '../../src/report/group-exposures.ts'
import { findingIn, findingWith, fingerprintFor } from './sample-result.ts'
import { inventoryMatch } from './inventory-match.ts'

const generic: Partial<Finding> = {
  rule: 'generic-password',
  name: 'Password',
  provider: 'Generic',
  confidence: 'medium',
  severity: 'medium',
}

test('no findings, no exposures', () => {
  expect(groupExposures([])).toEqual([])
})

test('one secret at several places is one exposure with its places in order', () => {
  const exposures = groupExposures([
    findingIn('z.env'),
    findingIn('a.env', { fingerprint: fingerprintFor(2) }),
    findingIn('b.env', { line: 7, column: 1 }),
  ])
  expect(exposures.map(({ occurrences }) => occurrences)).toEqual([
    [
      { origin: { kind: 'file', path: 'z.env' }, line: 3, column: 9 },
      { origin: { kind: 'file', path: 'b.env' }, line: 7, column: 1 },
    ],
    [{ origin: { kind: 'file', path: 'a.env' }, line: 3, column: 9 }],
  ])
})

test('two rules at one place are one occurrence', () => {
  const [exposure] = groupExposures([findingWith({}), findingWith(generic)])
  expect(exposure?.occurrences).toHaveLength(1)
})

test.for<[string, readonly Partial<Finding>[], string]>([
  ['the surest finding names the secret', [generic, {}], 'github-token'],
  [
    'at equal confidence a rule that names the issuer beats a generic one',
    [{ ...generic, confidence: 'high', severity: 'critical' }, {}],
    'github-token',
  ],
  [
    'then the graver one',
    [{ severity: 'low' }, { rule: 'github-app-key', severity: 'high' }],
    'github-app-key',
  ],
  ['then the first', [{}, { rule: 'github-other' }], 'github-token'],
])('%s', ([, changes, rule]) => {
  const [exposure] = groupExposures(changes.map(findingWith))
  expect(exposure?.rule).toBe(rule)
})

test.for([
  ['unverified', 'active', 'active'],
  ['active', 'inactive', 'active'],
  ['inactive', 'unverified', 'inactive'],
  ['invalid-format', 'unverified', 'unverified'],
  ['invalid-format', 'invalid-format', 'invalid-format'],
  ['unverified', 'unverifiable', 'unverifiable'],
] as const)('of %s and %s the status is %s', ([left, right, expected]) => {
  const [exposure] = groupExposures([findingWith({ status: left }), findingWith({ status: right })])
  expect(exposure?.status).toBe(expected)
})

test('an owner known at one place is the owner of all', () => {
  const inventory = inventoryMatch()
  const [exposure] = groupExposures([findingIn('a'), findingIn('b', { inventory })])
  expect(exposure?.inventory).toEqual(inventory)
})

test('severity sorts before confidence, number of places and path', () => {
  const exposures = groupExposures([
    findingIn('low', { fingerprint: fingerprintFor(1), severity: 'low' }),
    findingIn('unsure', { fingerprint: fingerprintFor(2), confidence: 'medium' }),
    findingIn('b', { fingerprint: fingerprintFor(3) }),
    findingIn('a', { fingerprint: fingerprintFor(4) }),
    findingIn('twice', { fingerprint: fingerprintFor(5) }),
    findingIn('twice', { fingerprint: fingerprintFor(5), line: 9 }),
  ])
  expect(exposures.map(({ occurrences }) => occurrences[0]?.origin.path)).toEqual([
    'twice',
    'a',
    'b',
    'unsure',
    'low',
  ])
})
