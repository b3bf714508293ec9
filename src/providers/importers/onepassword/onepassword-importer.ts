import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { isObject } from '../../../text/field-of.ts'
import { askJson, atTheDoor, listIn, type JsonAnswer } from '../asking/ask-json.ts'
import { askedAtOnce, mapInOrder } from '../asking/map-in-order.ts'
import { optionTexts } from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption, type LabelMap } from '../draft/map-option.ts'
import { nameOf } from '../draft/name-of.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem } from '../draft/told.ts'
import { importFiles, readWhole } from '../input/import-files.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { eventsOfItem } from './onepassword-item.ts'
import { onepasswordItems } from './onepassword-json.ts'

const inputBytesMax = 64 << 20

/**
 * 1Password: a Connect server (https://developer.1password.com/docs/connect/api-reference), which lists whole vaults
 * without pages and shows fields of one item at a time; or what `op item get --format json` prints.
 */
export const onepasswordImporter: Importer = {
  name: '1password',
  description: '1Password: a Connect server, or what op item get --format json --reveal prints',
  argument: { name: '[file...]', description: 'JSON of op, or - for standard input' },
  options: [
    { flags: '--vault <name>', description: 'this vault of the server only, repeatable' },
    mapOption,
  ],
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
  const labels = labelMapOf(context)
  // Items name themselves: standard input needs no name.
  const options =
    context.options['name'] === undefined && context.arguments.length === 1
      ? { name: context.arguments[0] }
      : {}
  for (const file of importFiles({ ...context, options }, '1password')) {
    context.signal.throwIfAborted()
    try {
      for (const item of onepasswordItems(await readWhole(file, inputBytesMax)))
        yield* eventsOfItem(item, { labels })
    } catch (error) {
      if (context.signal.aborted) throw error
      yield problem(file.name, reasonOf(error))
    }
  }
}

async function* eventsOfServer(context: ImportContext): AsyncGenerator<ImportEvent> {
  const get = server(context)
  const need =
    'OP_CONNECT_TOKEN needs read access to the vaults: op connect token create NAME --server SERVER --vault VAULT,r'
  const vaults = atTheDoor(listIn(await get('/v1/vaults')), '1Password Connect', need)
  const wanted = optionTexts(context, 'vault')
  const labels = labelMapOf(context)
  for (const vault of vaults.list) {
    const id = nameOf(vault['id'])
    const name = nameOf(vault['name']) || id
    if (id === '' || (wanted && !wanted.includes(name) && !wanted.includes(id))) continue
    const told = eventsOfVault(get, { id, name, labels }, context.signal)
    yield* withCoverage(told, () => [`${recordIdOf('1password', [id])}/`])
  }
}

async function* eventsOfVault(
  get: (path: string) => Promise<JsonAnswer>,
  { id, name, labels }: { readonly id: string; readonly name: string; readonly labels: LabelMap },
  signal: AbortSignal,
): AsyncGenerator<ImportEvent> {
  const items = `/v1/vaults/${encodeURIComponent(id)}/items`
  const listed = listIn(await get(items))
  if ('problem' in listed) {
    yield problem(`op://${name}`, listed.problem)
    return
  }
  const read = mapInOrder(listed.list, askedAtOnce, async (item) => {
    signal.throwIfAborted()
    return { item, answer: await get(`${items}/${encodeURIComponent(nameOf(item['id']))}`) }
  })
  for await (const { item, answer } of read) {
    if ('problem' in answer)
      yield problem(`op://${name}/${nameOf(item['title']) || nameOf(item['id'])}`, answer.problem)
    else if (isObject(answer.value) && answer.value['id'] === item['id'])
      yield* eventsOfItem({ fields: [], ...answer.value }, { vaultName: name, labels })
    else yield problem(`op://${name}/${nameOf(item['id'])}`, 'answered no item')
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
