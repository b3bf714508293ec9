import { InventoryIndex } from '../../inventory/inventory-index.ts'
import {
  fitsFilter,
  type RecordFilter,
  type RecordMatches,
} from '../../inventory/inventory-store.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'

/** The records of an inventory that a tenant sees; without a tenant, all. */
export class TenantRecords {
  readonly #index: InventoryIndex
  readonly #name: string

  constructor(
    records: Iterable<InventoryRecord>,
    tenant: string | undefined,
    /** For messages. */
    name: string,
  ) {
    const all = [...records]
    this.#index = new InventoryIndex(
      tenant === undefined ? all : all.filter((record) => record.tenant === tenant),
    )
    this.#name = name
  }

  *list(filter: RecordFilter): Generator<InventoryRecord> {
    for (const record of this.#index.records) if (fitsFilter(record, filter)) yield record
  }

  /**
   * The record of this id; without a tenant, the one that is of no tenant, or the only one.
   *
   * @throws StanchError `INVENTORY_AMBIGUOUS` when several tenants have it
   */
  get(id: string): InventoryRecord | undefined {
    const found = this.#index.allOf(id)
    const [first] = found
    if (found.length < 2) return first
    const general = found.find(({ tenant }) => tenant === undefined)
    if (general !== undefined) return general
    throw new StanchError(
      'INVENTORY_AMBIGUOUS',
      `${this.#name}: expected one record ${id}; got one of each of these tenants: ` +
        `${found.map(({ tenant }) => tenant).join(', ')}. Name one: --tenant ${first!.tenant}.`,
    )
  }

  match(fingerprints: readonly string[]): RecordMatches {
    const found = fingerprints.map((one) => [one, this.#index.match(one)] as const)
    return new Map(found.filter(([, records]) => records.length > 0))
  }
}
