import { StanchError } from '../text/error.ts'
import type { InventoryStore, RecordEdit, RecordFilter } from './inventory-store.ts'
import type { InventoryRecord } from './record.ts'

/** A store that takes no record in whose texts a secret stands, such as a token that was pasted as a purpose. */
export class GuardedStore implements InventoryStore {
  readonly #inner: InventoryStore
  readonly #holdsSecret: (text: string) => boolean

  constructor(inner: InventoryStore, holdsSecret: (text: string) => boolean) {
    this.#inner = inner
    this.#holdsSecret = holdsSecret
  }

  get name(): string {
    return this.#inner.name
  }

  get isReadOnly(): boolean {
    return this.#inner.isReadOnly
  }

  list(filter?: RecordFilter): AsyncIterable<InventoryRecord> {
    return this.#inner.list(filter)
  }

  get(id: string): Promise<InventoryRecord | undefined> {
    return this.#inner.get(id)
  }

  match(...fingerprints: Parameters<InventoryStore['match']>): ReturnType<InventoryStore['match']> {
    return this.#inner.match(...fingerprints)
  }

  /** @throws StanchError `INVENTORY_HOLDS_SECRET` besides those of the store; then nothing is changed */
  change(edits: readonly RecordEdit[]): Promise<InventoryRecord[]> {
    return this.#inner.change(
      edits.map(({ id, apply }) => ({
        id,
        apply: (before) => {
          const after = apply(before)
          if (after !== undefined) assertHoldsNone(after, this.#holdsSecret)
          return after
        },
      })),
    )
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}

function assertHoldsNone(record: InventoryRecord, holdsSecret: (text: string) => boolean): void {
  const key = secretKeyOf(record, holdsSecret)
  if (key === undefined) return
  const whose = key === 'id' ? 'a record' : `record ${record.id}`
  throw new StanchError(
    'INVENTORY_HOLDS_SECRET',
    `${whose}: ${key}: expected a text without a secret; got one that looks like it holds one.\n` +
      'An inventory has fingerprints only: hand a value over on standard input (--value-stdin), and name it elsewhere.',
  )
}

/**
 * The key in whose text a secret stands, such as `purpose` or `owner.team`; `undefined`: in none. Fingerprints, whose form
 * is checked, are not looked at.
 */
export function secretKeyOf(
  record: InventoryRecord,
  holdsSecret: (text: string) => boolean,
): string | undefined {
  const texts = textsOf(record)
  // Most records hold none, and one look is a fifth of the time of ten.
  if (!holdsSecret(texts.map(([, text]) => text).join('\n'))) return undefined
  return texts.find(([, text]) => holdsSecret(text))?.[0]
}

function textsOf(record: InventoryRecord): (readonly [string, string])[] {
  return Object.entries(record).flatMap(([key, value]) =>
    key === 'fingerprints' ? [] : textsIn(key, value),
  )
}

function textsIn(key: string, value: unknown): (readonly [string, string])[] {
  if (typeof value === 'string') return [[key, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([inner, one]) =>
    textsIn(Array.isArray(value) ? key : `${key}.${inner}`, one),
  )
}
