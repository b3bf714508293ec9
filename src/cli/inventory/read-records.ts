import type { InventoryRecord } from '../../inventory/record.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import { readConfiguration } from '../read-configuration.ts'

/** As typed: which inventory. */
export interface TypedInventoryPlace {
  readonly store?: string
  readonly tenant?: string
  readonly config?: string
}

/** All records of an inventory, ascending by id. */
export async function readRecords(
  typed: TypedInventoryPlace,
): Promise<{ readonly name: string; readonly records: readonly InventoryRecord[] }> {
  const { directory } = await readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const store = await openInventory({ store: typed.store, tenant: typed.tenant, directory })
  try {
    const records: InventoryRecord[] = []
    for await (const record of store.list()) records.push(record)
    return { name: store.name, records }
  } finally {
    await store.close()
  }
}
