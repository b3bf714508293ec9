import { setTimeout as delay } from 'node:timers/promises'
import { StanchError } from '../text/error.ts'

export interface LimitWaitOptions {
  /** Longest that is waited in all, in milliseconds. */
  readonly waitMs: number
  /** Shortest wait, in milliseconds: whoever is told to come back at once is not asked in a loop. */
  readonly leastMs: number
  readonly host: string
  readonly signal: AbortSignal
  readonly onNote: (note: string) => void
}

/** Holds all requests back while GitHub wants none; what is waited for at the same time counts once. */
export class LimitWait {
  readonly #options: LimitWaitOptions
  #until = 0
  #waitedMs = 0

  constructor(options: LimitWaitOptions) {
    this.#options = options
  }

  /** @throws the signal's reason */
  async pass(): Promise<void> {
    const { signal } = this.#options
    for (let ms = this.#until - Date.now(); ms > 0; ms = this.#until - Date.now()) {
      await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
    signal.throwIfAborted()
  }

  /**
   * @param time from when on GitHub answers again; milliseconds since 1970
   * @throws StanchError `GITHUB_RATE_LIMITED` when that is longer than may be waited
   */
  hold(time: number): void {
    const { waitMs, leastMs, host, onNote } = this.#options
    const now = Date.now()
    const until = Math.max(time, now + leastMs)
    const more = until - Math.max(now, this.#until)
    if (more <= 0) return
    const shown = `${new Date(until).toISOString().slice(0, 19)}Z (in ${spell(until - now)})`
    if (this.#waitedMs + more > waitMs) {
      throw new StanchError(
        'GITHUB_RATE_LIMITED',
        `${host}: its rate limit is reached, and at most ${spell(waitMs)} are waited in a run. Come again after ${shown}, ` +
          'or use a token with a higher limit: without one GitHub answers 60 requests an hour, with one 1,000 or more.',
      )
    }
    this.#waitedMs += more
    this.#until = until
    onNote(`${host} wants no more requests for now; going on at ${shown}`)
  }
}

function spell(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
