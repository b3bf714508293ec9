import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import type { Problem, SkippedDocument } from '../scan-result.ts'

/** What an audit looked at, and what not. Every audit ends with one. */
export interface AuditCoverage {
  readonly type: 'coverage'
  /** For people: where the records came from. */
  readonly inventory: string
  readonly records: number
  readonly connectors: number
  /** Workflows and settings of agents that were read. */
  readonly files: number
  /** Results of scans that were read. */
  readonly scanReports: number
  /** Secrets in them. */
  readonly secrets: number
  /** Checks that were made. */
  readonly checks: number
  /** By policy: ignored, over a limit, of no kind that is audited. */
  readonly skipped: readonly SkippedDocument[]
  /** Trouble; one is enough to make `complete` false. */
  readonly problems: readonly Problem[]
  readonly complete: boolean
  /** Signs that an entry of `audit.accept` hid. */
  readonly accepted: number
  /** Entries past their date: they hide nothing. */
  readonly expired: readonly AcceptNote[]
  /** Entries that met no sign although the audit was complete. */
  readonly dead: readonly AcceptNote[]
  /** Wall time in milliseconds. */
  readonly durationMs: number
}

export interface AcceptNote {
  readonly check: string
  /** The record, connector or glob. */
  readonly of: string
  readonly owner: string
  readonly reason: string
  readonly expires: string
  /** File and line of the entry. */
  readonly where: string
}

/** A finished audit, as every report sees it; findings the gravest first, then by check. */
export interface AuditResult {
  readonly findings: readonly PostureFinding[]
  readonly coverage: AuditCoverage
}
