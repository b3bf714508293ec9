import type { Clock } from '../../incident/clock.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import type { OpenJournal } from '../../incident/incident-store.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import type { NotifyChannel } from '../../incident/notify/channel.ts'
import { nextAttemptAt, openDeliveries, type Delivery } from '../../incident/notify/delivery.ts'
import { makeNotification } from '../../incident/notify/notification.ts'
import { addresseesOf, type Addressees, type KnownOwner } from '../../incident/notify/whom.ts'
import type { OwnerRule } from '../../incident/notify/code-owners.ts'
import { placeText } from '../../report/incident/place-text.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { HttpClient, HttpRequest } from '../http-client.ts'
import { prepareMessages } from './prepare-message.ts'
import { sendMessages, type SendResult } from './send-messages.ts'

/** What telling needs from outside. */
export interface NotifyDesk {
  readonly channels: readonly NotifyChannel[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** From 0 to 1, for waits that differ. */
  readonly random: () => number
  readonly owner: KnownOwner | undefined
  readonly codeOwners: readonly OwnerRule[]
  /** A client that may speak to this host only; closed by whoever made it. */
  readonly clientFor: (channel: NotifyChannel, url: URL) => HttpClient
}

export interface NotifyOptions {
  /** Tries what is not due yet, and what was given up. */
  readonly retry: boolean
  /** How long a next attempt is waited for before it is left to a later call. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** What came of one message. */
export interface NotifyResult {
  readonly channel: string
  readonly type: NotifyChannel['type']
  readonly kind: Delivery['kind']
  readonly id: string
  readonly to: Addressees
  /** False: nothing was tried now. */
  readonly isTried: boolean
  readonly result: 'sent' | 'failed' | 'given-up' | 'waiting'
  readonly detail: string
  /** ISO 8601; it is tried again then. */
  readonly retryAt?: string
}

/** A message that would be sent. */
export interface PreparedDelivery {
  readonly delivery: Delivery
  readonly to: Addressees
  /** Made anew for each attempt: it has the attempt's time. @throws StanchError for what is not configured */
  readonly prepare: () => HttpRequest[]
}

/** All that is open for the channels, the oldest first. Sends nothing. */
export function prepareDeliveries(
  records: readonly JournalRecord[],
  desk: NotifyDesk,
): PreparedDelivery[] {
  const upTo = (record: JournalRecord) => foldIncident(records.slice(0, record.sequence))
  const open = openDeliveries(records, desk.channels, (record) => upTo(record).verdict.severity)
  return open.map((delivery) => {
    const incident = upTo(delivery.record)
    const { places } = incident.leaked
    const to = addresseesOf(desk.owner, places, desk.codeOwners)
    const notification = makeNotification(delivery.record, delivery.kind, incident, nextStepOf(incident), places.map(placeText)) // prettier-ignore
    const { channel, id } = delivery
    const prepare = () =>
      prepareMessages({
        channel,
        notification,
        incident,
        to: to.names,
        id,
        nowMs: desk.clock.now(),
        env: desk.env,
      })
    return { delivery, to, prepare }
  })
}

/**
 * Tells the channels what they were not told yet. Every attempt becomes a record of the journal; what fails is tried again
 * by the schedule, here while it is worth waiting, else when this is called again; what has failed too often, or is not
 * wanted, becomes a dead letter. A channel that fails keeps no other from being told.
 *
 * @throws the signal's reason; errors of the journal
 */
export async function notifyIncident(
  journal: OpenJournal,
  desk: NotifyDesk,
  options: NotifyOptions,
): Promise<NotifyResult[]> {
  const results: NotifyResult[] = []
  const disabled = new Set<string>()
  for (const prepared of prepareDeliveries([...journal.records], desk)) {
    const { delivery, to } = prepared
    if (disabled.has(delivery.channel.name)) continue
    const told = { channel: delivery.channel.name, type: delivery.channel.type, kind: delivery.kind, id: delivery.id, to } // prettier-ignore
    const waits = reasonToWait(delivery, desk.clock.now(), options)
    if (waits !== undefined) {
      results.push({ ...told, isTried: false, ...waits })
      continue
    }
    const result = await deliver(prepared, journal, desk, options)
    if (result.disabled) disabled.add(delivery.channel.name)
    const { disabled: _disabled, ...rest } = result
    results.push({ ...told, isTried: true, ...rest })
  }
  return results
}

function reasonToWait(
  { isGivenUp, dueAt }: Delivery,
  nowMs: number,
  { retry, patienceMs }: NotifyOptions,
): Pick<NotifyResult, 'result' | 'detail'> | undefined {
  if (retry) return undefined
  if (isGivenUp) return { result: 'given-up', detail: 'a dead letter; --retry tries it again' }
  if (dueAt === undefined || Date.parse(dueAt) <= nowMs + patienceMs) return undefined
  return { result: 'waiting', detail: `tried again at ${dueAt}, or now with --retry` }
}

interface Ended {
  readonly result: 'sent' | 'failed' | 'given-up'
  readonly detail: string
  readonly retryAt?: string
  readonly disabled?: true
}

async function deliver(
  { delivery, to, prepare }: PreparedDelivery,
  journal: OpenJournal,
  desk: NotifyDesk,
  { patienceMs, signal, retry }: NotifyOptions,
): Promise<Ended> {
  const until = desk.clock.now() + patienceMs
  let { dueAt, attempts } = delivery
  for (;;) {
    const waitMs = dueAt === undefined || retry ? 0 : Date.parse(dueAt) - desk.clock.now()
    if (waitMs > 0) await desk.clock.sleep(waitMs, signal)
    const sent = await attempt(delivery.channel, prepare, desk, signal)
    attempts++
    const ended = endOf(sent, attempts, desk)
    await journal.append({
      type: 'notified',
      channel: delivery.channel.name,
      to: to.names.join(', ') || 'nobody is named',
      id: delivery.id,
      ...ended,
    })
    const isLocal = sent.result === 'failed' && sent.isLocal === true
    if (isLocal || ended.retryAt === undefined || Date.parse(ended.retryAt) > until) return ended
    dueAt = ended.retryAt
  }
}

async function attempt(
  channel: NotifyChannel,
  prepare: () => HttpRequest[],
  desk: NotifyDesk,
  signal: AbortSignal,
): Promise<SendResult> {
  try {
    const requests = prepare()
    const url = requests[0]?.url
    if (url === undefined) return { result: 'sent', detail: 'it has nothing to say there' }
    return await sendMessages(desk.clientFor(channel, url), requests, desk.clock.now(), signal)
  } catch (error) {
    signal.throwIfAborted()
    // Not configured, or configured wrong: that is no reason to leave the others untold.
    if (!(error instanceof StanchError)) throw error
    const detail = reasonOf(error).split('\n')[0]!.replace(/\.$/, '')
    return { result: 'failed', detail, retryAfterMs: undefined, isLocal: true }
  }
}

function endOf(sent: SendResult, attempts: number, { clock, random }: NotifyDesk): Ended {
  const { detail } = sent
  if (sent.result === 'sent') return { result: 'sent', detail }
  if (sent.result === 'disabled') return { result: 'given-up', detail, disabled: true }
  const { retryAfterMs } = sent
  const at = nextAttemptAt(attempts, { nowMs: clock.now(), retryAfterMs, random: random() })
  if (at === undefined)
    return { result: 'given-up', detail: `${detail}; given up after ${attempts} attempts` }
  // Whoever mends the configuration need not wait.
  return {
    result: 'failed',
    detail,
    retryAt: new Date(sent.isLocal ? clock.now() : at).toISOString(),
  }
}
