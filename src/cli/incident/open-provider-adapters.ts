import type { Adapter } from '../../incident/adapter.ts'
import type { Clock } from '../../incident/clock.ts'
import type { Incident } from '../../incident/incident.ts'
import { adaptersFor, adapterSources, openAdapter } from '../../providers/adapters/adapters.ts'

/** Adapters that are open until they are closed. */
export interface OpenAdapters {
  readonly adapters: readonly Adapter[]
  close(): Promise<void>
}

/** Opens the adapters that the incidents' credentials have, and those that their plans name. */
export async function openProviderAdapters(
  incidents: readonly Incident[],
  clock: Clock,
): Promise<OpenAdapters> {
  const rules = new Set(incidents.map(({ leaked }) => leaked.rule))
  const named = new Set(
    incidents.flatMap(({ plan }) => (plan?.steps ?? []).map(({ adapter }) => adapter)),
  )
  const sources = new Set([
    ...adapterSources().filter(({ id }) => named.has(id)),
    ...[...rules].flatMap((rule) => adaptersFor(rule)),
  ])
  const opened = await Promise.all(
    [...sources].map((source) => openAdapter(source, { env: process.env, clock })),
  )
  return {
    adapters: opened.map(({ adapter }) => adapter),
    close: async () => {
      await Promise.all(opened.map((one) => one.close()))
    },
  }
}
