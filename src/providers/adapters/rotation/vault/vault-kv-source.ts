import { vaultPlace } from '../../vault/vault-caller.ts'
import type { RotationStoreSource } from '../rotation-store-source.ts'

/** Engines for keys and values of Vault and OpenBao. */
export const vaultKvSource: RotationStoreSource = {
  type: 'vault',
  access: (env) => {
    const { host } = vaultPlace(env)
    if (host.startsWith('{')) return { hosts: [] }
    // VAULT_ADDR is a person's own, and mostly in a private network.
    return { hosts: [host], namedHosts: [new URL(`https://${host}`).hostname] }
  },
  open: async (setting, place) => {
    const { VaultKvStore } = await import('./vault-kv-store.ts')
    return new VaultKvStore(setting, place)
  },
}
