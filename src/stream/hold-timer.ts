/** Lets go what has been held back for too long. Never keeps a program running. */
export class HoldTimer {
  readonly #holdMsMax: number
  readonly #letGo: () => void
  #timer: NodeJS.Timeout | undefined

  /** @param letGo called once, `holdMsMax` after the first {@link hold} that no {@link stop} followed */
  constructor(holdMsMax: number, letGo: () => void) {
    this.#holdMsMax = holdMsMax
    this.#letGo = letGo
  }

  /** Something is held back; the time runs from the first call on. */
  hold(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#letGo()
    }, this.#holdMsMax).unref()
  }

  /** Nothing is held back any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

/** How long a secret of several records may hold them back, if nothing else is said. */
export const holdMsDefault = 1000
