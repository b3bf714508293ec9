import { isDeepStrictEqual } from 'node:util'
import type { InventoryStore, RecordEdit } from '../../inventory/inventory-store.ts'
import { mergeImported } from '../../inventory/merge-imported.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import type { CoveredIds, RecordDraft } from '../../inventory/stored-secret.ts'
import type { CollectedImport, TakenSecret } from './collect-import.ts'

export interface MergeOptions {
  readonly importer: string
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly at: string
  /** What new records say where their store says nothing. */
  readonly defaults: Partial<RecordDraft>
  /** Records that are no longer in the store become `deactivated`, unless something was not read. */
  readonly retiresMissing: boolean
  /** Nothing is written. */
  readonly isDry: boolean
}

/** One record. `fields` of a changed one. */
export interface RecordChange {
  readonly id: string
  readonly change: 'new' | 'changed' | 'retired'
  readonly fields: readonly string[]
}

export interface MergedImport {
  /** Ascending by id. */
  readonly changes: readonly RecordChange[]
  readonly unchanged: number
  /** Ids of records in use that this store no longer has; those that were retired are none of them. */
  readonly missing: readonly string[]
  /** Of all that were taken. */
  readonly withoutOwner: number
}

/** Brings what was collected into an inventory, in one change. */
export async function mergeImport(
  store: InventoryStore,
  collected: CollectedImport,
  options: MergeOptions,
): Promise<MergedImport> {
  const gone = await missingIn(store, collected, options.importer)
  const retires = options.retiresMissing && collected.problems.length === 0
  const outcomes = new Map<string, Outcome>()
  const edits: RecordEdit[] = [...collected.taken].map(([id, taken]) => ({
    id,
    apply: (before) => {
      const after = mergeTaken(before, taken, options)
      const outcome = compare(id, before, after)
      outcomes.set(id, outcome)
      return outcome.change === 'unchanged' ? undefined : after
    },
  }))
  if (retires) edits.push(...gone.map((id) => retire(id, outcomes)))
  if (options.isDry) await tryOut(store, edits)
  else if (edits.length > 0) await store.change(edits)
  return summarise(outcomes, retires ? [] : gone)
}

/** Reads the inventory once: a record at a time may take a database as long as the import. */
async function tryOut(store: InventoryStore, edits: readonly RecordEdit[]): Promise<void> {
  const left = new Map(edits.map((edit) => [edit.id, edit]))
  for await (const record of store.list()) {
    left.get(record.id)?.apply(record)
    left.delete(record.id)
  }
  for (const edit of left.values()) edit.apply(undefined)
}

interface Outcome {
  readonly id: string
  readonly change: RecordChange['change'] | 'unchanged'
  readonly fields: readonly string[]
  readonly hasOwner: boolean
}

function mergeTaken(
  before: InventoryRecord | undefined,
  { draft, fingerprints }: TakenSecret,
  { importer, at, defaults }: MergeOptions,
): InventoryRecord {
  const told = before === undefined ? { ...structuredClone(defaults), ...draft } : draft
  return mergeImported(before, told, fingerprints, { importer, at })
}

function compare(id: string, before: InventoryRecord | undefined, after: InventoryRecord): Outcome {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])]
  const fields = keys.filter((key) => !isDeepStrictEqual(valueOf(before, key), valueOf(after, key)))
  const change = before === undefined ? 'new' : fields.length > 0 ? 'changed' : 'unchanged'
  return { id, change, fields: before ? fields : [], hasOwner: after.owner !== undefined }
}

/** When it was last asked is no change: else each import would touch every record. */
function valueOf(record: InventoryRecord | undefined, key: string): unknown {
  return key === 'source' ? record?.source?.importer : record?.[key as keyof InventoryRecord]
}

function retire(id: string, outcomes: Map<string, Outcome>): RecordEdit {
  return {
    id,
    apply: (before) => {
      if (before === undefined || !isInUse(before)) return undefined
      outcomes.set(id, { id, change: 'retired', fields: ['state'], hasOwner: true })
      return { ...before, state: 'deactivated' }
    },
  }
}

function isInUse({ state }: InventoryRecord): boolean {
  return state === 'pre-activation' || state === 'active' || state === 'suspended'
}

/** Records that this importer wrote, of a part of the store that was told in full. */
async function missingIn(
  store: InventoryStore,
  { taken, refused, problems, kept, covered }: CollectedImport,
  importer: string,
): Promise<string[]> {
  const missing: string[] = []
  if (covered.length === 0) return missing
  const named = new Set([...[...refused, ...problems].map(({ path }) => path), ...kept])
  for await (const record of store.list()) {
    const { id } = record
    if (record.source?.importer !== importer || !isInUse(record) || taken.has(id)) continue
    if (named.has(id) || named.has(record.store?.path ?? '')) continue
    if (covered.some((ids) => isCovered(id, ids))) missing.push(id)
  }
  return missing
}

function isCovered(id: string, { idPrefix, isFlat }: CoveredIds): boolean {
  return id.startsWith(idPrefix) && !(isFlat === true && id.includes('/', idPrefix.length))
}

function summarise(
  outcomes: ReadonlyMap<string, Outcome>,
  missing: readonly string[],
): MergedImport {
  const all = [...outcomes.values()]
  return {
    changes: all
      .filter((outcome) => outcome.change !== 'unchanged')
      .map(({ id, change, fields }) => ({ id, change, fields }) as RecordChange)
      .sort((left, right) => (left.id < right.id ? -1 : 1)),
    unchanged: all.filter(({ change }) => change === 'unchanged').length,
    missing,
    withoutOwner: all.filter(({ hasOwner }) => !hasOwner).length,
  }
}
