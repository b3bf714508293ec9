import type { RecordMatches } from './inventory-store.ts'
import type { InventoryRecord } from './record.ts'
import type { KeyedFingerprints, SecretLookup } from './secret-lookup.ts'

/** A record that knows a value under an older key only. */
export interface Refresh {
  readonly record: InventoryRecord
  readonly fingerprints: KeyedFingerprints
}

/** Records that a rotation of the key has left behind, as far as this secret tells. */
export function refreshesOf(lookup: SecretLookup, matches: RecordMatches): Refresh[] {
  return [lookup.value, ...lookup.parts].flatMap((fingerprints) => {
    const [newest, ...older] = fingerprints
    const records = new Set(older.flatMap((fingerprint) => matches.get(fingerprint) ?? []))
    return [...records]
      .filter(({ fingerprints: known }) => known.every(({ value }) => value !== newest))
      .map((record) => ({ record, fingerprints }))
  })
}

/**
 * A record that knows a value under the newest key, too: whoever has not got that key yet still matches it.
 *
 * @param fingerprints of one value, newest key first
 * @returns `undefined` when it does not know the value, or knows it under the newest key already
 */
export function refreshFingerprints(
  record: InventoryRecord,
  [newest, ...older]: KeyedFingerprints,
): InventoryRecord | undefined {
  const known = record.fingerprints.find(({ value }) => older.includes(value))
  if (newest === undefined || known === undefined) return undefined
  if (record.fingerprints.some(({ value }) => value === newest)) return undefined
  return { ...record, fingerprints: [{ ...known, value: newest }, ...record.fingerprints] }
}

/**
 * A record without what is known of it under a key that was retired.
 *
 * @returns `undefined` when nothing is; or when that would be all, for then nothing would ever match it again
 */
export function dropKeyId(record: InventoryRecord, kid: string): InventoryRecord | undefined {
  const kept = record.fingerprints.filter(({ value }) => !value.startsWith(`v1:${kid}:`))
  if (kept.length === record.fingerprints.length) return undefined
  return kept.some(({ form }) => form !== 'hmsl') ? { ...record, fingerprints: kept } : undefined
}
