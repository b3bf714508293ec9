import type { Incident } from '../../incident/incident.ts'
import type { IncidentDesk } from './with-incidents.ts'

/** Why a plan may not run now; to be asked before each effect. */
export function openApprovalCheck(_desk: IncidentDesk): (incident: Incident) => string | undefined {
  return ({ plan }) =>
    plan?.needs.signatures === 0 ? undefined : 'signatures cannot be checked by this build'
}
