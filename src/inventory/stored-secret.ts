import type { InventoryRecord } from './record.ts'

/** What a store tells of a secret, before it is fingerprinted; what people have to say may be missing. */
export type RecordDraft = Omit<InventoryRecord, 'fingerprints' | 'state' | 'source' | 'tenant'> &
  Partial<Pick<InventoryRecord, 'state'>>

/** One value of a secret. It lives in memory only: whoever takes it overwrites it before the next event is asked for. */
export interface StoredValue {
  readonly value: Uint8Array
  /** The store's name of the version that has it. */
  readonly version?: string
  /** Public: the provider's id of a credential, which its record may name. */
  readonly isIdentifier?: true
}

/** A secret as a store has it. */
export interface StoredSecret {
  readonly draft: RecordDraft
  /** Newest version first; empty where the store tells only names. */
  readonly values: readonly StoredValue[]
}

/** Ids by how they begin. */
export interface CoveredIds {
  readonly idPrefix: string
  /** Only those without a slash behind it: what is named below it is another's. */
  readonly isFlat?: true
}

/**
 * What an importer tells, in the store's order. *Skipped* is policy (deleted, no secret by its kind), *refused* is a
 * value that cannot be known by (a word, a port), a *problem* is trouble (forbidden, vanished, not understood) and makes
 * the import incomplete. `path` names the secret in its store, by its record's id or as `store.path` of it has it;
 * reasons never hold a value. *Covered* says that all secrets are told whose records' ids begin so, where `isFlat` and have
 * no further slash: what the inventory has beside them is no longer in the store.
 */
export type ImportEvent =
  | { readonly kind: 'secret'; readonly secret: StoredSecret }
  | ({ readonly kind: 'covered' } & CoveredIds)
  | {
      readonly kind: 'skipped' | 'refused' | 'problem'
      readonly path: string
      readonly reason: string
      /** Left out by what was asked for, though the store has it: `path` is `store.path` of records that stay. */
      readonly isKept?: true
    }
