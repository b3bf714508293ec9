import type { Notification } from '../notification.ts'

/**
 * A thin event: ids, never the value.
 *
 * Format: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function webhookMessage(
  { kind, at, ...told }: Notification,
  to: readonly string[],
): Readonly<Record<string, unknown>> {
  return { type: `incident.${kind}`, timestamp: at, data: { ...told, to } }
}
