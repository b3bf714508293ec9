import { fieldOf, isObject, textOf, type JsonObject } from '../../../../text/field-of.ts'
import type { StoreOutcome } from '../../../../incident/rotation-store.ts'
import { vaultPath } from '../../../importers/vault/vault-client.ts'
import { bodyOf, statusOf, type Asked } from '../../asking/ask.ts'
import type { VaultCaller } from '../../vault/vault-caller.ts'
import { notDone, storeTrouble, type StoreWords } from '../store-outcomes.ts'

/** A secret of an engine with versions; paths as of `/v1/`. */
export interface KvPlace {
  readonly data: string
  readonly pendingData: string
  readonly pendingMetadata: string
}

export interface KvVersion {
  readonly version: number
  readonly document: JsonObject
  readonly asked: Asked
}

/**
 * Which engine a path is of: Vault tells that of any path below it.
 * https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts
 *
 * @param path with the engine's own at its head, as inventories have it
 */
export async function locateSecret(
  call: VaultCaller,
  words: StoreWords,
  path: string,
): Promise<KvPlace | StoreOutcome> {
  const encoded = vaultPath(path)
  if (encoded === undefined || encoded === '') return notDone(words, undefined, 'refused', 'it is no path') // prettier-ignore
  const asked = await call('GET', `sys/internal/ui/mounts/${encoded}`)
  if (statusOf(asked) !== 200) return storeTrouble(words, asked, 'finding its engine', true)
  const data = fieldOf(bodyOf(asked), 'data')
  const mount = textOf(data, 'path')
  const encodedMount = mount === undefined ? undefined : vaultPath(mount)
  if (
    mount === undefined ||
    encodedMount === undefined ||
    !`${path}/`.startsWith(mount) ||
    path.length <= mount.length
  )
    // prettier-ignore
    return notDone(words, asked, 'not-found', 'no engine for keys and values has it')
  if (textOf(data, 'type') !== 'kv' || String(fieldOf(data, 'options', 'version')) !== '2')
    return notDone(words, asked, 'refused', 'its engine keeps no versions: only KV 2 does')
  const rest = vaultPath(path.slice(mount.length))!
  return {
    data: `${encodedMount}data/${rest}`,
    pendingData: `${encodedMount}data/${rest}${pendingSuffix}`,
    pendingMetadata: `${encodedMount}metadata/${rest}${pendingSuffix}`,
  }
}

/** What stands behind the name of a secret for the value that waits beside it. */
export const pendingSuffix = '.stanch-pending'

/**
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 *
 * @returns `undefined`: there is none, or it is deleted
 */
export async function readVersion(
  call: VaultCaller,
  words: StoreWords,
  path: string,
): Promise<KvVersion | StoreOutcome | undefined> {
  const asked = await call('GET', path)
  const status = statusOf(asked)
  if (status === 404) return undefined
  if (status !== 200) return storeTrouble(words, asked, 'reading it', true)
  const document = fieldOf(bodyOf(asked), 'data', 'data')
  const version = fieldOf(bodyOf(asked), 'data', 'metadata', 'version')
  if (!isObject(document) || typeof version !== 'number')
    return notDone(words, asked, 'refused', 'its answer is not understood')
  return { version, document, asked }
}

/**
 * Writes one version if the newest one is still the one that was read.
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-secret
 *
 * @param cas the newest version; 0: there must be none
 */
export function writeVersion(
  call: VaultCaller,
  path: string,
  cas: number,
  data: JsonObject,
): Promise<Asked> {
  return call('POST', path, { body: { options: { cas }, data } })
}
