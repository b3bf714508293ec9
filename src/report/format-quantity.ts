/** `1 secret`, `2 secrets`, `1,204 files`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`
}

/** Digits in groups of three, the same on every machine. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

const byteUnits = ['kB', 'MB', 'GB', 'TB'] as const

/** Powers of 1000: `0 bytes`, `512 bytes`, `4.2 MB`, `318 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit: string | undefined
  for (const next of byteUnits) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  if (unit === undefined) return countOf(Math.round(value), 'byte')
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** `38 ms`, `2.4 s`, `3 min 05 s`, `1 h 02 min`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${twoDigits(Math.floor((seconds % 3600) / 60))} min`
}

/** Undefined where a rate would mean nothing: too little or too short. */
export function formatRate(bytes: number, ms: number): string | undefined {
  return ms >= 1 && bytes >= 1_000_000 ? `${formatBytes((bytes / ms) * 1000)}/s` : undefined
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
