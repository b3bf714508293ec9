import type { LeakedCredential, LeakPlace } from '../../incident/exposure.ts'
import { identitiesOf } from '../../incident/identities.ts'
import { groupExposures } from '../../report/group-exposures.ts'
import type { FoundSecret } from '../found-secret.ts'
import { credentialOfFindings } from './credential-of-findings.ts'
import { lookupOfFound, lookupOfKeyId, type DraftContext } from './drafts-of-report.ts'
import type { IdentifiedKeyId } from './identify-key-id.ts'
import { unknownRule } from './identify-value.ts'
import type { IncidentDraft } from './incident-draft.ts'
import type { WebhookNotice } from './webhook/webhook-notice.ts'

/** What a value is that no rule knows, as somebody says. */
export interface SaidKind {
  readonly rule?: string | undefined
  readonly name?: string | undefined
  readonly provider?: string | undefined
}

/** One draft for a value that was given. @param said counts only where no rule knows it */
export function draftOfValue(
  found: FoundSecret,
  said: SaidKind,
  source: string,
  { storeKey, lookup }: Pick<DraftContext, 'storeKey' | 'lookup'>,
): IncidentDraft {
  const [exposure] = groupExposures([found.finding])
  const known = credentialOfFindings(exposure!, [found.finding], found)
  const leaked = known.rule === unknownRule ? { ...known, ...withoutGaps(said) } : known
  return {
    label: leaked.name,
    leaked,
    identities: identitiesOf({ value: found.value, keyId: leaked.keyId }, storeKey, lookup.keys),
    lookup: lookupOfFound(found, lookup),
    source,
  }
}

/** A draft for a key of which only the public id is known. */
export function draftOfKeyId(
  { keyId, rule, name, provider, account, kindSeverity }: IdentifiedKeyId,
  source: string,
  { storeKey, lookup }: Pick<DraftContext, 'storeKey' | 'lookup'>,
): IncidentDraft {
  return {
    label: `${name} ${keyId}`,
    leaked: {
      rule,
      name,
      provider,
      redacted: keyId,
      status: 'unverified',
      keyId,
      ...(account !== undefined && { account }),
      inventory: null,
      ...(kindSeverity !== undefined && { kindSeverity }),
      places: [],
    },
    identities: identitiesOf({ keyId }, storeKey, lookup.keys),
    lookup: lookupOfKeyId(keyId, lookup),
    source,
  }
}

/**
 * A draft for what a webhook tells.
 *
 * @param found its value, where it was sent or stands at the place that it names
 */
export function draftOfNotice(
  notice: WebhookNotice,
  found: FoundSecret | undefined,
  { storeKey, lookup }: Pick<DraftContext, 'storeKey' | 'lookup'>,
): IncidentDraft {
  const own = found && draftOfValue(found, notice, notice.source, { storeKey, lookup })
  const leaked = own ? { ...own.leaked, status: notice.status } : credentialOf(notice)
  const keyId = notice.keyId ?? leaked.keyId
  const places: LeakPlace[] = notice.place === undefined ? [] : [spanned(notice.place, found)]
  return {
    label: notice.source,
    leaked: { ...leaked, ...(keyId !== undefined && { keyId }), places },
    identities: identitiesOf(
      { value: found?.value, keyId, alert: notice.alert },
      storeKey,
      lookup.keys,
    ),
    lookup:
      own?.lookup ??
      (keyId === undefined
        ? { value: [], unkeyed: undefined, parts: [] }
        : lookupOfKeyId(keyId, lookup)),
    source: notice.source,
    ...(notice.detectedAt !== undefined && { detectedAt: notice.detectedAt }),
    ...(notice.publicSince !== undefined && { publicSince: notice.publicSince }),
  }
}

function credentialOf({ rule, name, provider, status, keyId }: WebhookNotice): LeakedCredential {
  return {
    rule,
    name: name === '' ? 'Secret that somebody else found' : name,
    provider,
    redacted: keyId ?? '…',
    status,
    inventory: null,
    places: [],
  }
}

/** With the bytes where it stands, for reading it again. */
function spanned(place: LeakPlace, found: FoundSecret | undefined): LeakPlace {
  if (found === undefined || found.finding.origin.kind !== 'git') return place
  const { line, column, start, end } = found.finding
  return { ...place, line, column, start, end }
}

function withoutGaps(said: SaidKind): Partial<LeakedCredential> {
  const { rule, name, provider } = said
  return {
    ...(rule !== undefined && rule !== '' && { rule }),
    ...(name !== undefined && name !== '' && { name }),
    ...(provider !== undefined && provider !== '' && { provider }),
  }
}
