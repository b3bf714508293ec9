import { randomBytes } from 'node:crypto'

/** Ascending in ASCII; without letters that look like digits (https://www.crockford.com/base32.html). */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'

export const incidentIdPattern = /^inc-\d{8}-\d{6}-[0-9a-hjkmnp-tv-z]{6}$/

/**
 * A new id, `inc-YYYYMMDD-HHMMSS-xxxxxx` in UTC: two digits of base 32 for the milliseconds, so that ids in the order of
 * their texts are in the order of their time, and four at random.
 *
 * @param at milliseconds since 1970
 */
export function newIncidentId(at: number): string {
  const [date, time] = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  const milliseconds = ((at % 1000) + 1000) % 1000
  const random = [...randomBytes(4)].map((byte) => digits[byte % 32]).join('')
  return `inc-${date}-${time}-${digits[milliseconds >> 5]}${digits[milliseconds % 32]}${random}`
}
