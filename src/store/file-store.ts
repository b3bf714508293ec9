import { readFileSync, writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { InventoryIndex } from '../inventory/inventory-index.ts'
import {
  fitsFilter,
  type InventoryStore,
  type RecordEdit,
  type RecordFilter,
  type RecordMatches,
} from '../inventory/inventory-store.ts'
import type { InventoryRecord } from '../inventory/record.ts'
import { inventoryFileSchema } from '../inventory/record-schema.ts'
import { parseStrictly } from '../text/strict/parse-strictly.ts'

/** An inventory in a YAML file, `stanch-inventory.yaml` by default. */
export class FileStore implements InventoryStore {
  readonly name: string
  readonly isReadOnly = false
  readonly #path: string
  readonly #tenant: string | undefined

  /** @param path a file that need not exist yet @param tenant shows and changes its records only */
  constructor(path: string, tenant: string | undefined) {
    this.name = path
    this.#path = path
    this.#tenant = tenant
  }

  async *list(filter: RecordFilter = {}): AsyncGenerator<InventoryRecord> {
    for (const record of this.#index().records) if (fitsFilter(record, filter)) yield record
  }

  get(id: string): Promise<InventoryRecord | undefined> {
    return Promise.resolve(this.#index().get(id))
  }

  match(fingerprints: readonly string[]): Promise<RecordMatches> {
    const index = this.#index()
    const found = fingerprints.map((one) => [one, index.match(one)] as const)
    return Promise.resolve(new Map(found.filter(([, records]) => records.length > 0)))
  }

  change(edits: readonly RecordEdit[]): Promise<InventoryRecord[]> {
    const all = this.#read()
    const changed: InventoryRecord[] = []
    for (const { id, apply } of edits) {
      const at = all.findIndex((record) => record.id === id && this.#isOurs(record))
      const after = apply(at < 0 ? undefined : all[at])
      if (after === undefined) continue
      const stored = this.#tenant === undefined ? after : { ...after, tenant: this.#tenant }
      changed.push(stored)
      if (at < 0) all.push(stored)
      else all[at] = stored
    }
    writeFileSync(this.#path, stringify({ version: 1, records: all }, { lineWidth: 0 }))
    return Promise.resolve(changed)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #index(): InventoryIndex {
    return new InventoryIndex(this.#read().filter((record) => this.#isOurs(record)))
  }

  #isOurs(record: InventoryRecord): boolean {
    return this.#tenant === undefined || record.tenant === this.#tenant
  }

  #read(): InventoryRecord[] {
    let text: string
    try {
      text = readFileSync(this.#path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    const { output } = parseStrictly(inventoryFileSchema, text, {
      file: this.#path,
      code: 'INVENTORY_INVALID',
    })
    return output.records as InventoryRecord[]
  }
}
