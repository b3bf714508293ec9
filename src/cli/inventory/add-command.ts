import type { InventoryRecord } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'
import { assertFormat } from './assert-format.ts'
import { tellStored } from './tell-stored.ts'
import { now } from './now.ts'
import { withTypedInventory } from './open-typed-inventory.ts'
import { readTypedValue } from './read-typed-value.ts'
import { withTyped, type TypedRecordOptions } from './record-options.ts'

/** `stanch inventory add ID`. @throws StanchError `INVENTORY_EXISTS` */
export async function addRecord(id: string, typed: TypedRecordOptions): Promise<void> {
  assertFormat(typed.format, ['text', 'json'])
  const value = typed.valueStdin === true ? await readTypedValue(typed) : undefined
  const record = {
    state: 'active',
    ...value?.kind,
    ...withTyped({ id }, typed),
    fingerprints: value?.fingerprints ?? [],
    source: { importer: 'by-hand', at: now() },
  } as InventoryRecord
  value?.assertNotIn(record)
  await withTypedInventory(typed, 'write', async (store) => {
    const [stored] = await store.change([
      {
        id,
        apply: (before) => {
          if (before !== undefined) throw exists(id, store.name)
          return record
        },
      },
    ])
    tellStored(stored!, { what: 'added to', store: store.name, format: typed.format })
  })
}

function exists(id: string, store: string): StanchError {
  return new StanchError(
    'INVENTORY_EXISTS',
    `${store}: expected an id that is not taken; there is a record ${id}. Change it: stanch inventory set ${id} …`,
  )
}
