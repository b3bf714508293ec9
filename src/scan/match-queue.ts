import type { InventoryMatch } from '../engine/finding.ts'
import type { InventoryStore, RecordMatches } from '../inventory/inventory-store.ts'
import { refreshesOf } from '../inventory/refresh-fingerprints.ts'
import { fingerprintsIn, matchOf, type SecretLookup } from '../inventory/secret-lookup.ts'
import { reasonOf } from '../text/error.ts'

/** Fingerprints that a store is asked for at once. */
const batchMax = 500
/** Answers that are remembered, so that a secret at many places is asked for once. */
const answersMax = 50_000

interface Waiting<Item> {
  readonly item: Item
  readonly lookup: SecretLookup
}

/** What became of all that was asked. */
export interface MatchSummary {
  /** Different secrets that are known. */
  readonly known: number
  /** Of them, those that some record knows under an older key only. */
  readonly underOlderKey: number
  /** Why the store could not be asked; from then on nothing is known. */
  readonly failure: string | undefined
}

export interface MatchQueueOptions {
  /** Of a run without end: nothing is remembered, for records change, and a store that fails is asked again. */
  readonly isLasting?: boolean
  readonly onFailure?: (reason: string) => void
}

/**
 * Asks a store whose secrets are, some at once, and tells of each item in the order in which they came. Trouble with the
 * store stops no item: they go on as not known.
 */
export class MatchQueue<Item> {
  readonly #store: () => Promise<InventoryStore>
  readonly #tell: (item: Item, match: InventoryMatch | null) => void
  readonly #options: MatchQueueOptions
  readonly #waiting: Waiting<Item>[] = []
  readonly #answers = new Map<string, InventoryMatch | null>()
  readonly #known = new Set<string>()
  readonly #underOlderKey = new Set<string>()
  #working: Promise<void> | undefined
  #failure: string | undefined

  /** @param store is opened with the first item; to be closed by the caller */
  constructor(
    store: () => Promise<InventoryStore>,
    tell: (item: Item, match: InventoryMatch | null) => void,
    options: MatchQueueOptions = {},
  ) {
    this.#options = options
    this.#store = store
    this.#tell = tell
  }

  add(item: Item, lookup: SecretLookup): void {
    this.#waiting.push({ item, lookup })
    this.#working ??= this.#work()
  }

  /** Comes back when all that was added is told. */
  async settled(): Promise<MatchSummary> {
    while (this.#working) await this.#working
    return {
      known: this.#known.size,
      underOlderKey: this.#underOlderKey.size,
      failure: this.#failure,
    }
  }

  async #work(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, batchMax)
        await this.#answer(batch)
        for (const { item, lookup } of batch) this.#tell(item, this.#answers.get(keyOf(lookup))!)
      }
    } finally {
      this.#working = undefined
    }
  }

  async #answer(batch: readonly Waiting<Item>[]): Promise<void> {
    if (this.#options.isLasting || this.#answers.size > answersMax) this.#answers.clear()
    const asked = batch.filter(({ lookup }) => !this.#answers.has(keyOf(lookup)))
    const fingerprints = new Set(asked.flatMap(({ lookup }) => fingerprintsIn(lookup)))
    const matches = await this.#match([...fingerprints])
    for (const { lookup } of asked) this.#note(lookup, matches)
  }

  async #match(fingerprints: readonly string[]): Promise<RecordMatches> {
    const isOver = this.#failure !== undefined && !this.#options.isLasting
    if (isOver || fingerprints.length === 0) return new Map()
    try {
      const store = await this.#store()
      return await store.match(fingerprints)
    } catch (error) {
      this.#failure = reasonOf(error)
      this.#options.onFailure?.(this.#failure)
      return new Map()
    }
  }

  #note(lookup: SecretLookup, matches: RecordMatches): void {
    const key = keyOf(lookup)
    const match = matchOf(lookup, matches)
    this.#answers.set(key, match)
    if (match === null || this.#options.isLasting) return
    this.#known.add(key)
    if (refreshesOf(lookup, matches).length > 0) this.#underOlderKey.add(key)
  }
}

/** Secrets that are the same have different ids beside them at different places. */
function keyOf(lookup: SecretLookup): string {
  return fingerprintsIn(lookup).join()
}
