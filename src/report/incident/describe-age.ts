const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long it is since a time, in one unit: `45 s`, `12 min`, `3 h`, `5 d`. Of what lies ahead `0 s`. */
export function describeAge(time: string, nowMs: number): string {
  const ms = Math.max(0, nowMs - Date.parse(time))
  if (Number.isNaN(ms)) return '?'
  if (ms < 2 * minuteMs) return `${Math.floor(ms / 1000)} s`
  if (ms < 2 * hourMs) return `${Math.floor(ms / minuteMs)} min`
  if (ms < 2 * dayMs) return `${Math.floor(ms / hourMs)} h`
  return `${Math.floor(ms / dayMs)} d`
}
