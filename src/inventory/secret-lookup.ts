import type { InventoryMatch } from '../engine/finding.ts'
import { fingerprintOf, type FingerprintKey } from '../text/fingerprint.ts'
import { uniqueBy } from '../text/unique-by.ts'
import { compareIds } from './compare-ids.ts'
import type { RecordMatches } from './inventory-store.ts'
import type { InventoryRecord } from './record.ts'
import { toInventoryMatch } from './to-match.ts'

/** Fingerprints of one value under each key, newest first. */
export type KeyedFingerprints = readonly string[]

/** By which fingerprints a secret that was found may be known. */
export interface SecretLookup {
  readonly value: KeyedFingerprints
  /** `hmsl:…`, where it is asked for. */
  readonly unkeyed: string | undefined
  /** Of the public ids that stand with it, and of secrets that stand in it. */
  readonly parts: readonly KeyedFingerprints[]
}

export interface LookupOptions {
  /** Newest first; none when the run's key is random and matches nothing. */
  readonly keys: readonly FingerprintKey[]
  /** See `hmslOf`; left out where the unkeyed column is not to be looked at, for it is dear. */
  readonly hmslOf?: ((value: Uint8Array) => string | undefined) | undefined
}

/** @param parts what stands with the value or in it, fully decoded */
export function lookupOf(
  value: Uint8Array,
  parts: readonly Uint8Array[],
  { keys, hmslOf }: LookupOptions,
): SecretLookup {
  const underAll = (bytes: Uint8Array) => keys.map((key) => fingerprintOf(bytes, key))
  const hash = hmslOf?.(value)
  return {
    value: underAll(value),
    unkeyed: hash === undefined ? undefined : `hmsl:${hash}`,
    parts: parts.map(underAll),
  }
}

/** All fingerprints that a store has to be asked for. */
export function fingerprintsIn({ value, unkeyed, parts }: SecretLookup): string[] {
  return [...value, ...(unkeyed === undefined ? [] : [unkeyed]), ...parts.flat()]
}

/**
 * Whose a secret is: who has the value itself, under whatever key, and only where nobody has it who has a part of it or
 * its public id.
 *
 * @param matches of at least the fingerprints in the lookup
 */
export function matchOf(lookup: SecretLookup, matches: RecordMatches): InventoryMatch | null {
  const own = fingerprintsIn({ ...lookup, parts: [] })
  return matchAny(own, matches) ?? matchAny(lookup.parts.flat(), matches)
}

function matchAny(fingerprints: readonly string[], matches: RecordMatches): InventoryMatch | null {
  const found = fingerprints.flatMap((fingerprint) => matches.get(fingerprint) ?? [])
  const records = uniqueBy(found, keyOf).toSorted((left, right) => compareIds(left.id, right.id))
  return toInventoryMatch(records, ...fingerprints)
}

function keyOf({ tenant, id }: InventoryRecord): string {
  return `${tenant ?? ''}\n${id}`
}
