import { compareIds } from './compare-ids.ts'
import type { InventoryRecord } from './record.ts'

/** Records of one tenant, or of all, by fingerprint and by id. */
export class InventoryIndex {
  /** Ascending by id. */
  readonly records: readonly InventoryRecord[]
  readonly #byId = new Map<string, InventoryRecord>()
  readonly #byFingerprint = new Map<string, InventoryRecord | InventoryRecord[]>()

  constructor(records: Iterable<InventoryRecord>) {
    this.records = [...records].sort((left, right) => compareIds(left.id, right.id))
    for (const record of this.records) {
      this.#byId.set(record.id, record)
      for (const value of new Set(record.fingerprints.map((fingerprint) => fingerprint.value)))
        this.#add(value, record)
    }
  }

  get(id: string): InventoryRecord | undefined {
    return this.#byId.get(id)
  }

  /** Ascending by id; empty when none has it. */
  match(fingerprint: string): readonly InventoryRecord[] {
    const found = this.#byFingerprint.get(fingerprint)
    if (found === undefined) return []
    return Array.isArray(found) ? found : [found]
  }

  /** Most fingerprints have one record: no list is made for those. */
  #add(value: string, record: InventoryRecord): void {
    const before = this.#byFingerprint.get(value)
    if (before === undefined) this.#byFingerprint.set(value, record)
    else if (Array.isArray(before)) before.push(record)
    else this.#byFingerprint.set(value, [before, record])
  }
}
