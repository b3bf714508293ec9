import { hostname, userInfo } from 'node:os'
import type { Actor } from '../../incident/event.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import { openIncidentStore } from '../../scan/incident/open-incident-store.ts'
import { readConfiguration, type ReadConfiguration } from '../read-configuration.ts'
import { assertTrusted } from './trusted-configuration.ts'

/** Options that all commands of incidents have; see `withIncidentOptions`. */
export interface TypedIncidentOptions {
  readonly store?: string | undefined
  readonly tenant?: string | undefined
  readonly config?: string | undefined
}

/** What a command of incidents is lent. */
export interface IncidentDesk {
  readonly store: IncidentStore
  readonly actor: Actor
  readonly configured: ReadConfiguration
}

/**
 * Opens the store that was typed or configured, lends it to `action`, tells the channels of `notify` what became of the
 * incidents that were written, and closes it.
 */
export async function withIncidents<T>(
  typed: TypedIncidentOptions,
  action: (desk: IncidentDesk) => Promise<T>,
  { tellsChannels = true }: { readonly tellsChannels?: boolean } = {},
): Promise<T> {
  const configured = await readConfiguration({
    configurationPath: typed.config,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  assertTrusted(configured, typed.config, process.env)
  const { incidents, inventory } = configured.configuration
  const named = typed.store ?? (process.env['STANCH_INCIDENTS'] || undefined)
  const store = await openIncidentStore(
    {
      store: named ?? incidents.store,
      tenant: typed.tenant ?? (process.env['STANCH_TENANT'] || inventory.tenant),
      // What was typed is of the working directory, as everywhere.
      directory: named === undefined ? configured.directory : process.cwd(),
      env: process.env,
    },
    (note) => process.stderr.write(`stanch: ${note}\n`),
  )
  const actor = actorOf(process.env)
  const changed = new Set<string>()
  const noted = notingChanges(store, (id) => changed.add(id))
  try {
    return await action({ store: noted, actor, configured })
  } finally {
    try {
      if (tellsChannels && (configured.configuration.notify ?? []).length > 0 && changed.size > 0) {
        const { tellChannels } = await import('../../scan/incident/notify/tell-channels.ts')
        const onNote = (note: string) => process.stderr.write(`stanch: ${note}\n`)
        const desk = { store, actor, configured, env: process.env, onNote }
        await tellChannels(desk, [...changed])
      }
    } finally {
      await store.close()
    }
  }
}

/** A store that says which journals were written. */
function notingChanges(store: IncidentStore, onChange: (id: string) => void): IncidentStore {
  return {
    name: store.name,
    isShared: store.isShared,
    key: store.key,
    open: async (...args) => {
      const opened = await store.open(...args)
      onChange(opened.id)
      return opened
    },
    list: () => store.list(),
    read: (id) => store.read(id),
    readUnchecked: (id) => store.readUnchecked(id),
    withJournal: (id, actor, options, action) => {
      onChange(id)
      return store.withJournal(id, actor, options, action)
    },
    close: () => store.close(),
  }
}

/** Who acts: `STANCH_ACTOR`, else the login name. */
function actorOf(env: Readonly<Record<string, string | undefined>>): Actor {
  const person = env['STANCH_ACTOR'] || loginName(env)
  return { person, via: 'cli', host: hostname() }
}

/** A container's user often has no name: then it is his number. */
function loginName(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username
  } catch {
    return env['USER'] || `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
