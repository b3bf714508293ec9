import type { SimulatedEffect } from '../simulator.ts'

/** A token of a simulated vendor. */
export interface SimulatedToken {
  readonly id: string
  readonly value: string
  /** From when on it is refused; Infinity while it lives. */
  deadAtMs: number
}

/** The tokens that a simulated vendor knows, in the order in which they were made, and what became of them. */
export class TokenWorld {
  readonly effects: SimulatedEffect[] = []
  readonly tokens: SimulatedToken[] = []
  readonly #propagationMs: number

  /** @param propagationMs how long the vendor still takes a token that was ended */
  constructor(propagationMs = 0) {
    this.#propagationMs = propagationMs
  }

  add(id: string, value: string): SimulatedToken {
    const token = { id, value, deadAtMs: Infinity }
    this.tokens.push(token)
    return token
  }

  /** The token that a request shows, while the vendor takes it. */
  living(value: string | undefined, nowMs: number): SimulatedToken | undefined {
    return this.tokens.find((token) => token.value === value && nowMs < token.deadAtMs)
  }

  /** Tokens that nobody ended. */
  kept(): SimulatedToken[] {
    return this.tokens.filter(({ deadAtMs }) => deadAtMs === Infinity)
  }

  /** Ends a token; one that was ended before stays as it is, and that is no effect. */
  end(token: SimulatedToken, what: string, nowMs: number): void {
    if (token.deadAtMs !== Infinity) return
    token.deadAtMs = nowMs + this.#propagationMs
    this.effects.push({ what, id: token.id })
  }
}

/** What all simulators of one kind of token can be told. */
export interface TokenWorldOptions {
  readonly seed?: number
  readonly propagationMs?: number
}
