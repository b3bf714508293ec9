import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { dropKeyId } from '../../inventory/refresh-fingerprints.ts'
import { countOf, formatCount } from '../../report/format-quantity.ts'
import { readFingerprintKeys } from '../../scan/read-keys.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { usage } from '../usage.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'

/** `stanch inventory rekey` as typed. */
export interface TypedRekeyOptions extends TypedStoreOptions {
  readonly dropKid: string
}

/** Records that are changed at once. */
const batchMax = 500

/** `stanch inventory rekey`: a file that a run writes keeps its last one as a backup. */
export async function runRekey(typed: TypedRekeyOptions): Promise<ExitStatus> {
  const kid = parseKid(typed.dropKid)
  const { dropped, kept } = await withTypedInventory(typed, 'existing', (store) =>
    dropFrom(store, kid),
  )
  process.stdout.write(
    `${countOf(dropped, 'record')} without fingerprints under ${kid}; ${formatCount(kept)} known under no other key, and as they were.\n`,
  )
  return kept > 0 ? exitStatus.found : exitStatus.clean
}

/** `kept`: records that have a fingerprint under the key still. */
async function dropFrom(
  store: InventoryStore,
  kid: string,
): Promise<{ dropped: number; kept: number }> {
  const ids: string[] = []
  let kept = 0
  for await (const record of store.list()) {
    const after = dropKeyId(record, kid)
    if (after !== undefined) ids.push(record.id)
    if (isUnder(after ?? record, kid)) kept++
  }
  for (let at = 0; at < ids.length; at += batchMax) {
    await store.change(
      ids.slice(at, at + batchMax).map((id) => ({
        id,
        apply: (before) => before && dropKeyId(before, kid),
      })),
    )
  }
  return { dropped: ids.length, kept }
}

function isUnder({ fingerprints }: InventoryRecord, kid: string): boolean {
  return fingerprints.some(({ value }) => value.startsWith(`v1:${kid}:`))
}

/** @throws StanchError `USAGE`, `KEY_IN_USE` for the key that this run writes with */
function parseKid(typed: string): string {
  if (!/^[0-9a-f]{8}$/.test(typed))
    throw usage('--drop-kid: expected the 8 hex digits of v1:<kid>:…, got something else.')
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  if (isEphemeral || keys[0]!.kid !== typed) return typed
  throw new StanchError(
    'KEY_IN_USE',
    `--drop-kid ${typed}: expected a key that was retired; got the one that this run writes with. ` +
      'Put the new key first in STANCH_KEY_FILE.',
  )
}
