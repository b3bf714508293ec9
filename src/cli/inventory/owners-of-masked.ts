import type { RecordMatches } from '../../inventory/inventory-store.ts'
import { toInventoryMatch } from '../../inventory/to-match.ts'
import { openInventory, type InventoryPlace } from '../../scan/open-inventory.ts'
import type { MaskedSecret } from '../../scan/export/redaction-account.ts'
import { reasonOf } from '../../text/error.ts'
import { maskedOwnersPlace } from './masked-owners.ts'

/** Says whose the secrets are that were masked in an export; trouble with the inventory is told, and stops nothing. */
export async function ownersOfMasked(
  secrets: readonly MaskedSecret[],
  configurationPath: string | undefined,
): Promise<readonly MaskedSecret[]> {
  const place = await maskedOwnersPlace(configurationPath)
  if (!place) return secrets
  try {
    const matches = await matchesOf(place, new Set(secrets.map(({ fingerprint }) => fingerprint)))
    return secrets.map((secret) => {
      const { fingerprint } = secret
      const inventory = toInventoryMatch(matches.get(fingerprint) ?? [], fingerprint)
      return { ...secret, inventory }
    })
  } catch (error) {
    process.stderr.write(`stanch: masked, but the inventory cannot be asked: ${reasonOf(error)}\n`)
    return secrets
  }
}

async function matchesOf(
  place: InventoryPlace,
  fingerprints: ReadonlySet<string>,
): Promise<RecordMatches> {
  const store = await openInventory({ ...place, mustExist: true })
  try {
    return await store.match([...fingerprints])
  } finally {
    await store.close()
  }
}
