import type { InventoryRecord, RecordFingerprint } from './record.ts'
import type { RecordDraft } from './stored-secret.ts'

/** What only its store can know; all else is people's, and a store fills in only what is missing. */
const storeKeys = [
  'store',
  'createdAt',
  'expiresAt',
  'lastRotatedAt',
  'lastAccessedAt',
  'nextRotationAt',
  'rotation',
] as const satisfies readonly (keyof RecordDraft)[]

/**
 * A record after its store was asked: dates, versions and fingerprints are the store's, and what people wrote stays.
 *
 * @param before what the inventory has; `undefined`: it is new
 * @param fingerprints of all values that the store has now; those known before stay, for a former value leaks, too
 */
export function mergeImported(
  before: InventoryRecord | undefined,
  draft: RecordDraft,
  fingerprints: readonly RecordFingerprint[],
  source: NonNullable<InventoryRecord['source']>,
): InventoryRecord {
  const told = Object.fromEntries(
    storeKeys.flatMap((key) => (draft[key] === undefined ? [] : [[key, draft[key]]])),
  )
  const known = new Map((before?.fingerprints ?? []).map((one) => [one.value, one]))
  for (const one of fingerprints) known.set(one.value, one)
  return {
    ...draft,
    ...before,
    ...told,
    state: stateOf(before, draft),
    fingerprints: [...known.values()],
    source,
  }
}

/** Between these a store decides; what people or an incident say of a credential it cannot take back. */
const storeStates: readonly string[] = ['pre-activation', 'active', 'suspended']

function stateOf(
  before: InventoryRecord | undefined,
  draft: RecordDraft,
): InventoryRecord['state'] {
  if (before === undefined) return draft.state ?? 'active'
  return storeStates.includes(before.state) ? (draft.state ?? before.state) : before.state
}
