import type { FingerprintKey } from '../text/fingerprint.ts'
import type { InventoryStore } from './inventory-store.ts'

/** Records that are looked at: a store can hold a million, and most are under one key. */
const recordsMax = 200

/**
 * Under which key an inventory was written, when it is none of this run's: then nothing is ever known, and who asks takes
 * that for an answer.
 *
 * @returns its kid; `undefined` where some record is under a key of this run, or none under any key
 * @throws StanchError of the store
 */
export async function foreignKidOf(
  store: Pick<InventoryStore, 'list'>,
  keys: readonly FingerprintKey[],
): Promise<string | undefined> {
  const own = new Set(keys.map(({ kid }) => kid))
  let foreign: string | undefined
  let count = 0
  for await (const { fingerprints } of store.list()) {
    const kids = fingerprints.flatMap(({ value }) => /^v1:([0-9a-f]{8}):/.exec(value)?.[1] ?? [])
    if (kids.some((kid) => own.has(kid))) return undefined
    foreign ??= kids[0]
    if (++count === recordsMax) break
  }
  return foreign
}

/** For people. @param name of the inventory */
export function describeForeignKid(name: string, kid: string): string {
  return (
    `${name}: expected fingerprints under this run's key; got those under the key ${kid}, so nothing is known. ` +
    'Give the key that the inventory was written under: STANCH_KEY, or as a further line of STANCH_KEY_FILE'
  )
}
