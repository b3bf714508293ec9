import type { AdapterSource } from '../adapter-setting.ts'
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
      return endpoint?.isNamed ? [new URL(endpoint.address).hostname] : []
    },
    open: async (setting) => {
      const { openDataAdapter } = await import('./open-data-adapter.ts')
      return openDataAdapter({ file, setting, visiblePrefixes })
    },
  }
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
  const hosts = [...(endpoint ? [new URL(endpoint.address).host] : []), ...further]
  return [
    ...new Set(hosts.filter((host) => /^(?:\*\.)?[\w.[\]:-]+$/.test(host) && !host.includes('..'))),
  ]
}
