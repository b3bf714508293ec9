import type { RecordEdit } from '../../inventory/inventory-store.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'
import { packFingerprint } from './fingerprint-bytes.ts'
import { bodyOf, recordOf } from './record-body.ts'
import type { Query } from './tenant-database.ts'

/** Records in one statement: some megabytes. */
const batchMax = 2000

/**
 * Makes all edits within the transaction of `query`. Changes of one tenant wait for each other, so that nobody writes
 * between reading and writing, be there a record yet or not; those who write by other means are held off by row locks.
 *
 * @param where for messages
 * @returns the records that were changed, each once, in the order in which they were first changed
 */
export async function changeRecords(
  query: Query,
  edits: readonly RecordEdit[],
  tenant: string,
  where: string,
): Promise<InventoryRecord[]> {
  await query(`SELECT pg_advisory_xact_lock(hashtextextended('stanch inventory ' || $1, 0))`, [
    tenant,
  ])
  const before = new Map<string, InventoryRecord>()
  for (const ids of batchesOf([...new Set(edits.map(({ id }) => id))])) {
    const rows = await query<{ id: string; body: unknown }>(
      `SELECT id, body FROM stanch.inventory_record
       WHERE tenant = $1 AND id = ANY($2::text[]) ORDER BY id FOR UPDATE`,
      [tenant, ids],
    )
    for (const row of rows) before.set(row.id, recordOf(row, tenant, where))
  }
  const changed = applyEdits(edits, before, tenant, where)
  for (const records of batchesOf([...changed.values()])) {
    await query(
      `INSERT INTO stanch.inventory_record (tenant, id, body)
       SELECT $1, body ->> 'id', body FROM jsonb_array_elements($2::jsonb) AS body
       ON CONFLICT (tenant, id) DO UPDATE SET body = excluded.body`,
      [tenant, JSON.stringify(records.map((record) => bodyOf(record, where)))],
    )
    await writeFingerprints(query, records, before, tenant)
  }
  return [...changed.values()]
}

function applyEdits(
  edits: readonly RecordEdit[],
  before: ReadonlyMap<string, InventoryRecord>,
  tenant: string,
  where: string,
): Map<string, InventoryRecord> {
  const changed = new Map<string, InventoryRecord>()
  for (const { id, apply } of edits) {
    const after = apply(changed.get(id) ?? before.get(id))
    if (after === undefined) continue
    if (after.id !== id) {
      throw new StanchError(
        'INVENTORY_RECORD_INVALID',
        `${where}: ${id}: expected the record of this id, got one of another.\nNothing was changed.`,
      )
    }
    changed.set(id, { ...after, tenant })
  }
  return changed
}

/** Only what a record has lost is removed, and what is there already is left. */
async function writeFingerprints(
  query: Query,
  records: readonly InventoryRecord[],
  before: ReadonlyMap<string, InventoryRecord>,
  tenant: string,
): Promise<void> {
  const lost = records.flatMap((record) => {
    const now = new Set(record.fingerprints.map(({ value }) => value))
    return pairsOf(before.get(record.id)).filter(([, value]) => !now.has(value))
  })
  const had = records.flatMap((record) => pairsOf(record))
  for (const pairs of batchesOf(lost)) {
    await query(
      `DELETE FROM stanch.inventory_fingerprint AS known
       USING unnest($2::text[], $3::bytea[]) AS lost (id, value)
       WHERE known.tenant = $1 AND known.value = lost.value AND known.id = lost.id`,
      [tenant, ...columnsOf(pairs)],
    )
  }
  for (const pairs of batchesOf(had)) {
    await query(
      `INSERT INTO stanch.inventory_fingerprint (tenant, id, value)
       SELECT $1, had.id, had.value FROM unnest($2::text[], $3::bytea[]) AS had (id, value)
       ON CONFLICT DO NOTHING`,
      [tenant, ...columnsOf(pairs)],
    )
  }
}

function pairsOf(record: InventoryRecord | undefined): (readonly [id: string, value: string])[] {
  return (record?.fingerprints ?? []).map(({ value }) => [record!.id, value] as const)
}

function columnsOf(pairs: readonly (readonly [id: string, value: string])[]): string[][] {
  return [pairs.map(([id]) => id), pairs.map(([, value]) => `\\x${packFingerprint(value)}`)]
}

function* batchesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += batchMax) yield items.slice(at, at + batchMax)
}
