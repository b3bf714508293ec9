import type { InventoryStore } from '../../inventory/inventory-store.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import { StanchError } from '../../text/error.ts'
import { nearestWord } from '../../text/strict/nearest-word.ts'

/** Of a large inventory only so many ids are compared. */
const comparedMax = 20_000

/** An error that names the nearest id, or says how to see all; a value that was taken for an id is not shown. */
export async function unknownRecord(id: string, store: InventoryStore): Promise<StanchError> {
  if (openValueReader().holdsSecret(id)) {
    return new StanchError(
      'INVENTORY_UNKNOWN',
      `${store.name}: expected the id of a record; got what looks like a secret, which now stands in the shell's history. ` +
        'Whose a value is: stanch inventory match - with the value on standard input.',
    )
  }
  const ids: string[] = []
  for await (const record of store.list()) {
    if (ids.push(record.id) === comparedMax) break
  }
  const near = nearestWord(id, ids)
  const hint =
    ids.length === 0
      ? 'It is empty: stanch inventory add'
      : near === undefined
        ? 'stanch inventory list shows all.'
        : `Did you mean ${near}?`
  return new StanchError('INVENTORY_UNKNOWN', `${store.name}: there is no record ${id}. ${hint}`)
}
