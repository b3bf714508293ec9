import { compareIds } from './compare-ids.ts'
import type { InventoryRecord } from './record.ts'

/** Records of one tenant, or of all, by fingerprint and by id. */
export class InventoryIndex {
  /** Ascending by id. */
  readonly records: readonly InventoryRecord[]
  readonly #byId = new Map<string, InventoryRecord | InventoryRecord[]>()
  readonly #byFingerprint = new Map<string, InventoryRecord | InventoryRecord[]>()

  constructor(records: Iterable<InventoryRecord>) {
    this.records = [...records].sort((left, right) => compareIds(left.id, right.id))
    for (const record of this.records) {
      addTo(this.#byId, record.id, record)
      for (const value of new Set(record.fingerprints.map((fingerprint) => fingerprint.value)))
        addTo(this.#byFingerprint, value, record)
    }
  }

  /** Of several tenants' records with this id the first that was given. */
  get(id: string): InventoryRecord | undefined {
    return this.allOf(id)[0]
  }

  /** Several only where several tenants have the id. */
  allOf(id: string): readonly InventoryRecord[] {
    return listOf(this.#byId.get(id))
  }

  /** Ascending by id; empty when none has it. */
  match(fingerprint: string): readonly InventoryRecord[] {
    return listOf(this.#byFingerprint.get(fingerprint))
  }
}

function listOf(found: InventoryRecord | InventoryRecord[] | undefined): InventoryRecord[] {
  if (found === undefined) return []
  return Array.isArray(found) ? found : [found]
}

/** Most keys have one record: no list is made for those. */
function addTo(
  map: Map<string, InventoryRecord | InventoryRecord[]>,
  key: string,
  record: InventoryRecord,
): void {
  const before = map.get(key)
  if (before === undefined) map.set(key, record)
  else if (Array.isArray(before)) before.push(record)
  else map.set(key, [before, record])
}
