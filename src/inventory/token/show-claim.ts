/** Nobody reads more of one claim. */
const lengthMax = 160

/** A claim's value for one line; of what is neither text nor number only what it is. */
export function showClaim(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : value.map(showClaim).join(', ')
  if (typeof value === 'string') return value === '' ? 'an empty text' : cut(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return value === null ? 'null' : 'an object'
}

/** Seconds since 1970 as a time; what is no such number as it is. */
export function showTime(value: unknown): string {
  if (typeof value !== 'number' || !(Math.abs(value) < 8e12)) return showClaim(value)
  return new Date(value * 1000).toISOString().replace('.000Z', 'Z')
}

/** `15 min`, `2 h 5 min`, `90 d`. */
export function showSeconds(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  if (minutes < 1) return `${Math.round(seconds)} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} d`
}

/** Texts of a claim that may be one or a list (`aud`, RFC 7519, 4.1.3). */
export function textsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.filter((one) => typeof one === 'string')
}

function cut(text: string): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text
}
