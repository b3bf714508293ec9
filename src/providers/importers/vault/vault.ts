import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { StanchError } from '../../../text/error.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { askedAtOnce, mapInOrder } from '../asking/map-in-order.ts'
import {
  isMetadataOnly,
  metadataOnlyOption,
  optionText,
  optionTexts,
  storeNameOf,
  storeNameOption,
} from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { entriesOfMap, secretsByKey } from '../draft/secrets-by-key.ts'
import { problem } from '../draft/told.ts'
import { readVersionedSecret, reasonOf, type VaultSecretRequest } from './read-versioned-secret.ts'
import { VaultClient, vaultPath } from './vault-client.ts'
import { vaultLeases } from './vault-leases.ts'
import { findMount, listMounts, type VaultMount } from './vault-mounts.ts'
import { readVaultAddress, vaultEnvironment } from './vault-settings.ts'
import { noAnswer, walkTree } from './walk-tree.ts'

/** Fails that follow one another; after so many Vault itself is away. */
const failuresMax = 5

/**
 * HashiCorp Vault and OpenBao: engines for keys and values, versions 1 and 2, and leases.
 *
 * Ids are `vault/<namespace>/<mount>/<path>#<key>`; without values they have no key.
 * (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2, …/secret/kv/kv-v1, …/system/leases)
 */
export const vaultImporter: Importer = {
  name: 'vault',
  description: 'HashiCorp Vault or OpenBao: keys and values (KV 1 and 2) with all live versions',
  options: [
    { flags: '--mount <path...>', description: 'engines to read (default: all for keys and values)' }, // prettier-ignore
    { flags: '--prefix <path>', description: 'read only this path and what lies below, in each engine' }, // prettier-ignore
    metadataOnlyOption,
    { flags: '--current-only', description: 'read only the current version’s values' },
    { flags: '--leases', description: 'leases, too, without values (needs sudo on sys/leases)' },
    mapOption,
    storeNameOption('vault'),
  ],
  environment: vaultEnvironment,
  access: ({ env }) => ({ hosts: [new URL(readVaultAddress(env)).host] }),
  async *events(context) {
    const client = await VaultClient.open(context)
    const { options } = context
    const mounts = yield* mountsOf(client, optionTexts(context, 'mount') ?? [])
    const isWhole = !isMetadataOnly(context) && options['currentOnly'] !== true
    for (const mount of mounts) {
      const told = readMount(client, mount, context)
      if (isWhole) yield* withCoverage(told, () => coveredIn(client, mount, context))
      else yield* told
    }
    if (options['leases'] === true)
      yield* vaultLeases(client, {
        store: storeNameOf(context, 'vault'),
        namespace: namespaceOf(client),
      })
  },
}

async function* mountsOf(
  client: VaultClient,
  names: readonly string[],
): AsyncGenerator<ImportEvent, VaultMount[]> {
  const mounts = names.length === 0 ? await listMounts(client) : []
  for (const name of names) {
    const mount = await findMount(client, name)
    if (mount !== undefined) mounts.push(mount)
    else yield problem(name, 'no engine for keys and values that the token sees')
  }
  if (mounts.length === 0)
    throw new StanchError(
      'VAULT_NO_MOUNT',
      `Vault at ${client.settings.address} shows the token no engine for keys and values` +
        `${names.length === 0 ? '' : ` among ${names.join(', ')}`}.\n` +
        'It needs list on <mount>/metadata/* and read on <mount>/metadata/* and <mount>/data/*, in this namespace.',
    )
  return mounts
}

async function* readMount(
  client: VaultClient,
  mount: VaultMount,
  context: ImportContext,
): AsyncGenerator<ImportEvent> {
  const { options, now } = context
  const store = storeNameOf(context, 'vault')
  const mountPath = vaultPath(mount.path)!
  const listed = mount.version === 2 ? `${mountPath}metadata/` : mountPath
  const nameOf = (path: string) => `${namespaceOf(client)}${mount.path}${path}`
  const labels = labelMapOf(context)
  const values =
    isMetadataOnly(context) ? 'none' : options['currentOnly'] === true ? 'current' : 'all-versions' // prettier-ignore
  const read = async (path: string): Promise<ImportEvent[]> => {
    const encoded = vaultPath(path)
    const place = { store, path: nameOf(path) }
    if (encoded === undefined) return [problem(place.path, 'no address can hold a part . or ..')]
    const request = { place, mount: mountPath, path: encoded, values, labels, now } as const
    return mount.version === 2
      ? readVersionedSecret(client, request)
      : readPlainSecret(client, request)
  }
  const tree = {
    list: (folder: string) => client.list(listed + folder),
    nameOf,
    permission: `list on ${mount.path}${mount.version === 2 ? 'metadata/' : ''}*`,
  }
  let failures = 0
  const prefix = prefixOf(context)
  const steps = mapInOrder(stepsOf(tree, prefix), askedAtOnce, async (step) =>
    step.kind === 'entry' ? orProblem(read(step.path), nameOf(step.path)) : [step],
  )
  for await (const events of steps)
    for (const event of events) {
      // The path that a prefix names may be a folder alone.
      if (isAbsentPrefix(event, nameOf(prefix))) continue
      failures = event.kind === 'problem' && event.reason.startsWith(noAnswer) ? failures + 1 : 0
      if (failures === failuresMax) throw new StanchError('VAULT_FAILED', event.kind === 'problem' ? event.reason : '') // prettier-ignore
      yield event
    }
}

function prefixOf(context: ImportContext): string {
  return (optionText(context, 'prefix') ?? '').replaceAll(/^\/+/g, '')
}

/** A key that only former versions have is told when all are read, so that whoever reads fewer covers nothing. */
function coveredIn(client: VaultClient, mount: VaultMount, context: ImportContext): string[] {
  const store = storeNameOf(context, 'vault')
  const prefix = prefixOf(context)
  const path = `${namespaceOf(client)}${mount.path}${prefix}`
  const id = recordIdOf(store, path.split('/'))
  return path.endsWith('/') ? [id] : [`${id}#`, `${id}/`]
}

/** The secret that a prefix names, and all below it. */
async function* stepsOf(tree: Parameters<typeof walkTree>[0], prefix: string) {
  if (prefix !== '' && !prefix.endsWith('/')) yield { kind: 'entry', path: prefix } as const
  yield* walkTree(tree, prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`)
}

function isAbsentPrefix(event: ImportEvent, path: string): boolean {
  return event.kind === 'problem' && event.path === path && event.reason.endsWith('no longer there')
}

/** Of an engine without versions: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1. */
async function readPlainSecret(
  client: VaultClient,
  { place, mount, path, values }: VaultSecretRequest,
): Promise<ImportEvent[]> {
  const draft = { store: { type: 'vault', path: place.path } }
  const reply = values === 'none' ? undefined : await client.read(mount + path)
  const isRead = reply?.status === 200 && reply.data !== undefined
  if (reply?.status === 404) return [problem(place.path, reasonOf(reply, 'data'))]
  const versions = isRead ? [{ version: '1', entries: entriesOfMap(reply.data!) }] : []
  return [
    ...secretsByKey(draft, place, versions).map((secret) => ({ kind: 'secret' as const, secret })),
    ...(reply === undefined || isRead ? [] : [problem(place.path, reasonOf(reply, 'data'))]),
  ]
}

/** An answer that does not come is the trouble of one secret; a sealed Vault is everybody's. */
async function orProblem(events: Promise<ImportEvent[]>, path: string): Promise<ImportEvent[]> {
  try {
    return await events
  } catch (error) {
    if (!(error instanceof StanchError) || error.code !== 'HTTP_FAILED') throw error
    return [problem(path, noAnswer + error.message)]
  }
}

function namespaceOf({ settings: { namespace } }: VaultClient): string {
  return namespace === '' ? '' : `${namespace}/`
}
