import { StanchError } from '../../../text/error.ts'
import { vaultPath, type VaultClient } from './vault-client.ts'

/** An engine for keys and values. */
export interface VaultMount {
  /** Ends with a slash. */
  readonly path: string
  readonly version: 1 | 2
}

/**
 * Engines for keys and values that the token sees: of `sys/internal/ui/mounts`, which any token may ask and which shows
 * what its policies reach; where that is refused, of `sys/mounts`.
 * (https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts, …/system/mounts)
 *
 * @throws StanchError `VAULT_FORBIDDEN`
 */
export async function listMounts(client: VaultClient): Promise<VaultMount[]> {
  const shown = await client.read('sys/internal/ui/mounts')
  const { status, data } = shown.status === 200 ? shown : await client.read('sys/mounts')
  if (shown.status >= 500 || status >= 500) throw client.errorOf(Math.max(shown.status, status))
  if (status !== 200)
    throw new StanchError(
      'VAULT_FORBIDDEN',
      `Vault at ${client.settings.address} refuses the token (${status}). ` +
        'Expected one that is not expired, with read on sys/mounts or on the engines to import, in this namespace.\n' +
        'See: vault token lookup; VAULT_NAMESPACE names a namespace.',
    )
  const mounts = (shown.status === 200 ? data?.['secret'] : data) ?? {}
  return Object.entries(mounts).flatMap(([path, mount]) => toMount(path, mount) ?? [])
}

/** @returns `undefined` when the token does not see it, or it is none for keys and values */
export async function findMount(
  client: VaultClient,
  name: string,
): Promise<VaultMount | undefined> {
  const path = `${name.replaceAll(/^\/+|\/+$/g, '')}/`
  const encoded = vaultPath(path.slice(0, -1))
  if (encoded === undefined || encoded === '') return undefined
  const { status, data } = await client.read(`sys/internal/ui/mounts/${encoded}`)
  return status === 200 && data?.['path'] === path ? toMount(path, data) : undefined
}

function toMount(path: string, mount: unknown): VaultMount | undefined {
  const { type, options } = (mount ?? {}) as {
    type?: unknown
    options?: { version?: unknown } | null
  }
  if (type !== 'kv' && type !== 'generic') return undefined
  return { path, version: String(options?.version) === '2' ? 2 : 1 }
}
