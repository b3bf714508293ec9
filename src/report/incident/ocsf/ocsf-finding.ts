import { readOrigin } from '../../origin-details.ts'
import type { IncidentReport } from '../incident-report.ts'
import { productOf, timeOf, type OcsfEvent } from './ocsf-base.ts'

/** Object `finding_info`, the same in all classes: its `uid` is the incident's. */
export function findingInfo(
  { incident, milestones, records }: IncidentReport,
  productVersion: string,
): OcsfEvent {
  const { leaked } = incident
  const last = records.at(-1)?.at ?? incident.openedAt
  return {
    uid: incident.id,
    title: `Leaked credential: ${leaked.name}`,
    desc: `${leaked.name} (${leaked.redacted}) of ${leaked.provider}; the value is not part of this event.`,
    types: ['Leaked credential'],
    created_time: timeOf(incident.openedAt),
    modified_time: timeOf(last),
    first_seen_time: timeOf(milestones.exposedAt ?? milestones.detectedAt),
    analytic: { uid: leaked.rule, name: leaked.name, type: 'Rule', type_id: 1 },
    product: productOf(productVersion),
  }
}

/** What each of the two classes has of the place and the credential. */
export function findingParts(report: IncidentReport, classUid: 2004 | 2006): OcsfEvent {
  const { leaked } = report.incident
  const files = filesOf(report)
  const resources = { resources: [resourceOf(report)] }
  if (classUid === 2004)
    return { ...resources, ...(files.length > 0 && { evidences: files.map((file) => ({ file })) }) }
  return {
    ...resources,
    ...(files.length > 0 && { file: files[0] }),
    data_security: {
      detection_pattern: leaked.rule,
      detection_system_id: 11,
      detection_system: 'Developer Security',
    },
  }
}

/** The credential by its public names. */
function resourceOf({ incident }: IncidentReport): OcsfEvent {
  const { id, leaked } = incident
  const { inventory } = leaked
  return {
    uid: leaked.keyId ?? inventory?.id ?? id,
    name: leaked.name,
    type: `credential of ${leaked.provider}`,
    ...(inventory?.owner && { group: { name: inventory.owner } }),
    ...(leaked.account && { namespace: leaked.account }),
    labels: [`rule:${leaked.rule}`, ...(inventory?.environment ? [`environment:${inventory.environment}`] : [])], // prettier-ignore
  }
}

/** Type 1 is a regular file; messages and standard input are none. */
function filesOf({ incident }: IncidentReport): OcsfEvent[] {
  return incident.leaked.places.flatMap(({ origin }) => {
    const { path } = readOrigin(origin)
    if (path === '' || path === '-') return []
    return [{ name: path.slice(path.lastIndexOf('/') + 1), path, type_id: 1, type: 'Regular File' }]
  })
}
