import type { Adapter } from '../../incident/adapter.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { channelAdapter } from '../../providers/notify/channel-adapter.ts'
import { notifyIncident, type NotifyResult } from '../../providers/notify/notify-incident.ts'
import { openNotifyDesk } from '../../scan/incident/notify/open-notify-desk.ts'
import type { IncidentDesk } from './with-incidents.ts'

/** The adapter of steps that tell somebody, when channels are configured; it tells of all incidents of the run. */
export function openChannelAdapter(
  { store, configured }: IncidentDesk,
  ledgers: ReadonlyMap<string, Ledger>,
): Adapter[] {
  const channels = configured.configuration.notify ?? []
  if (channels.length === 0) return []
  const tell = async (signal: AbortSignal) => {
    const results: NotifyResult[] = []
    for (const [id, ledger] of ledgers) {
      const desk = await openNotifyDesk(
        channels,
        ledger.incident,
        configured,
        process.env,
        () => undefined,
      )
      const records = await store.read(id)
      const append = async (event: Parameters<Ledger['append']>[0]) => {
        await ledger.append(event)
        return records.at(-1)!
      }
      try {
        const options = { retry: false, patienceMs: 0, signal }
        results.push(...(await notifyIncident({ records, append }, desk, options)))
      } finally {
        await desk.close()
      }
    }
    return results
  }
  return [channelAdapter(channels, process.env, tell)]
}
