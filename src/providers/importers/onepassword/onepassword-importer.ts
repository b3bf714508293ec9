import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { askJson, atTheDoor, isObject, type JsonAnswer } from '../asking/ask-json.ts'
import { mapInOrder } from '../asking/map-in-order.ts'
import { nameOf } from '../asking/name-of.ts'
import { importFiles, readWhole } from '../file/import-files.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { eventsOfItem } from './onepassword-item.ts'
import { onepasswordItems } from './onepassword-json.ts'

const inputBytesMax = 64 << 20
const askedAtOnce = 8

type Json = Readonly<Record<string, unknown>>

/**
 * 1Password: a Connect server (https://developer.1password.com/docs/connect/api-reference), which lists whole vaults
 * without pages and shows fields of one item at a time; or what `op item get --format json` prints.
 */
export const onepasswordImporter: Importer = {
  name: '1password',
  description: '1Password: a Connect server, or what op item get --format json --reveal prints',
  argument: { name: '[file...]', description: 'JSON of op, or - for standard input' },
  options: [{ flags: '--vault <name...>', description: 'these vaults of the server only' }],
  environment: [
    { name: 'OP_CONNECT_HOST', description: 'address of a Connect server' },
    { name: 'OP_CONNECT_TOKEN', description: 'its access token' },
  ],
  access(context) {
    const isServer = context.arguments.length === 0 && (context.env['OP_CONNECT_HOST'] ?? '') !== ''
    return { hosts: isServer ? [serverAddress(context).host] : [] }
  },
  events(context) {
    return context.arguments.length > 0 ? eventsOfFiles(context) : eventsOfServer(context)
  },
}

async function* eventsOfFiles(context: ImportContext): AsyncGenerator<ImportEvent> {
  // Items name themselves: standard input needs no name.
  const options =
    context.options['name'] === undefined && context.arguments.length === 1
      ? { name: context.arguments[0] }
      : {}
  for (const file of importFiles({ ...context, options }, '1password')) {
    context.signal.throwIfAborted()
    try {
      for (const item of onepasswordItems(await readWhole(file, inputBytesMax)))
        yield* eventsOfItem(item)
    } catch (error) {
      if (context.signal.aborted) throw error
      yield { kind: 'problem', path: file.name, reason: reasonOf(error) }
    }
  }
}

async function* eventsOfServer(context: ImportContext): AsyncGenerator<ImportEvent> {
  const get = server(context)
  const need =
    'OP_CONNECT_TOKEN needs read access to the vaults: op connect token create NAME --server SERVER --vault VAULT,r'
  const vaults = atTheDoor(await get('/v1/vaults'), '1Password Connect', need)
  const wanted = context.options['vault']
  const names = wanted === undefined ? undefined : new Set([wanted].flat())
  for (const vault of Array.isArray(vaults) ? (vaults as unknown[]) : []) {
    if (!isObject(vault) || typeof vault['id'] !== 'string') continue
    const name = nameOf(vault['name']) || vault['id']
    if (names !== undefined && !names.has(name) && !names.has(vault['id'])) continue
    yield* eventsOfVault(get, vault['id'], name, context.signal)
  }
}

async function* eventsOfVault(
  get: (path: string) => Promise<JsonAnswer>,
  id: string,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const items = `/v1/vaults/${encodeURIComponent(id)}/items`
  const listed = await get(items)
  if ('problem' in listed) {
    yield { kind: 'problem', path: `op://${name}`, reason: listed.problem }
    return
  }
  const all = (Array.isArray(listed.value) ? listed.value : []).filter((item): item is Json =>
    isObject(item),
  )
  const read = mapInOrder(each(all, signal), askedAtOnce, async (item) => ({
    item,
    answer: await get(`${items}/${encodeURIComponent(nameOf(item['id']))}`),
  }))
  for await (const { item, answer } of read) {
    if ('problem' in answer)
      yield {
        kind: 'problem',
        path: `op://${name}/${nameOf(item['title']) || nameOf(item['id'])}`,
        reason: answer.problem,
      }
    else if (isObject(answer.value)) yield* eventsOfItem({ fields: [], ...answer.value }, name)
  }
}

async function* each(items: readonly Json[], signal: AbortSignal): AsyncGenerator<Json> {
  for (const item of items) {
    signal.throwIfAborted()
    yield item
  }
}

/** @throws StanchError `ONEPASSWORD_NO_CREDENTIALS` */
function server(context: ImportContext): (path: string) => Promise<JsonAnswer> {
  const token = context.env['OP_CONNECT_TOKEN']?.trim() ?? ''
  if (token === '' || (context.env['OP_CONNECT_HOST'] ?? '') === '')
    throw new StanchError(
      'ONEPASSWORD_NO_CREDENTIALS',
      'expected OP_CONNECT_HOST and OP_CONNECT_TOKEN of a Connect server, or without one:\n' +
        'op item list --format json | op item get - --format json --reveal | stanch inventory import 1password -',
    )
  const base = serverAddress(context)
  return (path) =>
    askJson(context, {
      method: 'GET',
      url: new URL(path, base),
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    })
}

function serverAddress({ env }: Pick<ImportContext, 'env'>): URL {
  const text = env['OP_CONNECT_HOST'] ?? ''
  if (URL.canParse(text)) return new URL(text)
  throw new StanchError(
    'ONEPASSWORD_ADDRESS_INVALID',
    'OP_CONNECT_HOST: expected an address, such as http://localhost:8080',
  )
}
