import type { Masked } from '../../redact/observer.ts'

/** Different tokens that are counted for one row; more say no more. */
const tokensMax = 10_000

/** What was masked by one rule in one field. Holds no text of it. */
export interface MaskRow {
  readonly rule: string
  readonly path: string
  readonly confidence: Masked['confidence']
  readonly count: number
  /** Different secrets, at most 10,000. */
  readonly secrets: number
  /** One of their tokens. */
  readonly token: string
  /** Of them, those that look like an id, a digest, a number or a word. */
  readonly likelyFalse: number
}

/** Counts masks by rule and field path, for one interval. */
export class MaskReport {
  readonly #rows = new Map<
    string,
    { first: Masked; count: number; likelyFalse: number; tokens: Set<string> }
  >()

  add(masked: Masked): void {
    const key = `${masked.rule} ${masked.path}`
    let row = this.#rows.get(key)
    if (!row)
      this.#rows.set(key, (row = { first: masked, count: 0, likelyFalse: 0, tokens: new Set() }))
    row.count++
    if (masked.isLikelyFalse) row.likelyFalse++
    if (row.tokens.size < tokensMax) row.tokens.add(masked.token)
  }

  /** Most first. Begins a new interval. */
  take(): MaskRow[] {
    const rows = Array.from(this.#rows.values(), ({ first, count, likelyFalse, tokens }) => ({
      rule: first.rule,
      path: first.path,
      confidence: first.confidence,
      count,
      secrets: tokens.size,
      token: first.token,
      likelyFalse,
    }))
    this.#rows.clear()
    return rows.toSorted(
      (left, right) => right.count - left.count || (left.rule < right.rule ? -1 : 1),
    )
  }
}
