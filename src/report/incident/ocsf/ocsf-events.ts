import type { IncidentReport } from '../incident-report.ts'
import { isOwnProbe } from '../build-timeline.ts'
import {
  capital,
  ocsfBase,
  priorityIds,
  timeOf,
  type OcsfEvent,
  type OcsfKind,
} from './ocsf-base.ts'
import { findingInfo, findingParts } from './ocsf-finding.ts'
import { remediationEvents } from './ocsf-remediation.ts' // prettier-ignore

export interface OcsfOptions {
  /** 2006 Data Security Finding, or 2004 Detection Finding for a SIEM that does not know it. */
  readonly finding: 2004 | 2006
  readonly productVersion: string
}

/**
 * The incident as events of OCSF 1.8: a finding and an Incident Finding when it was opened, a Remediation Activity for each
 * effect, and both findings again with what has become of them since.
 */
export function ocsfEvents(report: IncidentReport, options: OcsfOptions): OcsfEvent[] {
  const { records } = report
  const isEnded = ['closed', 'false-alarm'].includes(report.incident.state)
  const last = records.at(-1)
  const later =
    records.length > 1 && last !== undefined
      ? [finding, incidentFinding].map((make) =>
          make(report, options, isEnded ? closing : updating, last),
        )
      : []
  return [
    ...[finding, incidentFinding].map((make) => make(report, options, creating, records[0]!)),
    ...remediationEvents(report, options.productVersion),
    ...later,
  ]
}

interface Activity {
  readonly activityId: 1 | 2 | 3
  readonly activityName: 'Create' | 'Update' | 'Close'
}
const creating: Activity = { activityId: 1, activityName: 'Create' }
const updating: Activity = { activityId: 2, activityName: 'Update' }
const closing: Activity = { activityId: 3, activityName: 'Close' }

type At = { readonly at: string; readonly sequence: number }

function sourceOf({ incident }: IncidentReport, { at, sequence }: At, productVersion: string) {
  const { id, verdict } = incident
  return { incident: id, severity: verdict.severity, at, sequence, productVersion, profiles: ['incident'] } // prettier-ignore
}

function finding(
  report: IncidentReport,
  options: OcsfOptions,
  activity: Activity,
  at: At,
): OcsfEvent {
  const { incident } = report
  const kind: OcsfKind =
    options.finding === 2006
      ? { classUid: 2006, className: 'Data Security Finding', ...activity }
      : { classUid: 2004, className: 'Detection Finding', ...activity }
  const status = statusOf(report, activity)
  return {
    ...ocsfBase(kind, sourceOf(report, at, options.productVersion)),
    finding_info: findingInfo(report, options.productVersion),
    message: `${incident.leaked.name} leaked: ${incident.leaked.redacted}`,
    is_alert: true,
    // Of a finding 4 is the last one; an incident knows 5, Closed.
    status_id: Math.min(status.id, 4),
    status: status.id > 3 ? 'Resolved' : status.name,
    ...verdictOf(report, activity),
    ...findingParts(report, options.finding),
  }
}

/** Class 2005: what is done about it, whose it is, how urgent. */
function incidentFinding(
  report: IncidentReport,
  { productVersion }: OcsfOptions,
  activity: Activity,
  at: At,
): OcsfEvent {
  const { incident, milestones, accesses, records } = report
  const kind: OcsfKind = { classUid: 2005, className: 'Incident Finding', ...activity }
  const status = statusOf(report, activity)
  const owner = incident.leaked.inventory?.owner
  const isUsed = accesses?.uses.some((use) => use.outcome === 'allowed' && !isOwnProbe(use, records)) // prettier-ignore
  return {
    ...ocsfBase(kind, { ...sourceOf(report, at, productVersion), profiles: [] }),
    finding_info_list: [findingInfo(report, productVersion)],
    message: `Incident ${incident.id}: ${incident.leaked.name}`,
    desc: incident.verdict.reasons.join('; '),
    start_time: timeOf(milestones.exposedAt ?? milestones.detectedAt),
    ...(activity.activityId === 3 && { end_time: timeOf(at.at) }),
    priority_id: priorityIds[incident.verdict.severity],
    priority: capital(incident.verdict.severity),
    status_id: status.id,
    status: status.name,
    ...(owner ? { assignee_group: { name: owner } } : { assignee: { name: incident.openedBy } }),
    ...(isUsed !== undefined && { is_suspected_breach: isUsed }),
    ...verdictOf(report, activity),
  }
}

function statusOf(report: IncidentReport, { activityId }: Activity) {
  if (activityId === 1) return { id: 1, name: 'New' }
  if (activityId === 3) return { id: 5, name: 'Closed' }
  return report.incident.state === 'open'
    ? { id: 1, name: 'New' }
    : { id: 2, name: 'In Progress' }
} // prettier-ignore

function verdictOf({ incident }: IncidentReport, { activityId }: Activity): OcsfEvent {
  if (activityId !== 3) return {}
  return incident.state === 'false-alarm'
    ? { verdict_id: 1, verdict: 'False Positive' }
    : { verdict_id: 2, verdict: 'True Positive' }
}
