import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { InventoryChoice } from '../../scan/configuration.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import { readConfiguration } from '../read-configuration.ts'

/** Which inventory, as typed; see `withInventoryOptions`. */
export interface TypedStoreOptions {
  readonly store?: string
  readonly tenant?: string
  readonly config?: string
}

/** What is configured of the inventory, and to which directory that is relative. */
export async function readInventoryChoice(
  typed: TypedStoreOptions,
): Promise<{ readonly inventory: InventoryChoice; readonly directory: string }> {
  const { configuration, directory } = await readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  return { inventory: configuration.inventory, directory }
}

/**
 * Opens the inventory that was typed or configured, lends it to `action`, and closes it.
 *
 * @param access `read`: a file that somebody named must be there
 */
export async function withTypedInventory<T>(
  typed: TypedStoreOptions,
  access: 'read' | 'write',
  action: (store: InventoryStore) => Promise<T>,
): Promise<T> {
  const { inventory, directory } = await readInventoryChoice(typed)
  const isNamed = typed.store !== undefined || inventory.store !== undefined
  const place = inventoryPlaceOf(typed, { inventory, directory }, process.env)
  const store = await openInventory({ ...place, mustExist: access === 'read' && isNamed }, (note) =>
    process.stderr.write(`stanch: ${note}\n`),
  )
  try {
    return await action(store)
  } finally {
    await store.close()
  }
}
