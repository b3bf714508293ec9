import type { InventoryRecord } from '../../inventory/record.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'
import { unknownRecord } from './unknown-record.ts'

/**
 * Changes a record that is there.
 *
 * @param tell given the record as it is now, and the store's name
 * @throws StanchError `INVENTORY_UNKNOWN` naming the nearest
 */
export async function changeRecord(
  id: string,
  typed: TypedStoreOptions,
  change: (before: InventoryRecord) => InventoryRecord,
  tell: (record: InventoryRecord, store: string) => void,
): Promise<void> {
  await withTypedInventory(typed, 'write', async (store) => {
    let found: InventoryRecord | undefined
    const [stored] = await store.change([
      {
        id,
        apply: (before) => {
          found = before
          return before && change(before)
        },
      },
    ])
    if (found === undefined) throw await unknownRecord(id, store)
    tell(stored ?? found, store.name)
  })
}
