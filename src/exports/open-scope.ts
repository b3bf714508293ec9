import type { Attribution, AttributionKey } from './attribution.ts'
import type { Scope } from './layout.ts'

/** An object of an export that is being read, and what it says so far of all that stands in it. */
export class OpenScope {
  readonly scope: Scope
  readonly parent: OpenScope | undefined
  readonly #fields = new Map<AttributionKey, { readonly rank: number; readonly text: string }>()

  constructor(scope: Scope, parent: OpenScope | undefined) {
    this.scope = scope
    this.parent = parent
  }

  /** The record it is or stands in; outside of records the outermost scope. */
  get record(): OpenScope {
    if (this.scope.isRecord || !this.parent) return this
    return this.parent.record
  }

  get outermost(): OpenScope {
    return this.parent?.outermost ?? this
  }

  /** @param rank of the place among those where this part may stand: a lower one is preferred */
  note(key: AttributionKey, rank: number, text: string): void {
    const known = this.#fields.get(key)
    if (!known || rank < known.rank) this.#fields.set(key, { rank, text })
  }

  /** What it says by itself, so far. */
  own(key: AttributionKey): string | undefined {
    return this.#fields.get(key)?.text
  }

  /** What it and the scopes around it say; complete once all of them are closed. */
  attribution(): Attribution {
    const all: Partial<Record<AttributionKey, string>> = { ...this.parent?.attribution() }
    for (const key of this.scope.ownOnly ?? []) delete all[key]
    Object.assign(all, this.scope.says)
    for (const [key, { text }] of this.#fields) all[key] = text
    return all
  }
}
