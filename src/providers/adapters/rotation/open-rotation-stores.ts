import type { Clock } from '../../../incident/clock.ts'
import type { RotationStore } from '../../../incident/rotation-store.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { createHttpClient, type OpenHttpClient } from '../../http/create-http-client.ts'
import type { AdapterSetting, StorePlace } from '../adapter-setting.ts'
import { commandHookStore, type RotationHook } from './command/command-hook-store.ts'
import { githubActionsStoreSource } from './github/github-actions-source.ts'
import { kubernetesStoreSource } from './kubernetes/kubernetes-source.ts'
import type { RotationStoreSource } from './rotation-store-source.ts'
import { vaultKvSource } from './vault/vault-kv-source.ts'

/** Stores of several vendors; AWS Secrets Manager belongs to its own adapter. */
export const rotationStoreSources: readonly RotationStoreSource[] = [
  vaultKvSource,
  githubActionsStoreSource,
  kubernetesStoreSource,
]

export interface OpenStoresOptions {
  readonly env: AdapterSetting['env']
  readonly clock: Clock
  /** Commands that take new values, by name. */
  readonly hooks: Readonly<Record<string, RotationHook>>
  /** What a command wrote, without values. */
  readonly onOutput: (text: string) => void
  /** Why a store cannot be opened; plans then say that there is none. */
  readonly onProblem: (reason: string) => void
}

/** Stores that are open until they are closed. */
export interface OpenStores extends Required<Pick<AdapterSetting, 'openStore' | 'storeAt'>> {
  close(): Promise<void>
}

/** Opens the stores at these places, each with a way out to its own hosts; asks nobody. */
export async function openRotationStores(
  places: readonly StorePlace[],
  options: OpenStoresOptions,
): Promise<OpenStores> {
  const opened = new Map<string, RotationStore>()
  const clients: OpenHttpClient[] = []
  for (const place of places) {
    if (opened.has(keyOf(place))) continue
    try {
      const store = await openOne(place, options, clients)
      if (store !== undefined) opened.set(keyOf(place), store)
    } catch (error) {
      if (!(error instanceof StanchError)) throw error
      options.onProblem(`${place.type} cannot be opened: ${reasonOf(error).split('\n')[0]}`)
    }
  }
  const storeAt = (place: StorePlace) => opened.get(keyOf(place))
  return {
    storeAt,
    openStore: (place) => Promise.resolve(storeAt(place)),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}

async function openOne(
  place: StorePlace,
  { env, clock, hooks, onOutput }: OpenStoresOptions,
  clients: OpenHttpClient[],
): Promise<RotationStore | undefined> {
  if (place.type === 'command') {
    const hook = place.path === undefined ? undefined : hooks[place.path]
    return hook && commandHookStore(place.path!, hook, { env, onOutput })
  }
  const source = rotationStoreSources.find(({ type }) => type === place.type)
  if (source === undefined) return undefined
  const { hosts, namedHosts = [], tls } = await source.access(env, place)
  const http = createHttpClient({
    env,
    allowedHosts: hosts,
    publicOnly: { except: namedHosts },
    returnsRedirects: true,
    ...(tls && { tls }),
  })
  clients.push(http)
  return source.open({ http, env, clock }, place)
}

function keyOf({ type, path = '' }: StorePlace): string {
  return `${type}\n${path}`
}
