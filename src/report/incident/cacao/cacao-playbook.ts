/**
 * CACAO Security Playbooks 2.0, as far as Stanch writes it:
 * https://docs.oasis-open.org/cacao/security-playbooks/v2.0/security-playbooks-v2.0.html
 */
export interface CacaoPlaybook {
  readonly type: 'playbook'
  readonly spec_version: 'cacao-2.0'
  readonly id: string
  readonly name: string
  readonly description: string
  readonly playbook_types: readonly string[]
  readonly playbook_activities: readonly string[]
  readonly playbook_processing_summary: Readonly<Record<string, boolean>>
  readonly created_by: string
  readonly created: string
  readonly modified: string
  /** 0 to 100. */
  readonly severity?: number
  /** 0 to 100: what running it may break. */
  readonly impact: number
  readonly labels: readonly string[]
  readonly playbook_variables?: Readonly<Record<string, CacaoVariable>>
  readonly workflow_start: string
  readonly workflow: Readonly<Record<string, CacaoStep>>
  readonly agent_definitions: Readonly<Record<string, object>>
  readonly target_definitions?: Readonly<Record<string, object>>
  readonly extension_definitions: Readonly<Record<string, object>>
}

export interface CacaoVariable {
  readonly type: 'bool' | 'string'
  readonly description: string
  readonly external: true
}

export interface CacaoCommand {
  readonly type: 'manual' | 'http-api'
  readonly description?: string
  readonly command: string
  readonly playbook_activity: string
}

export interface CacaoStep {
  readonly type: 'start' | 'end' | 'action' | 'parallel' | 'if-condition'
  readonly name?: string
  readonly description?: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly on_completion?: string
  readonly on_success?: string
  readonly on_failure?: string
  readonly condition?: string
  readonly on_true?: string
  readonly next_steps?: readonly string[]
  readonly commands?: readonly CacaoCommand[]
  readonly agent?: string
  readonly targets?: readonly string[]
  readonly external_references?: readonly { readonly name: string; readonly url: string }[]
  readonly step_extensions?: Readonly<Record<string, object>>
}

/** Words of `playbook-activity-type-ov`, section 3.1.2, by what an action is for. */
const activities: Readonly<Record<string, string>> = {
  identify: 'analyze-collected-data',
  probe: 'analyze-collected-data',
  evidence: 'analyze-collected-data',
  minted: 'analyze-collected-data',
  drain: 'analyze-collected-data',
  disable: 'restrict-access',
  restore: 'restore-capabilities',
  revoke: 'eliminate-risk',
  rotate: 'restore-capabilities',
  promote: 'restore-capabilities',
  'roll-back': 'revert-system',
  notify: 'deliver-content',
  clean: 'eliminate-risk',
}

const activityOfPhase: Readonly<Record<string, string>> = {
  contain: 'restrict-access',
  rotate: 'restore-capabilities',
  verify: 'analyze-collected-data',
  clean: 'eliminate-risk',
  notify: 'deliver-content',
}

/** @param kind of action; of others the phase tells */
export function activityOf(kind: string | undefined, phase: string): string {
  return activities[kind ?? ''] ?? activityOfPhase[phase]!
}
