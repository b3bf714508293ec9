import { expect, test } from 'vitest'
import { broadScopesOf } from '../../../src/inventory/posture/broad-scope.ts'
import { recordChecks } from '../../../src/inventory/posture/record-checks.ts'
import { defaultThresholds } from '../../../src/inventory/posture/thresholds.ts'
import type { InventoryRecord } from '../../../src/inventory/record.ts'

const now = Date.parse('2026-11-26T12:00:00Z')

const sound: InventoryRecord = {
  id: 'a',
  state: 'active',
  purpose: 'p',
  owner: { oncall: '#crm' },
  scopes: ['crm.read'],
  store: { type: 'vault' },
  ttl: '30d',
  createdAt: '2026-11-20',
  lastRotatedAt: '2026-11-20',
  fingerprints: [],
}

/** Ids of the checks that tell of a record. */
function toldOf(changes: Partial<InventoryRecord>): string[] {
  const record = { ...sound, ...changes }
  return recordChecks
    .filter(({ states }) => states.includes(record.state))
    .filter(({ tell }) => tell(record, { now, thresholds: defaultThresholds }) !== undefined)
    .map(({ id }) => id)
}

test.for<readonly [string, Partial<InventoryRecord>, readonly string[]]>([
  ['a sound record', {}, []],
  ['a day before the limit', { lastAccessedAt: '2026-08-28' }, []],
  ['past the limit', { lastAccessedAt: '2026-08-27' }, ['unused']],
  ['a credential for emergencies is not used', { lastAccessedAt: '2020-01-01', breakGlass: { testedAt: '2026-11-01' } }, []],
  ['an end to come', { expiresAt: '2026-11-26T12:00:01Z' }, []],
  ['an end that has just come', { expiresAt: '2026-11-26T12:00:00Z' }, ['expired-but-active']],
  ['what ended and is no longer active', { expiresAt: '2020-01-01', state: 'destroyed' }, []],
  ['a token of an hour need not be rotated', { ttl: '1h', lastRotatedAt: '2020-01-01', createdAt: '2020-01-01' }, []],
  ['a rotation under way', { rotation: { strategy: 'dual', pendingVersion: '2', pendingSince: '2026-11-20' } }, []],
  ['a rotation without a date', { rotation: { strategy: 'dual', currentVersion: '1', pendingVersion: '2' }, lastRotatedAt: '2026-11-01' }, ['rotation-stuck']],
  ['its plan outranks the limit', { lastRotatedAt: '2026-01-01', nextRotationAt: '2026-12-01' }, []],
  ['a store that tells nothing of reads', { createdAt: '2026-01-01', lastAccessedAt: undefined }, []],
  ['a new key of a cloud', { provider: 'AWS', ttl: undefined, revocation: { adapter: 'aws' } }, ['static-without-expiry']],
  ['suspended, in its store', { state: 'suspended' }, ['blocked-but-stored']],
  ['compromised, in no store any more', { state: 'compromised', store: undefined }, []],
] as never)('%s', ([, changes, expected]) => expect(toldOf(changes)).toEqual(expected)) // prettier-ignore

test.for([
  ['GitHub', ['repo', 'repo:status'], ['repo']],
  ['GitHub', ['admin:org', 'read:org'], ['admin:org']],
  ['AWS', ['AmazonS3FullAccess', 'AmazonS3ReadOnlyAccess'], ['AmazonS3FullAccess']],
  ['Google Cloud', ['roles/editor', 'roles/storage.objectViewer'], ['roles/editor']],
  ['Acme', ['repo', 'ADMIN', 'administer.nothing', '*'], ['ADMIN', '*']],
] as const)('of %s %j too broad', ([provider, scopes, broad]) =>
  expect(broadScopesOf({ ...sound, provider, scopes })).toEqual(broad),
)
