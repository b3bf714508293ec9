/**
 * A log's time as ISO 8601 in UTC; as it stands where it is already, for its digits below a millisecond. A time without a
 * zone is UTC: logs of stores have no other.
 *
 * @returns `undefined` for what is no time
 */
export function utcTimeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text)) return text
  const hasZone = /(?:[zZ]|[+-]\d\d:?\d\d| UTC)$/.test(text)
  const parsed = Date.parse(hasZone ? text.replace(/ UTC$/, 'Z') : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString()
}
