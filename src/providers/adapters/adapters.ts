import type { Adapter } from '../../incident/adapter.ts'
import { createHttpClient, type HttpLimits } from '../http/create-http-client.ts'
import { readHowTos, readProviderPack } from '../provider-pack.ts'
import type { AdapterSetting, AdapterSource } from './adapter-setting.ts'
import { codeAdapters } from './code-adapters.ts'
import { dataSource } from './data/data-source.ts'
import { manualSource } from './manual/manual-source.ts'

/** All adapters there are: those of `rules/providers/`, then those of code. Nothing of them is loaded. */
export function adapterSources(): readonly AdapterSource[] {
  const pack = readProviderPack()
  sources ??= [...pack.providers.map((file) => dataSource(file, pack)), ...codeAdapters]
  return sources
}

let sources: readonly AdapterSource[] | undefined

/** Those that handle secrets of a detection rule; else what a person does. Nothing only for rules that Stanch does not have. */
export function adaptersFor(rule: string): readonly AdapterSource[] {
  const able = adapterSources().filter(({ rules }) => rules.includes(rule))
  if (able.length > 0) return able
  const howTos = readHowTos()
  return Object.hasOwn(howTos, rule) ? [manualSource(rule, howTos[rule]!)] : []
}

/** What adapters are opened with when nothing else is said. */
export interface OpenAdapterOptions extends Omit<AdapterSetting, 'http'> {
  readonly limits?: Partial<HttpLimits>
  /** Of the hosts that the adapter could speak to, only these; all of them when left out. */
  readonly allowedHosts?: readonly string[]
}

/** An adapter with its own way out; close it. */
export interface OpenAdapter {
  readonly adapter: Adapter
  close(): Promise<void>
}

/** Opens an adapter that can speak to its own hosts only, none of them in a private network unless a person named it. */
export async function openAdapter(
  source: AdapterSource,
  { limits, allowedHosts, ...setting }: OpenAdapterOptions,
): Promise<OpenAdapter> {
  const { env } = setting
  const hosts = source.hosts(env)
  const http = createHttpClient({
    env,
    allowedHosts:
      allowedHosts === undefined ? hosts : hosts.filter((host) => allowedHosts.includes(host)),
    publicOnly: { except: source.namedHosts?.(env) ?? [] },
    returnsRedirects: true,
    ...(limits && { limits }),
  })
  return { adapter: await source.open({ ...setting, http }), close: () => http.close() }
}
