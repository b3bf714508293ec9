/** At most so many at once; the others wait in order. */
export class Slots {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /**
   * @returns gives the slot back
   * @throws the signal's reason
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#wait(signal)
    return () => {
      const [next] = this.#waiting
      if (next === undefined) this.#free++
      else next()
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(go)
        signal.removeEventListener('abort', stop)
      }
      const go = () => {
        end()
        resolve()
      }
      const stop = () => {
        end()
        // oxlint-disable-next-line prefer-promise-reject-errors -- the signal's own reason, as everywhere
        reject(signal.reason)
      }
      this.#waiting.add(go)
      signal.addEventListener('abort', stop, { once: true })
    })
  }
}
