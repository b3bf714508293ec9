import type { InventoryRecord } from '../../inventory/record.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'

/** All records of the inventory that was typed or configured, ascending by id. */
export function readRecords(
  typed: TypedStoreOptions,
): Promise<{ readonly name: string; readonly records: readonly InventoryRecord[] }> {
  return withTypedInventory(typed, 'read', async (store) => {
    const records: InventoryRecord[] = []
    for await (const record of store.list()) records.push(record)
    return { name: store.name, records }
  })
}
