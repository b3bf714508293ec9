import type { InventoryRecord } from '../../inventory/record.ts'
import { recordFields } from './record-fields.ts'

/** Who made a bill of materials, and when. */
export interface BomMaker {
  /** Of this program. */
  readonly version: string
  /** ISO 8601 in UTC. */
  readonly timestamp: string
}

/**
 * Records as a cryptography bill of materials of CycloneDX 1.6: a component each, of the asset type
 * `related-crypto-material`, with the record's other facts as properties. Values are left out, as is `size`, which would
 * help a guesser.
 *
 * Format: https://cyclonedx.org/docs/1.6/json/#components_items_cryptoProperties_relatedCryptoMaterialProperties
 */
export function toCycloneDx(records: readonly InventoryRecord[], maker: BomMaker): object {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: maker.timestamp,
      tools: { components: [{ type: 'application', name: 'stanch', version: maker.version }] },
    },
    components: records.map(toComponent),
  }
}

/** Of which `relatedCryptoMaterialProperties` has a place of its own. */
const told = new Set(['id', 'state', 'purpose', 'credentialRef', 'createdAt', 'lastRotatedAt', 'expiresAt', 'provider']) // prettier-ignore

function toComponent(record: InventoryRecord): object {
  const { id, tenant, purpose, provider, credentialRef, state, store } = record
  const properties = recordFields
    .filter(([name]) => !told.has(name))
    .map(([name, textOf]) => ({ name: `stanch:${name}`, value: textOf(record) }))
    .filter(({ value }) => value !== '')
  return {
    type: 'cryptographic-asset',
    'bom-ref': tenant === undefined ? id : `${tenant}:${id}`,
    name: id,
    ...(purpose !== undefined && { description: purpose }),
    ...(provider !== undefined && { supplier: { name: provider } }),
    cryptoProperties: {
      assetType: 'related-crypto-material',
      relatedCryptoMaterialProperties: {
        type: materialOf(record),
        ...(credentialRef !== undefined && { id: credentialRef }),
        state,
        ...timeAt('creationDate', record.createdAt),
        ...timeAt('updateDate', record.lastRotatedAt),
        ...timeAt('expirationDate', record.expiresAt),
        ...(store !== undefined && { securedBy: { mechanism: store.type } }),
      },
    },
    ...(properties.length > 0 && { properties }),
  }
}

const materials: readonly (readonly [RegExp, string])[] = [
  [/private-key/, 'private-key'],
  [/password|passphrase/, 'password'],
  [/token|-pat\b|jwt/, 'token'],
  [/webhook|signing|shared/, 'shared-secret'],
]

function materialOf({ kind = '' }: InventoryRecord): string {
  return materials.find(([pattern]) => pattern.test(kind))?.[1] ?? 'credential'
}

/** The format knows points in time only: a day is its first one. */
function timeAt(key: string, time: string | undefined): object {
  if (time === undefined) return {}
  return { [key]: time.length === 10 ? `${time}T00:00:00Z` : time }
}
