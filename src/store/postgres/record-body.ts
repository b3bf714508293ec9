import { recordSchema } from '../../inventory/record-schema.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { parseObject } from '../../text/strict/parse-object.ts'

/** A record as its row has it: the tenant is a column of its own, and nowhere else. */
export type RecordBody = Omit<InventoryRecord, 'tenant'>

/** @throws StanchError `INVENTORY_RECORD_INVALID` naming the record and its faults, without a value */
export function bodyOf(record: InventoryRecord, where: string): RecordBody {
  const options = { where: `${where}: ${record.id}`, code: 'INVENTORY_RECORD_INVALID' }
  const { tenant: _, ...body } = parseObject(recordSchema, record, options) as InventoryRecord
  return body
}

/**
 * Checks what a row has, as others may write the table, too; keys come in the order of the schema.
 *
 * @throws StanchError `INVENTORY_INVALID`
 */
export function recordOf(
  row: { readonly id: string; readonly body: unknown },
  tenant: string,
  where: string,
): InventoryRecord {
  const options = { where: `${where}: ${row.id}`, code: 'INVENTORY_INVALID' }
  const body = { ...(row.body as object), tenant }
  return parseObject(recordSchema, body, options) as InventoryRecord
}
