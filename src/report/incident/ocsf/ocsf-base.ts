import type { IncidentSeverity } from '../../../incident/exposure.ts'

/** The version of the schema that all events follow: https://schema.ocsf.io/1.8.0/. */
export const ocsfVersion = '1.8.0'

/** One event; keys and enumerations as the schema has them, times in milliseconds since 1970. */
export type OcsfEvent = Readonly<Record<string, unknown>>

export interface OcsfKind {
  readonly classUid: 2004 | 2005 | 2006 | 7001
  readonly className: string
  readonly activityId: number
  readonly activityName: string
}

export interface OcsfSource {
  readonly incident: string
  readonly severity: IncidentSeverity
  /** ISO 8601. */
  readonly at: string
  /** Of the record in the journal that it tells of. */
  readonly sequence: number
  readonly productVersion: string
  /** Profiles whose attributes are used. */
  readonly profiles: readonly string[]
}

/** What every event has. `type_uid` is the class and the activity in one number. */
export function ocsfBase(kind: OcsfKind, source: OcsfSource): OcsfEvent {
  const { classUid, className, activityId, activityName } = kind
  const isFinding = classUid < 7000
  return {
    class_uid: classUid,
    class_name: className,
    category_uid: isFinding ? 2 : 7,
    category_name: isFinding ? 'Findings' : 'Remediation',
    activity_id: activityId,
    activity_name: activityName,
    type_uid: classUid * 100 + activityId,
    type_name: `${className}: ${activityName}`,
    time: timeOf(source.at),
    severity_id: severityIds[source.severity],
    severity: capital(source.severity),
    metadata: {
      version: ocsfVersion,
      product: productOf(source.productVersion),
      uid: `${source.incident}/${source.sequence}/${classUid}`,
      correlation_uid: source.incident,
      sequence: source.sequence,
      ...(source.profiles.length > 0 && { profiles: source.profiles }),
    },
  }
}

export function productOf(version: string): OcsfEvent {
  return { name: 'Stanch', vendor_name: 'Stanch', version }
}

const severityIds: Readonly<Record<IncidentSeverity, number>> = {
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
}

/** For `priority_id`. */
export const priorityIds: Readonly<Record<IncidentSeverity, number>> = {
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
}

export function timeOf(at: string): number {
  return Date.parse(at)
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
