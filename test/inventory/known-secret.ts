import type { InventoryRecord, RecordFingerprint } from '../../src/inventory/record.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'

/** A token that the rules find; another one for each seed. */
export function sampleToken(seed: number): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed)).text
}

/** @param key 64 hex digits */
export function fingerprintUnder(value: string, key: string): string {
  return fingerprintOf(bytesOfUtf8(value), parseFingerprintKey(key, 'the test'))
}

/** A record that knows a value under these keys; only what a test is about need be given. */
export function recordOf(
  value: string,
  keys: readonly string[],
  told: Partial<InventoryRecord> = {},
): InventoryRecord {
  const fingerprints = keys.map((key): RecordFingerprint => ({
    form: 'raw',
    value: fingerprintUnder(value, key),
  }))
  return {
    id: 'gh-7',
    state: 'active',
    ...told,
    fingerprints: [...fingerprints, ...(told.fingerprints ?? [])],
  }
}

/** `stanch-inventory.yaml`; JSON is YAML. */
export function inventoryFile(...records: readonly InventoryRecord[]): string {
  return JSON.stringify({ version: 1, records })
}
