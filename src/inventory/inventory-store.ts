import type { InventoryRecord } from './record.ts'

/** Which records; all that is given must hold. Texts are compared whole. */
export interface RecordFilter {
  readonly owner?: string
  readonly environment?: string
  readonly agent?: string
  readonly tool?: string
  readonly provider?: string
  readonly state?: string
  readonly store?: string
}

/** A change of one record. `apply` is given what stands there, and may be asked again; `undefined` leaves it as it is. */
export interface RecordEdit {
  readonly id: string
  readonly apply: (before: InventoryRecord | undefined) => InventoryRecord | undefined
}

/** Records of each fingerprint; a fingerprint that none has is left out. */
export type RecordMatches = ReadonlyMap<string, readonly InventoryRecord[]>

/**
 * Where records lie: a file or a database. A store is opened for one tenant and shows no other's records; a file that is
 * opened without a tenant shows all.
 */
export interface InventoryStore {
  /** For people: the file's name, or the database without credentials. */
  readonly name: string
  readonly isReadOnly: boolean
  /** Ascending by id. */
  list(filter?: RecordFilter): AsyncIterable<InventoryRecord>
  get(id: string): Promise<InventoryRecord | undefined>
  match(fingerprints: readonly string[]): Promise<RecordMatches>
  /**
   * Makes all changes or none; nobody writes between reading and writing.
   *
   * @returns the records that were changed, as they are now
   * @throws StanchError `INVENTORY_READ_ONLY`, `INVENTORY_RECORD_INVALID`, …
   */
  change(edits: readonly RecordEdit[]): Promise<InventoryRecord[]>
  close(): Promise<void>
}

export function fitsFilter(record: InventoryRecord, filter: RecordFilter): boolean {
  const { owner, store, ...same } = filter
  const { team, person, oncall } = record.owner ?? {}
  if (owner !== undefined && ![team, person, oncall].includes(owner)) return false
  if (store !== undefined && record.store?.type !== store) return false
  return Object.entries(same).every(
    ([key, value]) => value === undefined || record[key as keyof typeof same] === value,
  )
}
