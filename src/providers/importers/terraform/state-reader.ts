import { StanchError } from '../../../text/error.ts'
import { isObject } from '../../../text/field-of.ts'
import { jsonPieces } from '../input/json-pieces.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import {
  printPath,
  sensitivePaths,
  sensitivePathsOfMarks,
  type StatePath,
} from './state-secrets.ts'

/** One instance of a resource, or one output, wherever it is told of. */
export interface StateObject {
  /** `module.db.aws_db_instance.main["eu"]`, `output.token`. */
  readonly address: string
  readonly type: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly sensitive: readonly StatePath[]
  /** `deposed`: its successor is made, but it is not gone yet. */
  readonly stage?: string
  /** Tells objects of one address apart. */
  readonly deposed?: string
}

export type StateEvent =
  | { readonly kind: 'version'; readonly serial?: string; readonly lineage?: string }
  | { readonly kind: 'object'; readonly object: StateObject }

/** Modules in modules deeper than this are not looked for in what `terraform show` prints. */
const modulesMax = 24

const head = {
  version: 'version',
  format: 'format_version',
  serial: 'serial',
  lineage: 'lineage',
  encryption: 'encryption_version',
  plan: 'resource_changes',
  output: 'outputs.*',
  resource: 'resources.*',
  shownOutput: 'values.outputs.*',
} as const

const shown = Object.fromEntries(
  Array.from({ length: modulesMax }, (_, depth) => [
    `shown${depth}`,
    `values.root_module.${'child_modules.*.'.repeat(depth)}resources.*`,
  ]),
)

/**
 * Reads a state of version 4, or what `terraform show -json` prints, one resource at a time:
 * https://developer.hashicorp.com/terraform/internals/json-format
 *
 * @throws StanchError `TERRAFORM_STATE_ENCRYPTED`, `TERRAFORM_STATE_VERSION`, `TERRAFORM_NO_STATE`, and as `jsonPieces`
 */
export async function* readState(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StateEvent> {
  let isState = false
  let serial: string | undefined
  for await (const { name, path, value } of jsonPieces(chunks, { ...head, ...shown })) {
    const key = String(path.at(-1))
    switch (name) {
      case 'version':
        if (value !== 4) throw oldVersion(value)
        isState = true
        break
      case 'format':
        isState = true
        break
      case 'encryption':
        throw encrypted()
      case 'plan':
        throw noState('a plan')
      case 'serial':
        serial = String(value)
        yield { kind: 'version', serial }
        break
      case 'lineage':
        if (typeof value === 'string')
          yield { kind: 'version', lineage: value, ...withoutMissing({ serial }) }
        break
      case 'output':
      case 'shownOutput':
        yield* outputOf(key, value)
        break
      case 'resource':
        yield* instancesOf(value)
        break
      default:
        yield* shownOf(value)
    }
  }
  if (!isState) throw noState('something else')
}

function* outputOf(name: string, output: unknown): Generator<StateEvent> {
  if (!isObject(output) || output['sensitive'] !== true) return
  const address = printPath(['output', name])
  const attributes = { value: output['value'] }
  yield { kind: 'object', object: { address, type: 'output', attributes, sensitive: [['value']] } }
}

function* instancesOf(resource: unknown): Generator<StateEvent> {
  if (!isObject(resource)) return
  const { module, mode, type, name, instances } = resource
  if (typeof type !== 'string' || typeof name !== 'string' || !Array.isArray(instances)) return
  const place = [
    typeof module === 'string' ? module : '',
    mode === 'data' ? 'data' : '',
    type,
    name,
  ]
  const base = place.filter((part) => part !== '').join('.')
  for (const instance of instances as unknown[]) {
    if (!isObject(instance)) continue
    const { index_key: index, deposed, status, attributes, attributes_flat: flat } = instance
    const isIndexed = typeof index === 'string' || typeof index === 'number'
    const stage =
      typeof deposed === 'string' ? 'deposed' : status === 'tainted' ? 'tainted' : undefined
    yield {
      kind: 'object',
      object: {
        address: isIndexed ? `${base}[${JSON.stringify(index)}]` : base,
        type,
        attributes: isObject(attributes) ? attributes : isObject(flat) ? flat : {},
        sensitive: sensitivePaths(instance['sensitive_attributes']),
        ...withoutMissing({ stage, deposed: typeof deposed === 'string' ? deposed : undefined }),
      },
    }
  }
}

function* shownOf(resource: unknown): Generator<StateEvent> {
  if (!isObject(resource)) return
  const { address, type, values, deposed_key: deposed, tainted } = resource
  if (typeof address !== 'string' || typeof type !== 'string' || !isObject(values)) return
  const stage = typeof deposed === 'string' ? 'deposed' : tainted === true ? 'tainted' : undefined
  yield {
    kind: 'object',
    object: {
      address,
      type,
      attributes: values,
      sensitive: sensitivePathsOfMarks(resource['sensitive_values']),
      ...withoutMissing({ stage, deposed: typeof deposed === 'string' ? deposed : undefined }),
    },
  }
}

/** https://opentofu.org/docs/language/state/encryption/ */
function encrypted(): StanchError {
  return new StanchError(
    'TERRAFORM_STATE_ENCRYPTED',
    'is encrypted by OpenTofu; where its key is: tofu state pull | stanch inventory import terraform - --name NAME',
  )
}

function oldVersion(version: unknown): StanchError {
  const told = typeof version === 'number' ? String(version) : 'none'
  return new StanchError(
    'TERRAFORM_STATE_VERSION',
    `expected a state of version 4, got ${told}; Terraform 0.12 and later write it anew: terraform refresh`,
  )
}

function noState(what: string): StanchError {
  return new StanchError(
    'TERRAFORM_NO_STATE',
    `expected a state or what terraform show -json prints of one, got ${what}`,
  )
}
