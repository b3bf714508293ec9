import type { Connector } from '../inventory/posture/connector.ts'
import type { AuditThresholds } from '../inventory/posture/thresholds.ts'

/** `audit:` of `stanch.yaml`. */
export interface AuditConfiguration extends AuditThresholds {
  readonly accept: readonly AcceptedSign[]
}

/** Somebody's decision that a weak sign may stay. Exactly one of `record`, `connector` and `path` is set. */
export interface AcceptedSign {
  readonly check: string
  readonly record?: string
  readonly connector?: string
  /** Glob. */
  readonly path?: string
  readonly owner: string
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string
}

/** What of a configuration an audit needs. */
export interface PostureConfiguration {
  /** The defaults when undefined. */
  readonly audit?: AuditConfiguration
  readonly connectors?: readonly Connector[]
}
