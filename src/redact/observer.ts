import type { Decoding } from '../engine/finding.ts'
import type { Confidence, Severity } from '../rules/rule.ts'

/** One secret that was masked at one place. Holds nothing of it. */
export interface Masked {
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** As in findings, under the newest key. */
  readonly fingerprint: string
  /** `[stanch:…]`, whatever the mode was. */
  readonly token: string
  /** Names of the known values that it is. */
  readonly known: readonly string[]
  readonly decoded: readonly Decoding[]
  /** Worth a look: only a name says that it is a secret, and it looks like an id, a digest, a number or words. */
  readonly isLikelyFalse: boolean
  /** Where in the record: keys of JSON joined by dots, the key of logfmt; empty in plain text. */
  readonly path: string
}

/** Why a record is not let through, though no secret was found in it. */
export type WithheldReason =
  /** It holds more encoded text than is decoded. */
  | 'decoding-limit'
  /** Masks make new secrets, again and again. */
  | 'unstable'
  /** Masked, it would no longer be JSON. */
  | 'broken-json'
  /** A secret stands where nothing can be put in its place. */
  | 'unmaskable'
  /** Something was found in bytes that cannot be edited, as Avro and Protobuf. */
  | 'binary'
  /** Masked, it is longer than where it goes to takes. */
  | 'too-large'
  /** A defect of Stanch. */
  | 'error'

/** A record that gave way to a placeholder. */
export interface Withheld {
  readonly reason: WithheldReason
  /** The original: to be encrypted before it is kept anywhere. */
  readonly record: Uint8Array
}
