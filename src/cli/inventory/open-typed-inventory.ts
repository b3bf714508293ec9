import type { InventoryStore } from '../../inventory/inventory-store.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import { readConfiguration, type ReadConfiguration } from '../read-configuration.ts'

/** Which inventory, as typed; see `withInventoryOptions`. */
export interface TypedStoreOptions {
  readonly store?: string | undefined
  readonly tenant?: string | undefined
  readonly config?: string | undefined
}

/** The configuration of a command of an inventory. */
export function readInventoryConfiguration(typed: TypedStoreOptions): Promise<ReadConfiguration> {
  return readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
}

/**
 * Opens the inventory that was typed or configured, lends it to `action`, and closes it.
 *
 * @param access `read`: a file that somebody named must be there; `existing`: any must be
 * @param action given the configuration, too, which is read once
 */
export async function withTypedInventory<T>(
  typed: TypedStoreOptions,
  access: 'read' | 'write' | 'existing',
  action: (store: InventoryStore, configured: ReadConfiguration) => Promise<T>,
): Promise<T> {
  const configured = await readInventoryConfiguration(typed)
  const { directory } = configured
  const { inventory } = configured.configuration
  const isNamed = typed.store !== undefined || inventory.store !== undefined
  const place = inventoryPlaceOf(typed, { inventory, directory }, process.env)
  const mustExist = access === 'existing' || (access === 'read' && isNamed)
  const store = await openInventory({ ...place, mustExist }, (note) =>
    process.stderr.write(`stanch: ${note}\n`),
  )
  try {
    return await action(store, configured)
  } finally {
    await store.close()
  }
}
