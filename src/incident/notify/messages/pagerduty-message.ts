import type { IncidentSeverity } from '../../exposure.ts'
import {
  headlineOfNotification,
  type Notification,
  type NotificationKind,
} from '../notification.ts'

const summaryMax = 1024

/**
 * An event whose `dedup_key` is the incident, so that all of it is one alert; `routing_key` is added where it is sent.
 *
 * Format: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
export function pagerdutyMessage(
  notification: Notification,
  to: readonly string[],
): Readonly<Record<string, unknown>> {
  const { incident, severity, at, provider, rule, keyId, state, where, whereCount, next } =
    notification
  const action = actionOf(notification.kind)
  if (action !== 'trigger') return { event_action: action, dedup_key: incident }
  return {
    event_action: action,
    dedup_key: incident,
    client: 'Stanch',
    payload: {
      summary: headlineOfNotification(notification).slice(0, summaryMax),
      source: provider,
      severity: severities[severity],
      timestamp: at,
      class: rule,
      group: to.join(', ') || 'nobody is named',
      custom_details: {
        state,
        ...(keyId && { key_id: keyId }),
        where: where.join(', '),
        places: whereCount,
        what_to_do: next.what,
        command: next.command,
      },
    },
  }
}

const severities: Readonly<Record<IncidentSeverity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
}

/** What somebody does is an acknowledgement; only the end resolves, and what comes back wakes again. */
function actionOf(kind: NotificationKind): 'trigger' | 'acknowledge' | 'resolve' {
  if (kind === 'closed' || kind === 'false-alarm') return 'resolve'
  if (kind === 'accepted' || kind === 'approval-needed' || kind === 'dead') return 'acknowledge'
  return 'trigger'
}
