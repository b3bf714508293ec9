import type { Adapter } from '../../incident/adapter.ts'
import type { Clock } from '../../incident/clock.ts'
import type { Incident } from '../../incident/incident.ts'
import { durationMs } from '../../incident/playbook-schema.ts'
import { adaptersFor, adapterSources, openAdapter } from '../../providers/adapters/adapters.ts'
import type { OpenStores } from '../../providers/adapters/rotation/open-rotation-stores.ts'
import type { RotationHook } from '../../providers/adapters/rotation/command/command-hook-store.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import type { Configuration } from '../../scan/configuration.ts'

/** Adapters that are open until they are closed. */
export interface OpenAdapters {
  readonly adapters: readonly Adapter[]
  close(): Promise<void>
}

/**
 * Opens the adapters that the incidents' credentials have, and those that their plans name; and first the stores in which
 * their values lie, as the inventory says.
 */
export async function openProviderAdapters(
  incidents: readonly Incident[],
  clock: Clock,
  configuration: Pick<Configuration, 'rotation'>,
): Promise<OpenAdapters> {
  const rules = new Set(incidents.map(({ leaked }) => leaked.rule))
  const named = new Set(
    incidents.flatMap(({ plan }) => (plan?.steps ?? []).map(({ adapter }) => adapter)),
  )
  const stores = await openStores(incidents, clock, configuration)
  if (stores !== undefined) named.add('rotation-store')
  const sources = new Set([
    ...adapterSources().filter(({ id }) => named.has(id)),
    ...[...rules].flatMap((rule) => adaptersFor(rule)),
  ])
  const { openStore, storeAt } = stores ?? {}
  const places = { ...(openStore && { openStore }), ...(storeAt && { storeAt }) }
  const opened = await Promise.all(
    [...sources].map((source) => openAdapter(source, { env: process.env, clock, ...places })),
  )
  return {
    adapters: opened.map(({ adapter }) => adapter),
    close: async () => {
      await Promise.all([...opened.map((one) => one.close()), stores?.close()])
    },
  }
}

/** @returns `undefined` when no incident's value is known to lie anywhere */
async function openStores(
  incidents: readonly Incident[],
  clock: Clock,
  { rotation }: Pick<Configuration, 'rotation'>,
): Promise<OpenStores | undefined> {
  const places = incidents.flatMap(({ leaked: { store } }) => (store === undefined ? [] : [store]))
  if (places.length === 0) return undefined
  const { openRotationStores } =
    await import('../../providers/adapters/rotation/open-rotation-stores.ts')
  const note = (text: string) => process.stderr.write(`stanch: ${text}\n`)
  return openRotationStores(places, {
    env: process.env,
    clock,
    hooks: hooksOf(rotation),
    onOutput: (text) => note(text.trimEnd().split('\n').map(escapeForLog).join('\n')),
    onProblem: (reason) => note(escapeForLog(reason)),
  })
}

function hooksOf(rotation: Configuration['rotation']): Record<string, RotationHook> {
  return Object.fromEntries(
    Object.entries(rotation?.hooks ?? {}).map(([name, { timeout, ...hook }]) => [
      name,
      { ...hook, timeoutMs: durationMs(timeout) },
    ]),
  )
}
