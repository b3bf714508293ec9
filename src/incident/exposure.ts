import type { Origin } from '../engine/document.ts'
import type { InventoryMatch, Status } from '../engine/finding.ts'
import type { StorePlace } from '../inventory/record.ts'
import type { Severity } from '../rules/rule.ts'

/** Where it leaked; never the value. */
export interface LeakPlace {
  readonly origin: Origin
  readonly line: number
  readonly column: number
  /** Bytes of the secret in the document, for reading it again. */
  readonly start?: number
  readonly end?: number
}

/** What leaked, as an incident knows it. */
export interface LeakedCredential {
  readonly rule: string
  readonly name: string
  readonly provider: string
  /** With its public prefix only. */
  readonly redacted: string
  readonly status: Status
  /** The provider's own id of it, where it tells one: `AKIA…`. */
  readonly keyId?: string
  readonly account?: string
  readonly expires?: string
  readonly inventory: InventoryMatch | null
  /** What uses it, and what it may do there, as the inventory says. */
  readonly consumers?: readonly string[]
  readonly scopes?: readonly string[]
  /** Where its value lies, and a new one would, as the inventory says. */
  readonly store?: Pick<StorePlace, 'type' | 'path' | 'version'>
  /** What one of its kind can do, as the rule has it. */
  readonly kindSeverity?: Severity
  readonly places: readonly LeakPlace[]
}

export const severityLevels = ['critical', 'high', 'medium', 'low'] as const
export type IncidentSeverity = (typeof severityLevels)[number]

/** How bad it is, and what that was told from, a sentence each. */
export interface SeverityVerdict {
  readonly severity: IncidentSeverity
  readonly reasons: readonly string[]
}
