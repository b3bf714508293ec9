import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { askedAtOnce, mapInOrder } from '../asking/map-in-order.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeDuration } from '../draft/store-duration.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import type { VaultClient } from './vault-client.ts'
import { walkTree } from './walk-tree.ts'

/** Of `sys/leases/lookup`: https://developer.hashicorp.com/vault/api-docs/system/leases#read-lease. */
interface Lease {
  readonly id?: string
  readonly issue_time?: string
  readonly expire_time?: string | null
  readonly last_renewal?: string | null
  readonly last_renewal_time?: string | null
  readonly renewable?: boolean
  /** Seconds that are left. */
  readonly ttl?: number
}

export interface LeaseRequest {
  /** First part of ids. */
  readonly store: string
  /** Stands before the names of leases, empty for the root namespace. */
  readonly namespace: string
}

/**
 * Leases as records without values: what a store issued for a while, and its id to revoke it by. How many Vault tried to
 * revoke and could not is told as skipped, for those are no records of their own: what they open may still be open.
 */
export async function* vaultLeases(
  client: VaultClient,
  request: LeaseRequest,
): AsyncGenerator<ImportEvent> {
  const tree = {
    list: (folder: string) => client.list(`sys/leases/lookup/${folder}`),
    nameOf: (path: string) => `${request.namespace}sys/leases/lookup/${path}`,
    permission: 'list and sudo on sys/leases/lookup/*',
  }
  yield* mapInOrder(walkTree(tree, ''), askedAtOnce, async (step) =>
    step.kind === 'entry' ? readLease(client, step.path, request) : step,
  )
  yield* irrevocable(client, request)
}

async function readLease(
  client: VaultClient,
  path: string,
  { store, namespace }: LeaseRequest,
): Promise<ImportEvent> {
  const place = `${namespace}${path}`
  const { status, data } = await client.write('sys/leases/lookup', { lease_id: path })
  // It may have ended since it was listed; Vault then answers 400 or 404.
  if (status === 400 || status === 404) return skipped(place, 'the lease has ended')
  if (status !== 200 || data === undefined)
    return problem(place, `lease not read: ${status}; the token needs update on sys/leases/lookup`)
  const lease = data as Lease
  const secret = {
    draft: {
      id: recordIdOf(store, ['leases', ...place.split('/')]),
      credentialRef: (lease.id ?? path).slice(0, 1024),
      store: { type: 'vault', path: `${namespace}${path}`.slice(0, 1024) },
      rotation: { strategy: 'replace' },
      revocation: { adapter: 'vault', identityProof: 'exact-match', reversible: false },
      ...withoutMissing({
        createdAt: storeTime(lease.issue_time),
        expiresAt: storeTime(lease.expire_time),
        lastRotatedAt: storeTime(lease.last_renewal ?? lease.last_renewal_time),
        ttl: storeDuration(lifetimeOf(lease)),
      }),
    },
    values: [],
  } as const
  return { kind: 'secret', secret }
}

/** Seconds from its issue to its end. */
function lifetimeOf({ issue_time, expire_time, ttl }: Lease): number {
  const seconds = (Date.parse(expire_time ?? '') - Date.parse(issue_time ?? '')) / 1000
  return Number.isNaN(seconds) ? (ttl ?? 0) : seconds
}

async function* irrevocable(
  client: VaultClient,
  { namespace }: LeaseRequest,
): AsyncGenerator<ImportEvent> {
  const path = `${namespace}sys/leases/count`
  const { status, data } = await client.read('sys/leases/count?type=irrevocable')
  const count = data?.['lease_count']
  if (status !== 200 || typeof count !== 'number')
    yield problem(
      path,
      `irrevocable leases not counted: ${status}; the token needs read and sudo on it`,
    )
  else if (count > 0)
    yield skipped(
      path,
      `${count} irrevocable: Vault could not revoke them, and what they open may be open. See: vault list sys/leases`,
    )
}
