import type { Incident } from '../../incident.ts'
import type { Notification } from '../notification.ts'

/**
 * An alert in the form in which GitHub tells partners, a list with one entry, but without `token`: no webhook holds the value.
 * `token_fingerprint` is keyed under the incident store's key, so that only who shares that key can match it.
 *
 * Format: https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export function partnerAlert(
  { rule, where }: Notification,
  { identities, leaked }: Pick<Incident, 'identities' | 'leaked'>,
): readonly Readonly<Record<string, unknown>>[] {
  const url = leaked.places.map(({ origin }) => (origin as { url?: unknown }).url).find((one) => typeof one === 'string') // prettier-ignore
  return [
    {
      type: rule,
      url: url ?? where[0] ?? '',
      source: sourceOf(leaked.places[0]?.origin),
      ...(leaked.keyId && { key_id: leaked.keyId }),
      ...(identities[0] && { token_fingerprint: identities[0] }),
    },
  ]
}

/** In GitHub's words. */
function sourceOf(origin: Incident['leaked']['places'][number]['origin'] | undefined): string {
  if (origin?.kind === 'git') return 'commit'
  return origin?.kind === 'file' ? 'content' : 'unknown'
}
