import fc from 'fast-check'
import { expect, test } from 'vitest'
import { statuses } from '../../src/engine/finding.ts'
import { kindOfEnvironment } from '../../src/incident/environment.ts'
import { severityLevels } from '../../src/incident/exposure.ts'
import {
  earliestTime,
  judgeSeverity,
  reaches,
  reachOf,
  type SeverityFacts,
} from '../../src/incident/severity.ts'

const now = '2026-11-26T12:00:00.000Z'

function check(facts: Partial<SeverityFacts>): string {
  return judgeSeverity({ status: 'unverified', reach: 'team', now, ...facts }).severity
}

test.for([
  [
    'live, production, public',
    { status: 'active', environment: 'production', reach: 'public' },
    'critical',
  ],
  ['live, of nobody knows where, public', { status: 'active', reach: 'public' }, 'critical'],
  ['live, development, public', { status: 'active', environment: 'dev', reach: 'public' }, 'high'],
  [
    'live, production, in a repository',
    { status: 'active', environment: 'prod', reach: 'team' },
    'high',
  ],
  ['not asked, production, public', { environment: 'prod', reach: 'public' }, 'critical'],
  ['not asked, in a repository', {}, 'medium'],
  ['not asked, in a repository for weeks', { since: '2026-10-01' }, 'high'],
  ['not asked, a key to much', { kindSeverity: 'critical' }, 'high'],
  ['not asked, development, on this machine', { environment: 'dev', reach: 'here' }, 'low'],
  ['dead, production, public', { status: 'inactive', environment: 'prod', reach: 'public' }, 'low'],
  [
    'ended by itself',
    { expires: '2026-11-25T00:00:00Z', environment: 'prod', reach: 'public' },
    'low',
  ],
  [
    'live though it says that it ended',
    { status: 'active', expires: '2026-11-25T00:00:00Z', reach: 'public' },
    'critical',
  ],
  ['a wrong checksum', { status: 'invalid-format', environment: 'dev' }, 'low'],
  [
    'destroyed, as only the inventory says',
    { recordState: 'destroyed', environment: 'prod', reach: 'public' },
    'high',
  ],
] as const)('%s', ([, facts, expected]) => {
  expect(check(facts)).toBe(expected)
})

const facts = fc.record({
  status: fc.constantFrom(...statuses),
  environment: fc.constantFrom(null, 'dev', 'production'),
  reach: fc.constantFrom(...reaches),
  since: fc.constantFrom(undefined, '2026-11-26', '2026-11-01', 'no time'),
  consumers: fc.array(fc.string(), { maxLength: 8 }),
  kindSeverity: fc.constantFrom(undefined, 'low', 'medium', 'critical') as fc.Arbitrary<
    SeverityFacts['kindSeverity']
  >,
  recordState: fc.constantFrom(undefined, 'active', 'destroyed'),
  now: fc.constant(now),
})

const worse: readonly ((before: SeverityFacts) => SeverityFacts)[] = [
  (before) => ({ ...before, status: 'active' }),
  (before) => ({ ...before, reach: 'public' }),
  (before) => ({ ...before, environment: 'production' }),
  (before) => ({ ...before, kindSeverity: 'critical' }),
  (before) => ({ ...before, consumers: [...(before.consumers ?? []), 'one more'] }),
  (before) => ({ ...before, since: before.since === undefined ? '2026-11-26' : '2026-01-01' }),
]

test('what makes it worse never lowers it', () => {
  fc.assert(
    fc.property(facts, fc.constantFrom(...worse), (before, worsen) => {
      const rank = (of: SeverityFacts) => severityLevels.indexOf(judgeSeverity(of).severity)
      expect(rank(worsen(before))).toBeLessThanOrEqual(rank(before))
    }),
  )
})

test('each verdict says why in sentences', () => {
  fc.assert(
    fc.property(facts, (one) => {
      const { reasons } = judgeSeverity(one)
      expect(reasons.length).toBeGreaterThan(1)
      for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/s)
    }),
  )
})

test('the place that most can read counts', () => {
  const file = { origin: { kind: 'file', path: 'a' }, line: 1, column: 1 } as const
  const staged = { origin: { kind: 'git', path: 'a', commit: null }, line: 1, column: 1 } as const
  const committed = {
    ...staged,
    origin: { ...staged.origin, commit: 'c1', date: '2026-11-02T00:00:00Z' },
  }
  const said = {
    origin: { kind: 'export', path: 'x', format: 'slack', time: '2026-11-01T00:00:00Z' },
    line: 1,
    column: 1,
  } as const
  expect(reachOf([file, staged], false)).toBe('here')
  expect(reachOf([file, committed], false)).toBe('team')
  expect(reachOf([said, committed], false)).toBe('many')
  expect(reachOf([file], true)).toBe('public')
  expect(reachOf([], false)).toBe('unknown')
  expect(earliestTime([committed, said, file])).toBe('2026-11-01T00:00:00Z')
})

test.for([
  ['production', 'production'],
  ['prod-eu', 'production'],
  ['eu/prod', 'production'],
  ['Live', 'production'],
  ['pre-production', 'production'],
  ['staging', 'other'],
  ['product-tests', 'other'],
  ['delivery', 'other'],
  ['', 'unknown'],
  [null, 'unknown'],
] as const)('an environment called %s', ([name, kind]) => {
  expect(kindOfEnvironment(name)).toBe(kind)
})
