import { countOf, formatDuration } from '../format-quantity.ts'

const dayMs = 86_400_000

/** As people say a span of time that may be days: `3 days 4 h`, `2 h 13 min`, `9.4 s`. */
export function formatSpan(ms: number): string {
  if (ms < 2 * dayMs) return formatDuration(ms)
  const days = Math.floor(ms / dayMs)
  const hours = Math.floor((ms % dayMs) / 3_600_000)
  const told = countOf(days, 'day')
  return hours === 0 || days > 13 ? told : `${told} ${hours} h`
}

/** Time since the detection, with its sign: `+2 h 13 min`, `−3 days`. */
export function formatOffset(at: string, from: string): string {
  const ms = Date.parse(at) - Date.parse(from)
  if (Number.isNaN(ms)) return ''
  if (ms === 0) return '0'
  return ms < 0 ? `−${formatSpan(-ms)}` : `+${formatSpan(ms)}`
}

/** `2026-11-26 03:12:09`, UTC. */
export function formatTime(at: string): string {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? at : new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
