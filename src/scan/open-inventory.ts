import { join } from 'node:path'
import { GuardedStore } from '../inventory/guarded-store.ts'
import type { InventoryStore } from '../inventory/inventory-store.ts'
import type { HttpClient } from '../providers/http-client.ts'
import { inventoryFileName } from './inventory-file-name.ts'

/** Which inventory, as it was configured and typed; see `inventoryPlaceOf`. */
export interface InventoryPlace {
  /** A file's path, `postgres://host/db`, `OWNER/REPO@SHA:path` or `https://…`; the default file when undefined. */
  readonly store: string | undefined
  readonly tenant: string | undefined
  /** Absolute; where the configuration lies. */
  readonly directory: string
  /** Public keys of OpenSSH whose signatures count for an inventory at an address. */
  readonly signers?: readonly string[]
  /** To read a file that is missing is an error, not an empty inventory. */
  readonly mustExist?: boolean
}

export { inventoryFileName }

/**
 * Opens an inventory; nothing of a file or of what lies elsewhere is read yet. It takes no record in whose texts a secret
 * stands.
 *
 * @param onNote told what a database lacks in separation or secrecy
 */
export async function openInventory(
  place: InventoryPlace,
  onNote: (note: string) => void = () => undefined,
): Promise<InventoryStore> {
  const store = await openBare(place, onNote)
  if (store.isReadOnly) return store
  const { openValueReader } = await import('./parts-of-value.ts')
  return new GuardedStore(store, openValueReader().holdsSecret)
}

async function openBare(
  { store, tenant, directory, signers = [], mustExist = false }: InventoryPlace,
  onNote: (note: string) => void,
): Promise<InventoryStore> {
  if (store !== undefined && /^postgres(?:ql)?:/i.test(store)) {
    const { openPostgresStore } = await import('../store/postgres-store.ts')
    return openPostgresStore(store, tenant, process.env, onNote)
  }
  if (store !== undefined && /^[a-z][a-z\d+.-]+:\/\//i.test(store)) {
    const { parseSignedPlace, signedInventory } =
      await import('../store/remote/signed-inventory.ts')
    const url = parseSignedPlace(store)
    return openRemote(tenant, url, (http) => signedInventory(url, http, signers))
  }
  const { gitHubApi, gitHubInventory, parseGitHubPlace } =
    await import('../store/remote/github-inventory.ts')
  const gitHub = store === undefined ? undefined : parseGitHubPlace(store)
  if (gitHub !== undefined)
    return openRemote(tenant, gitHubApi(process.env), (http) =>
      gitHubInventory(gitHub, http, process.env),
    )
  const { FileStore } = await import('../store/file-store.ts')
  return new FileStore(store ?? join(directory, inventoryFileName), tenant, { mustExist })
}

async function openRemote(
  tenant: string | undefined,
  { host }: URL,
  toSource: (http: HttpClient) => import('../store/remote/remote-text.ts').RemoteText,
): Promise<InventoryStore> {
  const { createHttpClient } = await import('../providers/http/create-http-client.ts')
  const { ReadOnlyStore } = await import('../store/read-only-store.ts')
  const http = createHttpClient({ allowedHosts: [host] })
  return new ReadOnlyStore(toSource(http), tenant, () => http.close())
}
