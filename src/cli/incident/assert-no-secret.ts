import { keyIdIdentity } from '../../incident/identities.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import { StanchError } from '../../text/error.ts'
import type { IncidentDesk } from './with-incidents.ts'

/**
 * What a person writes is kept for ever, and cannot be taken out of a chain: a text in which a secret stands is refused,
 * whatever it looks like when it is the incident's own.
 *
 * @param identities of the incident it is written to
 * @throws StanchError `INCIDENT_HOLDS_SECRET`; without the text
 */
export function assertNoSecret(
  option: string,
  text: string,
  { store, configured }: Pick<IncidentDesk, 'store' | 'configured'>,
  identities: readonly string[] = [],
): void {
  const known = new Set(identities)
  const isOwn = text
    .split(/[\s"'`,;()<>]+/)
    .some((word) => word.length > 7 && known.has(keyIdIdentity(word, store.key)) && !isKeyId(word))
  if (!isOwn && !openValueReader(configured.rules).holdsSecret(text)) return
  throw new StanchError(
    'INCIDENT_HOLDS_SECRET',
    `${option}: expected a text without secrets, got one that holds what looks like one. Nothing was written.\n` +
      'A journal keeps what is written to it for ever. Name the credential by its key id or by the incident.',
  )
}

/** Public, and what people write about. */
function isKeyId(word: string): boolean {
  return /^(?:AKIA|ASIA|ABIA|ACCA|LTAI|AKID)[A-Za-z0-9]{12,32}$/.test(word)
}
