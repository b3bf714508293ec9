import type { InventoryRecord } from '../record.ts'
import type { PostureCheck, PostureSign } from './posture-check.ts'
import { practices } from './practice.ts'

/** Compares records that have the same secret. */
export interface SharedCheck extends PostureCheck {
  /** What each of them should have for itself. */
  readonly dimension: 'agent' | 'tool' | 'tenant' | 'environment'
}

export const sharedChecks: readonly SharedCheck[] = [
  {
    id: 'shared-across-tenants',
    dimension: 'tenant',
    title: 'One credential for several tenants',
    severity: 'critical',
    practice: practices.dedicatedIdentity,
    remedy: 'Issue one for each tenant, move the tenants over, then revoke this one.',
  },
  {
    id: 'shared-across-environments',
    dimension: 'environment',
    title: 'One credential for several environments',
    severity: 'high',
    practice: practices.isolatedEnvironments,
    remedy: 'Issue one for each environment; the one that anything outside of production knew must not stay in production.',
  },
  {
    id: 'shared-across-agents',
    dimension: 'agent',
    title: 'One credential for several agents',
    severity: 'high',
    practice: practices.dedicatedIdentity,
    remedy: 'Issue one for each agent, so that a log tells them apart and one can be stopped alone; then revoke this one.',
  },
  {
    id: 'shared-across-tools',
    dimension: 'tool',
    title: 'One credential for several tools',
    severity: 'medium',
    practice: practices.dedicatedIdentity,
    remedy: 'Issue one for each tool with the scope that this tool needs, then revoke this one.',
  },
] // prettier-ignore

/** Records that have one secret in common, and by which fingerprints. */
export interface SharedSecret {
  readonly fingerprints: readonly string[]
  /** Ascending by id, at least two. */
  readonly records: readonly InventoryRecord[]
}

/** @returns nothing where the records do not differ, or do not say */
export function signOfSharing(
  { dimension }: SharedCheck,
  { fingerprints, records }: SharedSecret,
): PostureSign | undefined {
  const telling = records.filter((record) => record[dimension] !== undefined)
  const told = new Set(telling.map((record) => record[dimension]))
  if (told.size < 2) return undefined
  const [first] = telling
  const [fingerprint, ...further] = fingerprints
  const more = further.length === 0 ? '' : `, and ${further.length} more in common`
  return {
    subject: {
      kind: 'record',
      id: first!.id,
      ...(first!.tenant === undefined ? {} : { tenant: first!.tenant }),
    },
    evidence: [
      ...telling.map((record) => `${record.id}: ${dimension} ${record[dimension]}`),
      `fingerprint ${fingerprint}${more}`,
    ],
    records: telling.map(({ id }) => id),
  }
}
