import { digestOf, type JournalRecord } from '../journal.ts'
import type { IncidentSeverity } from '../exposure.ts'
import type { Incident, IncidentState } from '../incident.ts'

export const notificationKinds = [
  'opened',
  'seen-again',
  'approval-needed',
  'accepted',
  'stopped',
  'contained',
  'dead',
  'reopened',
  'closed',
  'false-alarm',
] as const

/** What is worth to be told of. `accepted`: a provider took the action, which proves nothing yet. */
export type NotificationKind = (typeof notificationKinds)[number]

/**
 * What is told, whatever the channel: ids and words, never the value, nor anything that opens something. A receiver that
 * wants more asks Stanch.
 */
export interface Notification {
  readonly kind: NotificationKind
  readonly incident: string
  /** ISO 8601 in UTC: when it happened. */
  readonly at: string
  /** Of the record that it tells of. */
  readonly sequence: number
  readonly severity: IncidentSeverity
  readonly state: IncidentState
  /** What leaked, in words: `GitHub personal access token`. */
  readonly what: string
  readonly rule: string
  readonly provider: string
  readonly keyId?: string
  readonly owner: string | null
  /** The first places, at most {@link placesMax}. */
  readonly where: readonly string[]
  readonly whereCount: number
  /** What to do, in a sentence, and the exact command. */
  readonly next: { readonly what: string; readonly command: string }
}

export const placesMax = 3

/**
 * What a record is worth to be told as; `undefined`: nothing. What a run did wrong or waits for is one kind: somebody must
 * look.
 */
export function kindOfRecord({ event }: JournalRecord): NotificationKind | undefined {
  switch (event.type) {
    case 'opened':
    case 'seen-again':
    case 'reopened':
      return event.type
    case 'planned':
      return event.plan.needs.signatures > 0 ? 'approval-needed' : undefined
    case 'step-effected':
      return event.outcome.result === 'accepted' ? 'accepted' : undefined
    case 'run-ended':
      return event.result === 'finished' ? undefined : 'stopped'
    case 'verified':
      return event.verdict
    case 'closed':
      return event.as
    default:
      return undefined
  }
}

/**
 * The same for the same record and channel, on every machine and in every attempt: receivers know a repetition by it. A
 * `webhook-id`.
 */
export function notificationId(record: JournalRecord, channel: string): string {
  return `msg_${digestOf({ incident: record.incident, record: record.hash, channel }).slice(0, 32)}`
}

/**
 * @param incident as it was after this record
 * @param next see `nextStepOf`
 */
export function makeNotification(
  record: JournalRecord,
  kind: NotificationKind,
  incident: Incident,
  next: Notification['next'],
  places: readonly string[],
): Notification {
  const { leaked, verdict, id, state } = incident
  return {
    kind,
    incident: id,
    at: record.at,
    sequence: record.sequence,
    severity: verdict.severity,
    state,
    what: leaked.name,
    rule: leaked.rule,
    provider: leaked.provider,
    ...(leaked.keyId && { keyId: leaked.keyId }),
    owner: leaked.inventory?.owner ?? null,
    where: places.slice(0, placesMax),
    whereCount: places.length,
    next: { what: next.what, command: next.command },
  }
}

/** One line, for a pager or a subject. */
export function headlineOfNotification({ kind, what, owner, incident }: Notification): string {
  return `${kindWords[kind]}: ${what}${owner === null ? '' : `, owned by ${owner}`} (${incident})`
}

const kindWords: Readonly<Record<NotificationKind, string>> = {
  opened: 'Leaked',
  'seen-again': 'Seen again',
  'approval-needed': 'Approval needed',
  accepted: 'Action accepted, not yet proven',
  stopped: 'A run stopped and needs somebody',
  contained: 'Contained, not dead',
  dead: 'Proven dead',
  reopened: 'Reopened',
  closed: 'Closed',
  'false-alarm': 'False alarm',
}
