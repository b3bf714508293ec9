import type { Confidence } from '../rules/rule.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import type { RecordFormat } from './record-format.ts'
import type { Masked, Withheld } from './observer.ts'

/**
 * What stands where a secret was. `token`: its token. `partial`: the public prefix that its rule names, and `***`.
 * `remove`: nothing. `drop`: a placeholder instead of the whole record. `fixed`: always the same text.
 */
export type RedactionMode =
  | 'token'
  | 'partial'
  | 'remove'
  | 'drop'
  /** Printable ASCII without quotes and backslashes, so that it fits into any record. */
  | { readonly fixed: string }

/** How streams are redacted. */
export interface RedactionPolicy {
  /** The first makes tokens; the others are known, so that their tokens stay. Never empty. */
  readonly keys: readonly FingerprintKey[]
  /** What is less sure is let through. */
  readonly minConfidence: Confidence
  readonly modeOf: (rule: string) => RedactionMode
  /** A longer record is redacted as flat text, in pieces. Bytes; at least {@link recordBytesLeast}. */
  readonly recordBytesMax: number
  /** Held back at most while a secret of several records is open. Bytes. */
  readonly holdBytesMax: number
  /** As somebody said; undefined: as each record looks. See `formatOf` for what it changes. */
  readonly format: RecordFormat | undefined
  /** Whether a name in one line counts for a value in the next ones; not where records come in no certain order. */
  readonly readsOn: boolean
  /** Told when a secret was not waited for until its end. */
  readonly onCut: (() => void) | undefined
  /** Told of everything that is masked; never of the secret. */
  readonly onMasked: ((masked: Masked) => void) | undefined
  /**
   * Told of a record that cannot be redacted.
   *
   * @returns where its original was put, printable ASCII without quotes; undefined: nowhere
   */
  readonly onWithheld: ((withheld: Withheld) => string | undefined) | undefined
}

/** A piece must hold the longest secret and its context. */
export const recordBytesLeast = 1 << 18

export const policyDefaults = {
  minConfidence: 'medium',
  modeOf: () => 'token',
  recordBytesMax: 1 << 20,
  holdBytesMax: 1 << 18,
  format: undefined,
  readsOn: true,
  onCut: undefined,
  onMasked: undefined,
  onWithheld: undefined,
} as const satisfies Omit<RedactionPolicy, 'keys'>
