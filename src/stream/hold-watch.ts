/** How long a secret of several records may hold them back, if nothing else is said. */
export const holdMsDefault = 1000

/** Sees to it that what is held back comes out in time, and before the process ends. Keeps no program running. */
export class HoldWatch {
  readonly #holdMsMax: number
  readonly #letGo: () => void
  readonly #onExit: () => void
  #timer: NodeJS.Timeout | undefined
  #listens = false

  /**
   * @param letGo called when something has been held back for `holdMsMax`, and when the event loop is about to end
   * @param onExit called when the process ends while something is held back: only what is written at once still counts
   */
  constructor(holdMsMax: number, letGo: () => void, onExit: () => void) {
    this.#holdMsMax = holdMsMax
    this.#letGo = letGo
    this.#onExit = onExit
  }

  /**
   * To be told after each change.
   *
   * @param hasMoved something came out, so that what is held back now came later
   */
  update(isHeld: boolean, hasMoved: boolean): void {
    if (!isHeld || hasMoved) this.#stopTimer()
    if (isHeld) this.#timer ??= setTimeout(this.#onTimer, this.#holdMsMax).unref()
    if (isHeld === this.#listens) return
    this.#listens = isHeld
    if (isHeld) process.on('beforeExit', this.#letGo).on('exit', this.#onExit)
    else process.off('beforeExit', this.#letGo).off('exit', this.#onExit)
  }

  readonly #onTimer = () => {
    this.#timer = undefined
    this.#letGo()
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
