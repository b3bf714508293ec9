import type { AnswerFacts, EvidenceOutcome, MintedItem } from '../../../incident/adapter.ts'

/** Evidence as it comes together, from calls of which each may fail alone. */
export class Gathered {
  readonly #facts: Record<string, string> = {}
  readonly #gaps: string[] = []
  readonly #calls: AnswerFacts[] = []
  readonly #minted: MintedItem[] = []

  /** @param value nothing is noted when there is none */
  fact(name: string, value: string | undefined): void {
    if (value !== undefined && value !== '') this.#facts[name] = value
  }

  gap(what: string): void {
    this.#gaps.push(what)
  }

  call(facts: AnswerFacts): void {
    this.#calls.push(facts)
  }

  /** The same item told twice is one. */
  minted(item: MintedItem): void {
    const isKnown = this.#minted.some(({ kind, id }) => kind === item.kind && id === item.id)
    if (!isKnown) this.#minted.push(item)
  }

  outcome(): EvidenceOutcome {
    return {
      facts: this.#facts,
      ...(this.#minted.length > 0 && { minted: this.#minted }),
      complete: this.#gaps.length === 0,
      gaps: this.#gaps,
      calls: this.#calls,
    }
  }
}
