import { toJson } from '../../report/escape-controls.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { assertFormat } from './assert-format.ts'
import { layoutRecord } from './layout-record.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'
import { unknownRecord } from './unknown-record.ts'
import { showsColor } from '../shows-color.ts'

/** `stanch inventory show` as typed. */
export interface TypedShowOptions extends TypedStoreOptions {
  readonly format?: string
}

/** `stanch inventory show ID`. @throws StanchError `INVENTORY_UNKNOWN` naming the nearest */
export async function showRecord(id: string, typed: TypedShowOptions): Promise<void> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  await withTypedInventory(typed, 'read', async (store) => {
    const record = await store.get(id)
    if (record === undefined) throw await unknownRecord(id, store)
    const color = showsColor()
    const ink = createInk({ color, hyperlinks: false })
    process.stdout.write(
      format === 'json'
        ? `${toJson(record, 2)}\n`
        : `${layoutRecord(record, { ink, nowMs: Date.now() }).join('\n')}\n`,
    )
  })
}
