import type { JournalRecord } from '../journal.ts'
import type { NotifyChannel } from './channel.ts'
import { wants } from './channel.ts'
import { kindOfRecord, notificationId, type NotificationKind } from './notification.ts'

/**
 * How long is waited before each attempt, from the one before.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#retry-schedule-and-deliverability
 */
export const retryWaitsMs: readonly number[] = [
  0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
].map((seconds) => seconds * 1000)

/** A message to a channel, and how far it has come. */
export interface Delivery {
  readonly id: string
  readonly record: JournalRecord
  readonly kind: NotificationKind
  readonly channel: NotifyChannel
  /** Attempts that failed. */
  readonly attempts: number
  /** ISO 8601; not before then, unless somebody wants it so. */
  readonly dueAt: string | undefined
  /** It stands in the dead letters: nothing is tried by itself any more. */
  readonly isGivenUp: boolean
}

/**
 * What is still to be told, in order of what happened: neither delivered nor, unless it was given up, switched off by its
 * receiver.
 *
 * @param severityAt of the incident after this record
 */
export function openDeliveries(
  records: readonly JournalRecord[],
  channels: readonly NotifyChannel[],
  severityAt: (record: JournalRecord) => Parameters<typeof wants>[2],
): Delivery[] {
  const states = deliveryStates(records)
  const disabled = new Set(
    records.flatMap(({ event }) =>
      event.type === 'notified' && event.disabled ? [event.channel] : [],
    ),
  )
  return records.flatMap((record) => {
    const kind = kindOfRecord(record)
    if (kind === undefined) return []
    return channels.flatMap((channel): Delivery[] => {
      if (!wants(channel, kind, severityAt(record))) return []
      const id = notificationId(record, channel.name)
      const state = states.get(id) ?? { attempts: 0, dueAt: undefined, result: undefined }
      if (state.result === 'sent' || disabled.has(channel.name)) return []
      const { attempts, dueAt } = state
      return [{ id, record, kind, channel, attempts, dueAt, isGivenUp: state.result === 'given-up' }]
    })
  }) // prettier-ignore
}

interface DeliveryState {
  readonly attempts: number
  readonly dueAt: string | undefined
  readonly result: 'sent' | 'failed' | 'given-up'
}

function deliveryStates(records: readonly JournalRecord[]): Map<string, DeliveryState> {
  const states = new Map<string, DeliveryState>()
  for (const { event } of records) {
    if (event.type !== 'notified') continue
    const attempts = (states.get(event.id)?.attempts ?? 0) + (event.result === 'sent' ? 0 : 1)
    states.set(event.id, { attempts, dueAt: event.retryAt, result: event.result })
  }
  return states
}

/**
 * When to try again after an attempt that failed.
 *
 * @param attempts that failed, this one too
 * @param random from 0 to 1: up to a tenth more is waited, so that not all come at once
 * @returns milliseconds since 1970; `undefined`: never, it becomes a dead letter
 */
export function nextAttemptAt(
  attempts: number,
  after: { readonly nowMs: number; readonly retryAfterMs: number | undefined; readonly random: number },
): number | undefined {
  const waitMs = retryWaitsMs[attempts]
  if (waitMs === undefined) return undefined
  return after.nowMs + Math.max(Math.round(waitMs * (1 + after.random / 10)), after.retryAfterMs ?? 0)
} // prettier-ignore
