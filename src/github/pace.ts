import { setTimeout as delay } from 'node:timers/promises'

/** Lets one after another pass, with a gap between. */
export class Pace {
  readonly #gapMs: number
  readonly #signal: AbortSignal
  #next = 0

  constructor(gapMs: number, signal: AbortSignal) {
    this.#gapMs = gapMs
    this.#signal = signal
  }

  /** @throws the signal's reason */
  async pass(): Promise<void> {
    const signal = this.#signal
    signal.throwIfAborted()
    const now = Date.now()
    const at = Math.max(now, this.#next)
    this.#next = at + this.#gapMs
    if (at > now) await delay(at - now, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}
