import { toInventoryMatch } from '../../inventory/to-match.ts'
import { openInventory } from '../../scan/open-inventory.ts'
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
    const store = await openInventory({ ...place, mustExist: true })
    const matches = await store
      .match([...new Set(secrets.map(({ fingerprint }) => fingerprint))])
      .finally(() => store.close())
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
