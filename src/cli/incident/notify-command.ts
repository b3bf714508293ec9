import { findIncident } from '../../incident/find-incident.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import type { NotifyChannel } from '../../incident/notify/channel.ts'
import {
  notifyIncident,
  prepareDeliveries,
  type NotifyResult,
  type PreparedDelivery,
} from '../../providers/notify/notify-incident.ts'
import type { HttpRequest } from '../../providers/http-client.ts'
import { escapeForLog, toJson } from '../../report/escape-controls.ts'
import { createInk, type Ink } from '../../report/terminal-ink.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { showsColor } from '../shows-color.ts'
import { openNotifyDesk } from '../../scan/incident/notify/open-notify-desk.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** As typed. */
export interface TypedNotifyOptions extends TypedIncidentOptions {
  readonly retry?: boolean
  readonly channel?: string
  readonly dryRun?: boolean
  readonly format?: string
}

/** A run may hold the journal for a moment. */
const journalWaitMs = 10_000
/** The second attempt follows after five seconds; what fails then is for a later call. */
const patienceMs = 8_000

/** `stanch incident notify`: 0 all told, 1 tried again later, 2 given up. */
export function runNotify(typedId: string, typed: TypedNotifyOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  return withIncidents(
    typed,
    async ({ store, actor, configured }) => {
      const channels = chosenChannels(configured.configuration.notify ?? [], typed.channel)
      const signal = interruptSignal()
      const id = await findIncident(store, typedId)
      const records = await store.read(id)
      const note = (text: string) => process.stderr.write(`stanch: ${text}\n`)
      const desk = await openNotifyDesk(
        channels,
        foldIncident(records),
        configured,
        process.env,
        note,
      )
      try {
        if (typed.dryRun) return showDeliveries(prepareDeliveries(records, desk), format)
        const options = { retry: typed.retry === true, patienceMs, signal }
        const results = await store.withJournal(id, actor, { waitMs: journalWaitMs, signal }, (journal) => notifyIncident(journal, desk, options)) // prettier-ignore
        return showResults(results, format)
      } finally {
        await desk.close()
      }
    },
    { tellsChannels: false },
  )
}

function chosenChannels(
  channels: readonly NotifyChannel[],
  name: string | undefined,
): readonly NotifyChannel[] {
  const chosen = name === undefined ? channels : channels.filter((one) => one.name === name)
  if (chosen.length > 0) return chosen
  const known = channels.map((one) => one.name).join(', ')
  throw new StanchError(
    'NOTIFY_UNCONFIGURED',
    known === ''
      ? 'notify: expected channels in stanch.yaml, such as - { name: oncall, type: pagerduty, secretVariable: PD_KEY }; got none. Nobody was told.'
      : `--channel: expected one of ${known}; got "${name}". Nobody was told.`,
  )
}

function showResults(results: readonly NotifyResult[], format: string): ExitStatus {
  if (format === 'json') process.stdout.write(`${toJson(results, 2)}\n`)
  else if (results.length === 0)
    process.stdout.write('Nothing to tell: all that happened was told.\n') // prettier-ignore
  else {
    const ink = createInk({ color: showsColor(), hyperlinks: false })
    process.stdout.write(layoutRows(results.map((one) => rowOf(one, ink))))
  }
  if (results.some(({ result }) => result === 'given-up')) return exitStatus.failed
  return results.every(({ result }) => result === 'sent') ? exitStatus.clean : exitStatus.found
}

function rowOf({ channel, kind, to, result, detail, retryAt }: NotifyResult, ink: Ink): string[] {
  const again = retryAt === undefined || Date.parse(retryAt) <= Date.now() ? '' : `; tried again at ${retryAt.slice(0, 19).replace('T', ' ')} UTC, or now with --retry` // prettier-ignore
  const style = result === 'sent' ? 'good' : result === 'given-up' ? 'bad' : 'medium'
  return [
    channel,
    kind,
    to.names.join(', ') || 'nobody is named',
    ink.paint(style, result),
    escapeForLog(`${detail}${again}`),
    `whom: ${escapeForLog(to.reason)}`,
  ]
}

/** Columns as wide as their longest cell; the last two are lines of their own. */
function layoutRows(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows
    .map((row) => {
      const cells = row.slice(0, 3).map((cell, at) => cell.padEnd(widths[at]!))
      const [result = '', ...details] = row.slice(3)
      return [`${cells.join('  ')}  ${result}`, ...details.map((line) => `    ${line}`)].join('\n')
    })
    .map((text) => `${text}\n`)
    .join('')
}

function showDeliveries(prepared: readonly PreparedDelivery[], format: string): ExitStatus {
  const shown = prepared.map(({ delivery, to, prepare }) => ({
    channel: delivery.channel.name,
    type: delivery.channel.type,
    kind: delivery.kind,
    id: delivery.id,
    to,
    ...messagesOf(prepare),
  }))
  if (format === 'json') process.stdout.write(`${toJson(shown, 2)}\n`)
  else if (shown.length === 0)
    process.stdout.write('Nothing to tell: all that happened was told.\n') // prettier-ignore
  else
    process.stdout.write(
      shown
        .map(({ channel, kind, to, messages, fault }) => {
          const whom = `${to.names.join(', ') || 'nobody is named'} (${to.reason})`
          const lines = messages.map(({ method, host, body }) => `    ${method} ${host}\n    ${toJson(body)}`) // prettier-ignore
          return `${channel}  ${kind}  ${escapeForLog(whom)}\n${[...lines, ...(fault ? [`    ${escapeForLog(fault)}`] : [])].join('\n')}\n`
        })
        .join('\n'),
    )
  return shown.every(({ fault }) => fault === undefined) ? exitStatus.clean : exitStatus.failed
}

interface ShownMessages {
  readonly messages: readonly { method: string; host: string; body: unknown }[]
  readonly fault?: string
}

/** Paths and headers may be secrets, and so is a key in the body: they are not shown. */
function messagesOf(prepare: () => HttpRequest[]): ShownMessages {
  try {
    return { messages: prepare().map((one) => ({ method: one.method, host: one.url.host, body: shownBody(one) })) } // prettier-ignore
  } catch (error) {
    if (error instanceof StanchError) return { messages: [], fault: reasonOf(error) }
    throw error
  }
}

function shownBody({ body }: HttpRequest): unknown {
  const parsed = JSON.parse(String(body)) as Record<string, unknown>
  return 'routing_key' in parsed ? { ...parsed, routing_key: '(from its variable)' } : parsed
}
