import type { Attribution, AttributionKey } from './attribution.ts'
import { isNull, textOfToken, type KeptToken } from './kept-tokens.ts'
import type { Scope } from './layout.ts'

/** Of a list so much is told. */
const listLengthMax = 400

/** A text, or a token that says it. */
type Said = string | KeptToken

/** An object of an export that is being read, and what it says so far of all that stands in it. */
export class OpenScope {
  readonly scope: Scope
  readonly parent: OpenScope | undefined
  readonly #fields = new Map<AttributionKey, { readonly rank: number; readonly said: Said }>()

  #later: (() => Attribution) | undefined

  constructor(scope: Scope, parent: OpenScope | undefined) {
    this.scope = scope
    this.parent = parent
  }

  /** The record it is or stands in; outside of records the outermost scope. */
  get record(): OpenScope {
    if (this.scope.isRecord || !this.parent) return this
    return this.parent.record
  }

  /** Of itself and the scopes around it the innermost one of this kind. */
  scopeOf(scope: Scope): OpenScope | undefined {
    return this.scope === scope ? this : this.parent?.scopeOf(scope)
  }

  get outermost(): OpenScope {
    return this.parent?.outermost ?? this
  }

  /** @param rank of the place among those where this part may stand: a lower one is preferred */
  note(key: AttributionKey, rank: number, text: string): void {
    this.#note(key, rank, text)
  }

  /** Of most scopes nobody asks what they say: the text is made when somebody does. A `null` says nothing. */
  noteBytes(key: AttributionKey, rank: number, token: KeptToken): void {
    if (!isNull(token)) this.#note(key, rank, token)
  }

  /** What is dear to find out: asked for when somebody asks what the scope says. */
  noteLater(said: () => Attribution): void {
    this.#later = said
  }

  get #known(): ReadonlyMap<AttributionKey, { readonly rank: number; readonly said: Said }> {
    const later = this.#later
    if (!later) return this.#fields
    this.#later = undefined
    for (const [key, text] of Object.entries(later())) this.note(key as AttributionKey, 0, text)
    return this.#fields
  }

  #note(key: AttributionKey, rank: number, said: Said): void {
    const known = this.#fields.get(key)
    if (known?.rank === rank && this.scope.lists?.includes(key)) {
      const all = `${textOf(known.said)}, ${textOf(said)}`
      if (all.length <= listLengthMax) this.#fields.set(key, { rank, said: all })
    } else if (!known || rank < known.rank) this.#fields.set(key, { rank, said })
  }

  /** Whether it or a scope around it has said so; fast. */
  mayKnow(key: AttributionKey): boolean {
    if (this.#known.has(key) || this.scope.says?.[key] !== undefined) return true
    return this.parent?.mayKnow(key) ?? false
  }

  /** What it says by itself, so far. */
  own(key: AttributionKey): string | undefined {
    const known = this.#known.get(key)
    return known && textOf(known.said)
  }

  /** What it and the scopes around it say; complete once all of them are closed. */
  attribution(): Attribution {
    const all: Partial<Record<AttributionKey, string>> = { ...this.parent?.attribution() }
    for (const key of this.scope.ownOnly ?? []) delete all[key]
    Object.assign(all, this.scope.says)
    for (const [key, { said }] of this.#known) all[key] = textOf(said)
    return all
  }
}

function textOf(said: Said): string {
  return typeof said === 'string' ? said : textOfToken(said)
}
