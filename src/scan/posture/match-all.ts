import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { InventoryRecord } from '../../inventory/record.ts'

/** A database takes a list of so many as one question. */
const batchLength = 500

/** Records of each fingerprint that a store knows. */
export async function matchAll(
  store: InventoryStore,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, readonly InventoryRecord[]>> {
  const found = new Map<string, readonly InventoryRecord[]>()
  for (let at = 0; at < fingerprints.length; at += batchLength) {
    const matches = await store.match(fingerprints.slice(at, at + batchLength))
    for (const [fingerprint, records] of matches) found.set(fingerprint, records)
  }
  return found
}
