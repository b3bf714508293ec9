import type { InventoryStore, RecordFilter, RecordMatches } from '../inventory/inventory-store.ts'
import type { InventoryRecord } from '../inventory/record.ts'
import { StanchError } from '../text/error.ts'
import { parseInventory } from './file/inventory-text.ts'
import { TenantRecords } from './file/tenant-records.ts'
import type { RemoteText } from './remote/remote-text.ts'

/** An inventory that lies elsewhere: fetched and checked when it is first asked, then kept for this run. */
export class ReadOnlyStore implements InventoryStore {
  readonly isReadOnly = true
  readonly #source: RemoteText
  readonly #tenant: string | undefined
  readonly #onClose: () => Promise<void>
  readonly #closing = new AbortController()
  #records: Promise<TenantRecords> | undefined

  constructor(
    source: RemoteText,
    tenant: string | undefined,
    onClose: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#source = source
    this.#tenant = tenant
    this.#onClose = onClose
  }

  get name(): string {
    return this.#source.name
  }

  async *list(filter: RecordFilter = {}): AsyncGenerator<InventoryRecord> {
    yield* (await this.#load()).list(filter)
  }

  async get(id: string): Promise<InventoryRecord | undefined> {
    return (await this.#load()).get(id)
  }

  async match(fingerprints: readonly string[]): Promise<RecordMatches> {
    return (await this.#load()).match(fingerprints)
  }

  change(): Promise<never> {
    const { name, howToChange } = this.#source
    return Promise.reject(
      new StanchError(
        'INVENTORY_READ_ONLY',
        `${name}: expected an inventory that can be written; this one is only read from here.\n${howToChange}`,
      ),
    )
  }

  close(): Promise<void> {
    this.#closing.abort()
    return this.#onClose()
  }

  #load(): Promise<TenantRecords> {
    this.#records ??= this.#fetch()
    return this.#records
  }

  async #fetch(): Promise<TenantRecords> {
    const text = await this.#source.read(this.#closing.signal)
    const records = parseInventory(text, this.name).records.map(({ record }) => record)
    return new TenantRecords(records, this.#tenant, this.name)
  }
}
