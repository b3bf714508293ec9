import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inventoryFileName } from '../../scan/inventory-file-name.ts'
import type { InventoryPlace } from '../../scan/open-inventory.ts'
import { StanchError } from '../../text/error.ts'

/**
 * Whoever only asks must not take a file that is missing for one in which nothing is known.
 *
 * @throws StanchError `INVENTORY_MISSING`
 */
export function assertInventoryIsThere({
  store,
  directory,
}: Pick<InventoryPlace, 'store' | 'directory'>): void {
  const path = store ?? join(directory, inventoryFileName)
  if (!isFile(path) || existsSync(path)) return
  throw new StanchError(
    'INVENTORY_MISSING',
    `${path}: expected an inventory, there is no such file.\n` +
      'Make one with stanch inventory add or import, or name another one.',
  )
}

/** No address, and no file of a repository, `OWNER/REPO@SHA:path`. */
function isFile(place: string): boolean {
  return !/^[a-z][a-z+]+:\/\//.test(place) && !/^[\w.-]+\/[\w.-]+@[^:]+:/.test(place)
}
