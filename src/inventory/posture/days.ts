const dayMs = 86_400_000

/**
 * Whole days from a record's time until `now`; negative when it is still to come.
 *
 * @param time as records have it @param now milliseconds since 1970
 */
export function daysSince(time: string, now: number): number {
  return Math.floor((now - Date.parse(time)) / dayMs)
}

/** A record's duration (`15m`, `12h`, `90d`) in days. */
export function daysOf(duration: string): number {
  const count = Number(duration.slice(0, -1))
  const unit = duration.at(-1)
  return unit === 'm' ? count / 1440 : unit === 'h' ? count / 24 : count
}

/** `2026-03-01 (270 days ago)`, `2026-12-24 (in 28 days)`. */
export function describeDay(time: string, now: number): string {
  const days = daysSince(time, now)
  const count = Math.abs(days)
  const words = `${count} ${count === 1 ? 'day' : 'days'}`
  return `${time.slice(0, 10)} (${days >= 0 ? `${words} ago` : `in ${words}`})`
}
