import type { AdapterSetting } from '../adapter-setting.ts'
import { cargoRegistry } from './cargo-registry.ts'
import { npmRegistry } from './npm-registry.ts'
import type { ProviderFile } from './provider-schema.ts'

/** Where a provider's calls go. */
export interface EndpointPlace {
  /** Without a last slash. */
  readonly address: string
  /** A person's variable or file named it: then it may also be a private address. */
  readonly isNamed: boolean
}

const registries = { npm: npmRegistry, cargo: cargoRegistry }

/** @returns `undefined` when nobody names one and the file knows none */
export function endpointOf(
  { endpoint }: Pick<ProviderFile, 'endpoint'>,
  env: AdapterSetting['env'],
): EndpointPlace | undefined {
  const typed =
    endpoint?.variables?.map((variable) => env[variable]?.trim()).find(Boolean) ??
    (endpoint?.from === undefined ? undefined : registries[endpoint.from](env))
  const address = typed ?? endpoint?.default
  if (address === undefined || !URL.canParse(address)) return undefined
  const plain = address.replace(/\/+$/, '')
  return { address: plain, isNamed: typed !== undefined && plain !== endpoint?.default }
}
