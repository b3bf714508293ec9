import { recordStates, type InventoryRecord, type StorePlace } from '../../inventory/record.ts'
import { usage } from '../usage.ts'
import type { TypedStoreOptions } from './open-typed-inventory.ts'

/** `stanch inventory add` and `set` as typed. */
export interface TypedRecordOptions extends TypedStoreOptions {
  readonly valueStdin?: boolean
  readonly hmsl?: boolean
  readonly public?: boolean
  readonly ownerTeam?: string
  readonly ownerPerson?: string
  readonly ownerOncall?: string
  readonly purpose?: string
  readonly environment?: string
  readonly agent?: string
  readonly tool?: string
  readonly consumer?: readonly string[]
  readonly scope?: readonly string[]
  readonly audience?: string
  readonly provider?: string
  readonly kind?: string
  readonly credentialRef?: string
  readonly hint?: string
  readonly keptIn?: string
  readonly ttl?: string
  readonly created?: string
  readonly expires?: string
  readonly lastRotated?: string
  readonly nextRotation?: string
  readonly rotation?: string
  readonly revokeBy?: string
  readonly breakGlass?: boolean
  readonly breakGlassTested?: string
  readonly state?: string
  readonly reason?: string
  readonly unset?: readonly string[]
  readonly format?: string
}

/** Keys whose option is named as they are. */
const sameKeys = [
  'purpose',
  'environment',
  'agent',
  'tool',
  'audience',
  'provider',
  'kind',
  'credentialRef',
  'hint',
  'ttl',
  'state',
] as const

/**
 * A record with what was typed put into it. What does not fit the schema is found when it is stored.
 *
 * @param before of a new record only its id
 */
export function withTyped(
  before: Partial<InventoryRecord> & { readonly id: string },
  typed: TypedRecordOptions,
): Partial<InventoryRecord> & { readonly id: string } {
  const { state } = typed
  if (state !== undefined && !(recordStates as readonly string[]).includes(state))
    throw usage(`--state: expected one of ${recordStates.join(', ')}, got "${state}".`)
  const { ownerTeam, ownerPerson, ownerOncall, rotation, revokeBy, breakGlassTested } = typed
  const owner = withContent({ team: ownerTeam, person: ownerPerson, oncall: ownerOncall })
  const changes = withContent({
    ...Object.fromEntries(sameKeys.map((key) => [key, typed[key]])),
    owner: owner && { ...before.owner, ...owner },
    consumers: typed.consumer,
    scopes: typed.scope,
    store: typed.keptIn === undefined ? undefined : parsePlace(typed.keptIn),
    createdAt: typed.created,
    expiresAt: typed.expires,
    lastRotatedAt: typed.lastRotated,
    nextRotationAt: typed.nextRotation,
    rotation: rotation === undefined ? undefined : { ...before.rotation, strategy: rotation },
    revocation: revokeBy === undefined ? undefined : { ...before.revocation, adapter: revokeBy },
    breakGlass:
      breakGlassTested === undefined
        ? typed.breakGlass && (before.breakGlass ?? {})
        : { testedAt: breakGlassTested },
    stateReason: typed.reason,
  })
  return { ...without(before, typed.unset ?? []), ...(changes as Partial<InventoryRecord>) }
}

/** Nothing when nothing was said. */
function withContent(values: object): object | undefined {
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

function parsePlace(text: string): StorePlace {
  const [, type, path] = /^([^:]+)(?::(.+))?$/.exec(text) ?? []
  if (type === undefined)
    throw usage(
      '--kept-in: expected the kind of a store, a colon and a path, such as vault:secret/payments.',
    )
  return { type, ...(path === undefined ? {} : { path }) }
}

const fixedKeys = ['id', 'state', 'fingerprints', 'tenant', 'source']

function without<T extends object>(record: T, keys: readonly string[]): T {
  const rest = structuredClone(record) as Record<string, unknown>
  for (const path of keys) {
    const [key = '', inner, ...deeper] = path.split('.')
    const part = rest[key]
    const isThere =
      inner === undefined || (typeof part === 'object' && part !== null && inner in part)
    if (fixedKeys.includes(key))
      throw usage(`--unset: expected a key that may be missing; got ${key}.`)
    if (!(key in rest) || !isThere || deeper.length > 0) {
      const known = Object.keys(rest).filter((one) => !fixedKeys.includes(one))
      throw usage(
        `--unset: expected a key that the record has: ${known.join(', ') || 'it has none'}.`,
      )
    }
    if (inner === undefined) delete rest[key]
    else delete (part as Record<string, unknown>)[inner]
    if (inner !== undefined && Object.keys(rest[key] as object).length === 0) delete rest[key]
  }
  return rest as T
}
