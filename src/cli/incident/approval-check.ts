import { faultOfApprovals } from '../../incident/fault-of-approvals.ts'
import type { Incident } from '../../incident/incident.ts'
import { approvalRulesOf } from '../../scan/incident/approval-rules.ts'
import type { IncidentDesk } from './with-incidents.ts'

/** Why a plan may not run now, by who is enrolled; to be asked before each effect, as approvals expire. */
export function openApprovalCheck({
  configured,
  store,
}: IncidentDesk): (incident: Incident) => string | undefined {
  const { approvers } = configured.configuration
  return (incident) => faultOfApprovals(incident, approvalRulesOf(approvers, store, Date.now()))
}
