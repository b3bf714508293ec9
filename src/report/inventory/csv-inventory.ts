import type { InventoryRecord } from '../../inventory/record.ts'
import { writeCsvRow } from '../write-csv.ts'
import { recordFields } from './record-fields.ts'

/** A header, then one record a row. */
export function* writeCsvInventory(
  records: Iterable<InventoryRecord>,
): Generator<string, void, undefined> {
  yield writeCsvRow(recordFields.map(([name]) => name))
  for (const record of records) yield writeCsvRow(recordFields.map(([, textOf]) => textOf(record)))
}
