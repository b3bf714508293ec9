import type { LeakedCredential } from '../../incident/exposure.ts'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { InventoryRecord, StorePlace } from '../../inventory/record.ts'
import { fingerprintsIn, matchOf } from '../../inventory/secret-lookup.ts'
import type { IncidentDraft } from './incident-draft.ts'

/** Fingerprints that a store is asked for at once. */
const batchMax = 500

/**
 * Asks an inventory anew whose the credentials are: a report tells what was known when it was written.
 *
 * @throws StanchError of the store
 */
export async function withOwners(
  drafts: readonly IncidentDraft[],
  store: Pick<InventoryStore, 'match'>,
): Promise<IncidentDraft[]> {
  const fingerprints = [...new Set(drafts.flatMap(({ lookup }) => fingerprintsIn(lookup)))]
  const matches = new Map<string, readonly InventoryRecord[]>()
  for (let at = 0; at < fingerprints.length; at += batchMax) {
    const found = await store.match(fingerprints.slice(at, at + batchMax))
    for (const [fingerprint, records] of found) matches.set(fingerprint, records)
  }
  return drafts.map((draft) => {
    const inventory = matchOf(draft.lookup, matches)
    if (inventory === null) return draft
    const record = [...matches.values()]
      .flat()
      .find(({ id, tenant }) => id === inventory.id && (tenant ?? null) === inventory.tenant)
    return { ...draft, leaked: { ...draft.leaked, inventory, ...usesOf(record) } }
  })
}

/** Not the key id: a record names that of its newest version, and what leaked may be a former one. */
function usesOf(
  record: InventoryRecord | undefined,
): Pick<LeakedCredential, 'consumers' | 'scopes' | 'store'> {
  const { consumers = [], agent, tool, scopes = [], store } = record ?? {}
  const all = [
    ...consumers,
    ...(agent === undefined ? [] : [`agent ${agent}`]),
    ...(tool === undefined ? [] : [`tool ${tool}`]),
  ]
  return {
    ...(all.length > 0 && { consumers: all }),
    ...(scopes.length > 0 && { scopes }),
    ...(store !== undefined && { store: placeOf(store) }),
  }
}

function placeOf({ type, path, version }: StorePlace): NonNullable<LeakedCredential['store']> {
  return { type, ...(path !== undefined && { path }), ...(version !== undefined && { version }) }
}
