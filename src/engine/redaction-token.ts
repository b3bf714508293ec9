import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** What the filter puts in the place of a secret: rule, key id, 12 digits of the fingerprint, 4 check digits. */
export const redactionToken =
  /\[stanch:([a-z0-9][a-z0-9-]{0,63}):([0-9a-f]{8}):([0-9a-f]{12})([0-9a-f]{4})\]/g

const tokenLengthMax = 100

/** Whether a run of bytes stands in what has the form of a token; whose it is, only the filter can tell. */
export function isInToken(bytes: Uint8Array, { start, end }: Span): boolean {
  if (end - start > tokenLengthMax) return false
  const from = Math.max(0, start - tokenLengthMax)
  const text = latin1Of(bytes, from, Math.min(bytes.length, end + tokenLengthMax))
  return Array.from(text.matchAll(redactionToken)).some(
    ({ index, 0: token }) => from + index <= start && end <= from + index + token.length,
  )
}
