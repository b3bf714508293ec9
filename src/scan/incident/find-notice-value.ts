import { isKeyIdRule } from '../../incident/identities.ts'
import { isConfident } from '../../rules/rule.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { DraftContext } from './drafts-of-report.ts'
import { identifyValue, unknownRule } from './identify-value.ts'
import type { WebhookNotice } from './webhook/webhook-notice.ts'

/**
 * The value that a webhook tells of: the one that it sends, or the only secret of that kind on the line that it names, where
 * the repository is at hand. Two of them there, or one of another kind, are none: the wrong key must not be taken.
 */
export async function findNoticeValue(
  notice: WebhookNotice,
  { storeKey, reader }: Pick<DraftContext, 'storeKey' | 'reader'>,
): Promise<FoundSecret | undefined> {
  const { value, place, rule, provider } = notice
  if (value !== undefined) {
    const found = identifyValue(value, { key: storeKey, rules: undefined })
    value.fill(0)
    return found.length === 1 ? found[0] : undefined
  }
  if (place?.origin.kind !== 'git' || place.origin.blob === undefined || rule === unknownRule)
    return undefined
  const all = await reader.readAll(place.origin)
  const there = all.filter(
    ({ finding }) =>
      finding.line === place.line &&
      isConfident(finding.confidence, 'medium') &&
      !isKeyIdRule(finding.rule),
  )
  const [only] = there
  if (there.length !== 1 || only === undefined) return undefined
  return only.finding.rule === rule || only.finding.provider === provider ? only : undefined
}
