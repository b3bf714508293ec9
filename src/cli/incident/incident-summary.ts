import type { Incident } from '../../incident/incident.ts'
import { nextStepOf, type NextStep } from '../../incident/next-step.ts'

/** An incident in a list, for programs. */
export interface IncidentSummary {
  readonly id: string
  readonly state: Incident['state']
  readonly aborted: boolean
  readonly severity: string
  readonly reasons: readonly string[]
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly redacted: string
  readonly keyId: string | null
  readonly owner: string | null
  readonly environment: string | null
  readonly group: string | null
  readonly source: string
  readonly places: number
  readonly detectedAt: string
  readonly openedAt: string
  readonly openedBy: string
  readonly publicSince: string | null
  readonly next: NextStep
}

export function summaryOf(incident: Incident): IncidentSummary {
  const { id, state, verdict, leaked, source, detectedAt, openedAt, openedBy } = incident
  const { rule, name, provider, redacted, inventory } = leaked
  return {
    id,
    state,
    aborted: incident.isAborted,
    severity: verdict.severity,
    reasons: verdict.reasons,
    rule,
    name,
    provider,
    redacted,
    keyId: leaked.keyId ?? null,
    owner: inventory?.owner ?? null,
    environment: inventory?.environment ?? null,
    group: incident.group ?? null,
    source,
    places: leaked.places.length,
    detectedAt,
    openedAt,
    openedBy,
    publicSince: incident.publicSince ?? null,
    next: nextStepOf(incident),
  }
}
