import type { AdapterSetting, AdapterSource } from '../adapter-setting.ts'
import type { ProviderPack } from '../../provider-pack.ts'
import { endpointOf } from './endpoint-of.ts'
import type { ProviderFile } from './provider-schema.ts'

/** An adapter that a file describes. @param visiblePrefixes of its rules */
export function dataSource(
  file: ProviderFile,
  { visiblePrefixes }: Pick<ProviderPack, 'visiblePrefixes'>,
): AdapterSource {
  return {
    id: file.id,
    rules: file.rules,
    hosts: (env) => hostsOf(file, env),
    namedHosts: (env) => {
      const endpoint = endpointOf(file, env)
      const named = endpoint?.isNamed ? [endpoint.address] : []
      return [...named, ...addressesOf(file, env)].map((address) => new URL(address).hostname)
    },
    open: async (setting) => {
      const { openDataAdapter } = await import('./open-data-adapter.ts')
      return openDataAdapter({ file, setting, visiblePrefixes })
    },
  }
}

/** Those that a person named by settings. */
function addressesOf({ settings = {} }: ProviderFile, env: AdapterSetting['env']): string[] {
  return Object.values(settings).flatMap(({ address, variables }) => {
    const typed = address ? variables.map((variable) => env[variable]).find(Boolean) : undefined
    return typed !== undefined && URL.canParse(typed) ? [typed] : []
  })
}

/** The endpoint, and the further hosts with their settings filled in; one whose setting is missing is left out. */
function hostsOf(file: ProviderFile, env: Readonly<Record<string, string | undefined>>): string[] {
  const endpoint = endpointOf(file, env)
  const further = (file.hosts ?? []).map((host) =>
    host.replace(/\{(\w+)\}/g, (_, name: string) => {
      const { variables = [], default: usual = '' } = file.settings?.[name] ?? {}
      return variables.map((variable) => env[variable]).find(Boolean) ?? usual
    }),
  )
  const addresses = [...(endpoint ? [endpoint.address] : []), ...addressesOf(file, env)]
  const hosts = [...addresses.map((address) => new URL(address).host), ...further]
  return [
    ...new Set(hosts.filter((host) => /^(?:\*\.)?[\w.[\]:-]+$/.test(host) && !host.includes('..'))),
  ]
}
