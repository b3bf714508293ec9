import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** What the filter puts in the place of a secret: rule, key id, 12 digits of the fingerprint, 4 check digits. */
export const redactionToken =
  /\[stanch:([a-z0-9][a-z0-9-]{0,63}):([0-9a-f]{8}):([0-9a-f]{12})([0-9a-f]{4})\]/g

const tokenLengthMax = 100
/** Less beside a token is no secret of its own. */
const restMin = 6
/** Blanks and line ends, however often they are escaped, and quotes. */
const blanks = /\\+[nrt"']?|[\s"']/g

/**
 * Whether a secret is what has the form of a token, or stands in one; whose it is, only the filter can tell.
 *
 * @param secret as it was decoded from the run
 */
export function isInToken(bytes: Uint8Array, { start, end }: Span, secret: Uint8Array): boolean {
  if (secret.length > 4 * tokenLengthMax) return false
  const value = latin1Of(secret)
  const rest = value.replace(redactionToken, '')
  if (rest.length < value.length && rest.replace(blanks, '').length < restMin) return true
  const from = Math.max(0, start - tokenLengthMax)
  const text = latin1Of(bytes, from, Math.min(bytes.length, end + tokenLengthMax))
  return Array.from(text.matchAll(redactionToken)).some(
    ({ index, 0: token }) => from + index <= start && end <= from + index + token.length,
  )
}
