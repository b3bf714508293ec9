import type { Clock } from '../../incident/clock.ts'

/** A fixed night, so that the same drill gives the same transcript. */
export const drillStartMs = Date.parse('2026-11-26T03:00:00.000Z')

/** As `AbortSignal.timeout` has it. */
const timeIsUp = new DOMException('the time is up', 'TimeoutError')

/** Time that passes only while somebody waits; waits at the same time come one after the other. */
export class DrillClock implements Clock {
  #nowMs = drillStartMs
  readonly #alarms = new Set<{ readonly atMs: number; readonly stop: AbortController }>()

  now(): number {
    return this.#nowMs
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.pass(milliseconds)
    await Promise.resolve()
    signal.throwIfAborted()
  }

  pass(milliseconds: number): void {
    this.#nowMs += Math.max(0, Math.round(milliseconds))
    for (const alarm of this.#alarms) {
      if (alarm.atMs > this.#nowMs) continue
      this.#alarms.delete(alarm)
      alarm.stop.abort(timeIsUp)
    }
  }

  /** Aborts once that much time has passed here. */
  deadline(milliseconds: number): AbortSignal {
    const stop = new AbortController()
    this.#alarms.add({ atMs: this.#nowMs + milliseconds, stop })
    return stop.signal
  }
}
