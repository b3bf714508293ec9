import type { Clock } from './clock.ts'

/** So many at the same time, whoever came first; who only waits for time to pass lets another one in meanwhile. */
export class Desks {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next()
  }

  /** For who has taken one: of hundreds who wait between two looks, none keeps the others from theirs. */
  lendWhileAsleep(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      sleep: async (milliseconds, signal) => {
        this.give()
        try {
          await clock.sleep(milliseconds, signal)
        } finally {
          await this.take()
        }
      },
    }
  }
}
