import type { SecretDetails } from '../rules/details.ts'
import type { Confidence, Severity } from '../rules/rule.ts'
import type { Origin } from './document.ts'

export const statuses = [
  'unverified',
  'invalid-format',
  'active',
  'inactive',
  'unverifiable',
] as const

/** What is known of the secret's validity. Only structure is looked at here; nobody is asked. */
export type Status = (typeof statuses)[number]

export const decodings = [
  'base64',
  'hex',
  'percent',
  'escape',
  'html',
  'quoted-printable',
  'utf-16',
  'gzip',
  'concatenation',
] as const

/** Encodings that were undone, outermost first. */
export type Decoding = (typeof decodings)[number]

/** Where something stands in a document. Offsets and columns are bytes, ends exclusive; lines and columns from 1. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly start: number
  readonly end: number
}

/** A part that belongs to a finding, such as the key id of a secret key. */
export interface ComponentFinding extends Place {
  readonly rule: string
  readonly fingerprint: string
  readonly redacted: string
}

/** Whose the secret is, once an inventory knows it; `null` is what its record does not say. */
export interface InventoryMatch {
  readonly id: string
  readonly owner: string | null
  readonly tenant: string | null
  readonly environment: string | null
  readonly agent: string | null
  readonly tool: string | null
  readonly purpose: string | null
  /** As NIST SP 800-57 names it: `active`, `compromised`, … */
  readonly state: string
  /** By which form of the credential it is known: `raw`, `decoded`, `part`, `key-id`, `hmsl`. */
  readonly form: string
  /** The version of the credential, where its store has versions. */
  readonly version?: string
  /** Ids of further records that have the same secret. */
  readonly others?: readonly string[]
}

/** One secret at one place: the JSON contract, version 1. Never holds the secret. */
export interface Finding extends Place {
  readonly type: 'finding'
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly confidence: Confidence
  readonly severity: Severity
  readonly fingerprint: string
  readonly origin: Origin
  readonly redacted: string
  readonly inventory: InventoryMatch | null
  readonly decoded: readonly Decoding[]
  readonly components: readonly ComponentFinding[]
  readonly status: Status
  /** What the secret tells of itself, such as when it expires. */
  readonly details?: SecretDetails
  /** Its rule is on trial: it fails nothing. */
  readonly maturity?: 'trial'
  /** Names of the known values that it is, or that stand in it. */
  readonly known?: readonly string[]
}
