/** GitHub says seconds: of the current one more may come. */
const unsettledMs = 60_000

/** Whether nothing else can have changed at the time that GitHub says. @param time ISO 8601 */
export function isSettled(time: string): boolean {
  return Date.now() - Date.parse(time) > unsettledMs
}

/** A time after which whatever comes is new: of an unsettled second the one before. */
export function settledTime(time: string): string {
  if (isSettled(time)) return time
  return `${new Date(Date.parse(time) - 1000).toISOString().slice(0, 19)}Z`
}
