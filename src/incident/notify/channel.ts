import { severityLevels, type IncidentSeverity } from '../exposure.ts'
import type { NotificationKind } from './notification.ts'

export const channelTypes = [
  'webhook',
  'partner',
  'pagerduty',
  'slack',
  'teams',
  'github-alert',
  'gitlab-issue',
] as const
export type ChannelType = (typeof channelTypes)[number]

/** Where notifications go, as `notify:` of stanch.yaml says. No secret stands in it, only names of variables. */
export interface NotifyChannel {
  readonly name: string
  readonly type: ChannelType
  readonly url?: string | undefined
  /** Variable that holds the address, where that is a secret by itself. */
  readonly urlVariable?: string | undefined
  /** Variable that holds what signs or authorises. */
  readonly secretVariable?: string | undefined
  /** Told of these only; by default of what the type is for. */
  readonly when?: readonly NotificationKind[] | undefined
  /** Told of incidents that are at least as bad. */
  readonly severity: IncidentSeverity
  /** The receiver lies in a network of one's own: addresses that are not public may be spoken to. */
  readonly private: boolean
  /** Project and issue of GitLab: `group/project#7`. */
  readonly issue?: string | undefined
}

/** What closes something elsewhere has nothing to say before that. */
const kindsOf: Partial<Record<ChannelType, readonly NotificationKind[]>> = {
  'github-alert': ['dead', 'false-alarm'],
  partner: ['opened', 'seen-again'],
}

/** Whether a channel wants to be told. */
export function wants(
  channel: NotifyChannel,
  kind: NotificationKind,
  severity: IncidentSeverity,
): boolean {
  const when = channel.when ?? kindsOf[channel.type]
  if (when !== undefined && !when.includes(kind)) return false
  return severityLevels.indexOf(severity) <= severityLevels.indexOf(channel.severity)
}
