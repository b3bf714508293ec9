import { join } from 'node:path'
import type { InventoryStore } from '../inventory/inventory-store.ts'

/** Which inventory, as it was configured and typed. */
export interface InventoryPlace {
  /** A file's path, `postgres://host/db`, `OWNER/REPO@SHA:path` or `https://…`; the default file when undefined. */
  readonly store: string | undefined
  readonly tenant: string | undefined
  /** Absolute; where the configuration lies. */
  readonly directory: string
}

export const inventoryFileName = 'stanch-inventory.yaml'

/**
 * Opens an inventory; nothing of it is read yet.
 *
 * @param onNote told what a database lacks in separation or secrecy
 */
export async function openInventory(
  place: InventoryPlace,
  onNote?: (note: string) => void,
): Promise<InventoryStore> {
  if (/^postgres(?:ql)?:/i.test(place.store ?? '')) {
    const { openPostgresStore } = await import('../store/postgres-store.ts')
    return openPostgresStore(place.store!, place.tenant, process.env, onNote)
  }
  const { FileStore } = await import('../store/file-store.ts')
  return new FileStore(place.store ?? join(place.directory, inventoryFileName), place.tenant)
}
