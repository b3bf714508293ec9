import { foldIncident } from '../../../incident/fold-incident.ts'
import { notifyIncident, type NotifyResult } from '../../../providers/notify/notify-incident.ts'
import { escapeForLog } from '../../../report/escape-controls.ts'
import { countOf } from '../../../report/format-quantity.ts'
import { reasonOf } from '../../../text/error.ts'
import { openNotifyDesk } from './open-notify-desk.ts'
import type { Actor } from '../../../incident/event.ts'
import type { IncidentStore } from '../../../incident/incident-store.ts'
import type { ReadConfiguration } from '../../read-configuration.ts'

/** More at once would be an alarm that nobody reads. */
const incidentsMax = 20
/** All receivers together may keep a command for so long; what is left is told by the next one. */
const patienceMs = 60_000
const journalWaitMs = 2_000

/** Whose incidents are told of, and how. */
export interface TellingDesk {
  readonly store: IncidentStore
  readonly actor: Actor
  readonly configured: ReadConfiguration
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onNote: (note: string) => void
}

/**
 * Tells the channels what happened in a command. That a receiver cannot be reached is said, and makes no command fail:
 * it stands in the journal, and is tried again with whatever is done next.
 */
export async function tellChannels(desk: TellingDesk, ids: readonly string[]): Promise<void> {
  const { onNote: note } = desk
  if (ids.length > incidentsMax)
    return note(
      `${countOf(ids.length, 'incident')} at once: nobody was told. Tell of one: stanch incident notify ${ids[0]}`,
    )
  const signal = AbortSignal.timeout(patienceMs)
  for (const id of ids) {
    try {
      await tellOf(desk, id, signal)
    } catch (error) {
      note(
        `${id}: not told: ${reasonOf(error).split('\n')[0]}\nTry again: stanch incident notify ${id}`,
      )
    }
  }
}

async function tellOf(
  { store, actor, configured, env, onNote }: TellingDesk,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const channels = configured.configuration.notify ?? []
  const opened = await openNotifyDesk(
    channels,
    foldIncident(await store.read(id)),
    configured,
    env,
    onNote,
  )
  try {
    const options = { retry: false, patienceMs: 0, signal }
    const waiting = { waitMs: journalWaitMs, signal }
    const results = await store.withJournal(id, actor, waiting, (journal) =>
      notifyIncident(journal, opened, options),
    )
    for (const result of results) sayResult(id, result, onNote)
  } finally {
    await opened.close()
  }
}

/** What waits, or was given up before, was said when it failed. */
function sayResult(
  id: string,
  { channel, kind, to, result, detail, isTried }: NotifyResult,
  note: (text: string) => void,
): void {
  if (!isTried) return
  const whom = to.names.join(', ') || 'nobody is named'
  if (result === 'sent') note(`told ${channel}: ${kind} (${escapeForLog(whom)})`)
  else
    note(
      `${channel} not told: ${kind}: ${escapeForLog(detail)}\nTry again: stanch incident notify ${id} --retry`,
    )
}
