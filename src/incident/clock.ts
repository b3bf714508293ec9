/** Time, from outside: real, or that of a drill, which passes only when somebody waits. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** @throws the signal's reason once that is aborted */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** As journals have it: `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export function timeOf(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
