import type { Clock } from '../../incident/clock.ts'

/** Between the starts of two requests to one host. */
const gapMs = 100

/** Lets requests to one host start one after the other, with a gap between them; hosts do not wait for each other. */
export class HostPace {
  readonly #clock: Clock
  readonly #last = new Map<string, Promise<unknown>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws the signal's reason; what `ask` throws */
  async take<T>(host: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    const before = this.#last.get(host)
    const turn = (before ?? Promise.resolve()).then(async () => {
      if (before !== undefined) await this.#clock.sleep(gapMs, signal)
      signal.throwIfAborted()
      return ask()
    })
    this.#last.set(
      host,
      turn.then(
        () => undefined,
        () => undefined,
      ),
    )
    return turn
  }
}
