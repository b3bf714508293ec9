import { parseObject } from '../text/strict/parse-object.ts'
import type { InventoryRecord } from './record.ts'
import { recordSchema } from './record-schema.ts'

/**
 * A record that may be stored, its keys in the schema's order.
 *
 * @throws StanchError `INVENTORY_RECORD_INVALID` with every fault, naming keys and never values
 */
export function checkRecord(record: InventoryRecord): InventoryRecord {
  return parseObject(recordSchema, record, {
    where: `record ${idOf(record)}`,
    code: 'INVENTORY_RECORD_INVALID',
  }) as InventoryRecord
}

/** Whatever was pasted in place of an id is not repeated. */
function idOf({ id }: InventoryRecord): string {
  const parsed = typeof id === 'string' && id.length <= 64 && /^[\w./@:#+=~-]+$/.test(id)
  return parsed ? id : 'without a fitting id'
}
