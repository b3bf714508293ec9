/**
 * A store's time as records have it, `YYYY-MM-DDTHH:MM:SSZ`.
 *
 * @param time as of RFC 3339, or seconds since 1970; anything else is no time
 */
export function storeTime(time: unknown): string | undefined {
  if (typeof time !== 'number' && typeof time !== 'string') return undefined
  if (typeof time === 'string' && !/^\d{4}-\d\d-\d\d/.test(time)) return undefined
  const at = new Date(typeof time === 'number' ? time * 1000 : time)
  if (Number.isNaN(at.getTime())) return undefined
  const text = at.toISOString()
  return /^\d{4}-/.test(text) ? `${text.slice(0, 19)}Z` : undefined
}
