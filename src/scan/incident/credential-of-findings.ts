import type { Finding } from '../../engine/finding.ts'
import type { Origin } from '../../engine/document.ts'
import { isKeyIdRule } from '../../incident/identities.ts'
import type { LeakedCredential, LeakPlace } from '../../incident/exposure.ts'
import { uniquePlaces } from '../../report/origin-details.ts'
import type { Exposure } from '../../report/scan-result.ts'
import { latin1Of } from '../../text/bytes.ts'
import type { FoundSecret } from '../found-secret.ts'
import { gcpKeyRule } from './gcp-key-details.ts'

/** Places that an incident keeps: a journal is no report. */
export const placesMax = 100

/** @param found the secret, where its place could be read again: only it tells the key id that stands with it */
export function credentialOfFindings(
  exposure: Exposure,
  findings: readonly Finding[],
  found: FoundSecret | undefined,
): LeakedCredential {
  const { rule, name, provider, redacted, status, inventory, severity } = exposure
  const details = Object.assign(
    {},
    ...findings.map((finding) => finding.details),
    found?.finding.details,
  ) as NonNullable<Finding['details']>
  const {
    keyId = details.keyId,
    account,
    expires,
  } = {
    ...details,
    keyId: found === undefined ? undefined : keyIdOf(found),
  }
  return {
    rule,
    name,
    provider,
    redacted: found?.finding.redacted ?? shownForm(redacted),
    status,
    ...(keyId !== undefined && { keyId }),
    ...(account !== undefined && { account }),
    ...(expires !== undefined && { expires }),
    inventory,
    kindSeverity: severity,
    places: uniquePlaces(findings).slice(0, placesMax).map(placeOf),
  }
}

/** A report is outside text: what is no public prefix with an ellipsis could be the secret itself. */
function shownForm(redacted: string): string {
  return /^[!-~]{0,24}…$/.test(redacted) ? redacted : '…'
}

/** The public id that stands with a secret, or that it is itself. */
export function keyIdOf({ finding, value, componentValues }: FoundSecret): string | undefined {
  if (isKeyIdRule(finding.rule)) return latin1Of(value)
  if (finding.rule === gcpKeyRule) return finding.details?.keyId
  const at = finding.components.findIndex(({ rule }) => isKeyIdRule(rule))
  return at < 0 ? undefined : latin1Of(componentValues[at]!)
}

export function placeOf({ origin, line, column, start, end }: Finding): LeakPlace {
  return { origin: withoutCommits(origin), line, column, start, end }
}

/** All commits that have it may be thousands. */
function withoutCommits(origin: Origin): Origin {
  if (origin.kind !== 'git' || origin.commits === undefined) return origin
  const { commits: _commits, ...rest } = origin
  return rest
}
