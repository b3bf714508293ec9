/** Work between two looks at whether it is to stop, ms. */
const turnMs = 100

/** Lets signals be seen while something long is done. */
export class Turns {
  readonly #signal: AbortSignal
  #startedAt = performance.now()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** To be asked often, as with each file. */
  async isOver(): Promise<boolean> {
    if (performance.now() - this.#startedAt < turnMs) return false
    await new Promise(setImmediate)
    this.#startedAt = performance.now()
    return this.#signal.aborted
  }
}
