import type { InventoryMatch } from '../engine/finding.ts'
import type { KnownValue } from '../engine/known-values.ts'
import { decodeWhole } from '../inventory/decode-whole.ts'
import { withoutLastLineFeed } from '../inventory/fingerprint-forms.ts'
import type { InventoryStore, RecordMatches } from '../inventory/inventory-store.ts'
import {
  refreshesOf,
  refreshFingerprints,
  type Refresh,
} from '../inventory/refresh-fingerprints.ts'
import {
  fingerprintsIn,
  lookupOf,
  matchOf,
  type LookupOptions,
  type SecretLookup,
} from '../inventory/secret-lookup.ts'
import type { ValueReader } from './parts-of-value.ts'

/** Values that a store is asked for at once. */
const batchMax = 500

/** What is known of a value; never the value. */
export interface ValueMatch {
  readonly type: 'match'
  readonly name: string
  readonly inventory: InventoryMatch | null
  /** Not the value itself is known, but a secret or a public id that stands in it. */
  readonly holds: boolean
  /** Known under an older key only, and not refreshed. */
  readonly isUnderOlderKey: boolean
}

export interface MatchValuesOptions extends LookupOptions {
  readonly store: InventoryStore
  readonly partsOf: ValueReader['partsOf']
  /** Records that know a value under an older key only get its fingerprint under the newest. */
  readonly updates: boolean
}

/**
 * Asks whose values are.
 *
 * @yields one for each value, in order, some at a time
 * @throws StanchError of the store
 */
export async function* matchValues(
  values: Iterable<KnownValue>,
  options: MatchValuesOptions,
): AsyncGenerator<ValueMatch> {
  let batch: Asked[] = []
  for (const { name, value } of values) {
    batch.push({ name, lookup: lookupOfValue(value, options) })
    if (batch.length < batchMax) continue
    yield* await answer(batch, options)
    batch = []
  }
  yield* await answer(batch, options)
}

interface Asked {
  readonly name: string
  readonly lookup: SecretLookup
}

function lookupOfValue(value: Uint8Array, options: MatchValuesOptions): SecretLookup {
  const raw = withoutLastLineFeed(value)
  const decoded = decodeWhole(raw)
  const parts = options.partsOf(raw).map((part) => part.value)
  return lookupOf(raw, decoded === undefined ? parts : [decoded, ...parts], options)
}

async function answer(
  batch: readonly Asked[],
  { store, updates }: MatchValuesOptions,
): Promise<ValueMatch[]> {
  const fingerprints = new Set(batch.flatMap(({ lookup }) => fingerprintsIn(lookup)))
  const matches = fingerprints.size === 0 ? new Map() : await store.match([...fingerprints])
  const refreshes = batch.flatMap(({ lookup }) => refreshesOf(lookup, matches))
  if (updates) await update(store, refreshes)
  return batch.map(({ name, lookup }) => toMatch(name, lookup, matches, updates))
}

function toMatch(
  name: string,
  lookup: SecretLookup,
  matches: RecordMatches,
  updates: boolean,
): ValueMatch {
  const own = matchOf({ ...lookup, parts: [] }, matches)
  const inventory = own ?? matchOf(lookup, matches)
  return {
    type: 'match',
    name,
    inventory,
    holds: own === null && inventory !== null,
    isUnderOlderKey: !updates && refreshesOf(lookup, matches).length > 0,
  }
}

/** Several values of a batch can be of one record. */
async function update(store: InventoryStore, refreshes: readonly Refresh[]): Promise<void> {
  const ids = new Set(refreshes.map(({ record }) => record.id))
  if (ids.size === 0) return
  await store.change(
    Array.from(ids, (id) => ({
      id,
      apply: (before) =>
        before &&
        refreshes
          .filter(({ record }) => record.id === id)
          .reduce(
            (record, { fingerprints }) => refreshFingerprints(record, fingerprints) ?? record,
            before,
          ),
    })),
  )
}
