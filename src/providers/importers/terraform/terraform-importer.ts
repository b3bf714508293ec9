import type { ImportEvent, StoredSecret } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { oneLine } from '../draft/one-line.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { problem } from '../draft/told.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { importFiles, type ImportFile } from '../input/import-files.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { fetchState, stateAddress } from './fetch-state.ts'
import { secretAttributes } from './secret-attributes.ts'
import { readState, type StateObject } from './state-reader.ts'
import { stateSecrets } from './state-secrets.ts'

/**
 * States of Terraform and OpenTofu: outputs and attributes that are sensitive, and what is known to be secret by the type
 * of its resource. A value is said to be of the state's lineage and serial, since the state knows no date.
 */
export const terraformImporter: Importer = {
  name: 'terraform',
  description:
    'Terraform and OpenTofu: states of files, of an HTTP backend, or of terraform show -json',
  argument: {
    name: '[file...]',
    description:
      'states, or - for standard input with --name; an address https://… of an HTTP backend',
  },
  options: [
    { flags: '--name <name>', description: 'name of the state in ids, the same at every import' },
  ],
  environment: [
    { name: 'TF_HTTP_ADDRESS', description: 'address of an HTTP backend, when no file is named' },
    { name: 'TF_HTTP_USERNAME', description: 'for the HTTP backend' },
    { name: 'TF_HTTP_PASSWORD', description: 'for the HTTP backend' },
  ],
  access(context) {
    return { hosts: addressesOf(context).map((url) => url.host) }
  },
  async *events(context) {
    for (const file of filesOf(context)) {
      context.signal.throwIfAborted()
      yield* eventsOfState(file, context.signal)
    }
  },
}

function addressesOf({ arguments: places, env }: Pick<ImportContext, 'arguments' | 'env'>): URL[] {
  const named = places.filter((place) => /^https?:\/\//i.test(place))
  const fallback = env['TF_HTTP_ADDRESS']
  if (places.length === 0 && fallback) return [stateAddress(fallback)]
  return named.map((place) => stateAddress(place))
}

function filesOf(context: ImportContext): ImportFile[] {
  const addresses = addressesOf(context)
  const paths = context.arguments.filter((place) => !/^https?:\/\//i.test(place))
  const { name } = context.options
  if (name !== undefined && addresses.length + paths.length > 1)
    throw new StanchError(
      'IMPORT_NAME_SHARED',
      '--name: expected one state, got more; import one at a time.',
    )
  const remote = addresses.map((url) => ({
    name: typeof name === 'string' ? name : `${url.host}${url.pathname}`.replace(/\/+$/, ''),
    chunks: () => fetchState(url, context),
  }))
  if (paths.length === 0 && remote.length > 0) return remote
  return [...importFiles({ ...context, arguments: paths }, 'terraform'), ...remote]
}

async function* eventsOfState(file: ImportFile, signal: AbortSignal): AsyncGenerator<ImportEvent> {
  let version: string | undefined
  try {
    for await (const event of readState(file.chunks())) {
      signal.throwIfAborted()
      if (event.kind === 'version')
        version = [event.lineage, event.serial].filter((part) => part !== undefined).join('/')
      else yield* eventsOfObject(file.name, event.object, version)
    }
    // Another state may be named below this one.
    yield {
      kind: 'covered',
      idPrefix: `${recordIdOf('terraform', partsOf(file.name))}/`,
      isFlat: true,
    }
  } catch (error) {
    if (signal.aborted) throw error
    yield problem(file.name, reasonOf(error))
  }
}

function* eventsOfObject(
  file: string,
  object: StateObject,
  version?: string,
): Generator<ImportEvent> {
  for (const { attribute, value } of stateSecrets(
    object.type,
    object.attributes,
    object.sensitive,
  )) {
    const secret = secretOf(file, object, attribute, value, version)
    yield { kind: 'secret', secret }
  }
}

function secretOf(
  file: string,
  object: StateObject,
  attribute: string,
  value: string,
  version: string | undefined,
): StoredSecret {
  const isOutput = object.type === 'output'
  const inside = isOutput ? attribute.replace(/^value\.?/, '') : attribute
  const joint = inside === '' || inside.startsWith('[') ? '' : '.'
  const path = `${object.address}${joint}${inside}`
  const key = object.deposed === undefined ? undefined : `deposed-${object.deposed}`
  const known = secretAttributes.get(object.type)
  const reference = known?.reference === undefined ? undefined : object.attributes[known.reference]
  const isId =
    known?.isReferenceKnown === true && typeof reference === 'string' && attribute === 'secret'
  const { provider } = known ?? {}
  const named = oneLine(reference)
  return {
    draft: {
      id: recordIdOf('terraform', [...partsOf(file), path], key),
      ...withoutMissing({ provider, credentialRef: named === value ? undefined : named }),
      store: {
        type: 'terraform',
        path: oneLine(`${file}#${path}`)!,
        ...withoutMissing({ version, stage: object.stage }),
      },
    },
    values: [value, ...(isId ? [reference] : [])].map((text) => ({ value: bytesOfUtf8(text) })),
  }
}

function partsOf(file: string): string[] {
  return file.split('/').filter((part) => part !== '')
}
