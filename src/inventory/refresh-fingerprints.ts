import type { RecordMatches } from './inventory-store.ts'
import type { InventoryRecord, RecordFingerprint } from './record.ts'
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
 * A record without what is known of it under a key that was retired. Of a form and version that is not known as often
 * under one other key nothing is dropped: it would never match again.
 *
 * @returns `undefined` when nothing is dropped
 */
export function dropKeyId(record: InventoryRecord, kid: string): InventoryRecord | undefined {
  const counts = new Map<string, Map<string, number>>()
  for (const one of record.fingerprints) {
    const byKid = counts.get(groupOf(one)) ?? new Map<string, number>()
    byKid.set(kidOf(one), (byKid.get(kidOf(one)) ?? 0) + 1)
    counts.set(groupOf(one), byKid)
  }
  const isReplaced = (one: RecordFingerprint) => {
    const byKid = counts.get(groupOf(one))!
    return [...byKid].some(([other, count]) => other !== kid && count >= byKid.get(kid)!)
  }
  const kept = record.fingerprints.filter((one) => kidOf(one) !== kid || !isReplaced(one))
  return kept.length === record.fingerprints.length ? undefined : { ...record, fingerprints: kept }
}

function groupOf({ form, version }: RecordFingerprint): string {
  return JSON.stringify([form, version])
}

/** Empty for the unkeyed column. */
function kidOf({ value }: RecordFingerprint): string {
  return value.startsWith('v1:') ? value.slice(3, 11) : ''
}
