import type { AccessTarget } from '../../../src/inventory/accesses/access-target.ts'
import type { InventoryRecord } from '../../../src/inventory/record.ts'

/** What logs are searched for: a record of this store, with one value and the hash of it. */
export function targetOf(
  store: InventoryRecord['store'],
  { value, hash, id = 'a/b' }: { value?: string; hash?: string; id?: string } = {},
): AccessTarget {
  return {
    record: { id, state: 'active', ...(store && { store }), fingerprints: [] } as InventoryRecord,
    fingerprints: new Set(),
    auditHashes: new Set(hash === undefined ? [] : [hash]),
    tokenHashes: new Set(),
    isValue: (text) => text === value,
    isKeyId: () => false,
  }
}
