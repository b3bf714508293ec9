import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../../text/error.ts'
import { inventoryFileName } from '../inventory-file-name.ts'
import { inventoryPlaceOf } from '../inventory-place.ts'
import { openInventory } from '../open-inventory.ts'
import type { ReadConfiguration } from '../read-configuration.ts'
import type { IncidentDraft } from './incident-draft.ts'
import { withOwners } from './with-owners.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What an inventory says of them; that it cannot be asked stops nobody from opening an incident. */
export async function askOwners(
  drafts: readonly IncidentDraft[],
  configured: ReadConfiguration,
  env: Environment,
  onNote: (note: string) => void,
): Promise<readonly IncidentDraft[]> {
  const place = inventoryPlaceIn(configured, env)
  if (place === undefined || drafts.length === 0) return drafts
  try {
    const inventory = await openInventory({ ...place, mustExist: true }, onNote)
    try {
      return await withOwners(drafts, inventory)
    } finally {
      await inventory.close()
    }
  } catch (error) {
    onNote(`the inventory cannot be asked whose it is: ${reasonOf(error).split('\n')[0]}`)
    return drafts
  }
}

/** @returns `undefined`: there is none */
export function inventoryPlaceIn(
  { configuration, directory }: ReadConfiguration,
  env: Environment,
) {
  const { inventory } = configuration
  const whole = realpathSync(directory)
  if (inventory.store === undefined && !existsSync(join(whole, inventoryFileName))) return undefined
  return inventoryPlaceOf({}, { inventory, directory: whole }, env)
}
