import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { Candidate } from './candidate.ts'

/** What the filter puts in the place of a secret: rule, key id, 12 digits of the fingerprint, 4 check digits. */
export const redactionToken =
  /\[stanch:([a-z0-9][a-z0-9-]{0,63}):([0-9a-f]{8}):([0-9a-f]{12})([0-9a-f]{4})\]/g

const tokenLengthMax = 100
/** Less beside a token is no secret of its own. */
const restMin = 6
/** Blanks and line ends, however often they are escaped, and quotes. */
const blanks = /\\+[nrt"']?|[\s"']/g

/**
 * Whether a candidate is a token, or stands in one; a value that is known never is.
 *
 * @param bytes of the text that it was found in
 * @param find by default by their form: whose they are, only who has the key can tell
 */
export function isOfToken(
  bytes: Uint8Array,
  { span: { start, end }, secret, known }: Pick<Candidate, 'span' | 'secret' | 'known'>,
  find: TokenFinder = findByForm,
): boolean {
  if (known !== undefined || secret.length > 4 * tokenLengthMax) return false
  const value = latin1Of(secret)
  const rest = find(value).reduceRight(
    (left, token) => left.slice(0, token.start) + left.slice(token.end),
    value,
  )
  if (rest.length < value.length && rest.replace(blanks, '').length < restMin) return true
  const from = Math.max(0, start - tokenLengthMax)
  const text = latin1Of(bytes, from, Math.min(bytes.length, end + tokenLengthMax))
  return find(text).some((token) => from + token.start <= start && end <= from + token.end)
}

/** The tokens of a text, ascending and disjoint. */
export type TokenFinder = (text: string) => readonly Span[]

function findByForm(text: string): Span[] {
  if (!text.includes('[stanch:')) return []
  return Array.from(text.matchAll(redactionToken), ({ index, 0: token }) => ({
    start: index,
    end: index + token.length,
  }))
}
