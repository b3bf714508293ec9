import type { Secret } from '../text/secret.ts'
import type { AnswerFacts, PlannedCall } from './adapter.ts'

/** A part of a credential for which another one comes: of a key pair the id, and the secret. */
export interface RotatedPart {
  /** For people, and for stores that keep each part under a name of its own: `id`, `secret`. */
  readonly name: string
  /** What the store holds now; `undefined`: it is not at hand, and must be the only text there of this shape. */
  readonly old: Secret | undefined
  /** Of the whole part. */
  readonly shape: RegExp
}

export interface ReplacedPart extends RotatedPart {
  readonly next: Secret
}

/** Versions by their stages, as the store names them; never values. */
export interface StoreVersions {
  /** What consumers are given. */
  readonly current?: string
  /** What waits to become that; it may be the current one still. */
  readonly pending?: string
  /** What was current before. */
  readonly previous?: string
  /** When anybody read any version last, `YYYY-MM-DD` or a time; absent: not known, or never. */
  readonly lastReadAt?: string
}

/** As `ActionOutcome` has it; `refused` changed nothing. */
export type StoreOutcome = AnswerFacts &
  (
    | { readonly result: 'done' | 'already'; readonly version: string }
    | { readonly result: 'refused' | 'not-found' | 'unknown' }
    | {
        readonly result: 'failed'
        readonly isTemporary: boolean
        readonly retryAfterMs?: number
      }
  )

/** How a plan shows what the store is asked for. */
export interface StoreStepDescription {
  readonly calls: readonly PlannedCall[]
  readonly permissions: readonly string[]
  readonly sideEffects: readonly string[]
  readonly actsAs: string
  /** As of `ActionDescription`: empty when it can run. */
  readonly missing: readonly string[]
  readonly reference: string
}

/**
 * A place that keeps a credential and takes another value for it: first beside the current one, then instead of it.
 *
 * A new value exists nowhere else until `stage` is through, so a rotation must not lose it:
 * - Before anything is made `prepare` tells whether the store can take it.
 * - `stage` writes under the step's idempotency key, so that asked again it finds what it wrote (`staged`).
 * - Crash before the key is made: neither the provider nor the store has anything; begin again.
 * - Crash after the key is made, before it is staged: the provider lists a key whose secret nobody has. It is found by
 *   listing, deleted when it is proven to be ours, and the step begins again.
 * - Crash after it is staged, before that is journalled: `staged` finds it under the key, and it is listed: it is done.
 * - Crash while it is promoted or rolled back: `versions` tells which one is current.
 *
 * No call throws for what the store answers; all throw the signal's reason once that is aborted.
 */
export interface RotationStore {
  /** `aws-secrets-manager`, `vault-kv`, as inventories name it. */
  readonly type: string
  /** For people: where it is, without the value. */
  readonly place: string
  /**
   * Whether a version can wait. Where it cannot, `stage` puts the value to use at once, `promote` answers `already`, and
   * `rollBack` is refused unless the store keeps former values.
   */
  readonly hasPending: boolean
  describe(step: 'stage' | 'promote' | 'roll-back'): StoreStepDescription
  versions(
    signal: AbortSignal,
  ): Promise<{ readonly versions: StoreVersions; readonly answer: AnswerFacts } | StoreOutcome>
  /** Whether it could be staged: readable, each part there, no other rotation under way. `version`: the current one. Changes nothing. */
  prepare(parts: readonly RotatedPart[], signal: AbortSignal): Promise<StoreOutcome>
  /** Writes the current value with its parts replaced as a pending version; the same key writes once. */
  stage(
    parts: readonly ReplacedPart[],
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome>
  /** The version that `stage` wrote under this key, and what it holds; `not-found`: there is none. */
  staged(idempotencyKey: string, signal: AbortSignal): Promise<StoreOutcome>
  /** A version's value; stores that only take values refuse it. */
  read(version: string, signal: AbortSignal): Promise<StoreOutcome & { readonly value?: Secret }>
  /** Makes a pending version the current one. */
  promote(version: string, signal: AbortSignal): Promise<StoreOutcome>
  /** Makes the version that was current before it current again, if it had become that, and no longer pending. */
  rollBack(version: string, signal: AbortSignal): Promise<StoreOutcome>
}
