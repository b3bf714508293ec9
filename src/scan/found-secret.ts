import type { Origin } from '../engine/document.ts'
import type { Candidate } from '../engine/candidate.ts'
import type { ComponentFinding, Finding, Place } from '../engine/finding.ts'
import type { PlacedMatch } from '../engine/scanner.ts'
import { latin1Of } from '../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../text/fingerprint.ts'
import { allowsInline } from './inline-allow.ts'

/** A finding with what must stay in this process. Crosses threads as plain data; see `Secret` for later. */
export interface FoundSecret {
  readonly finding: Finding
  /** Raw, fully decoded. */
  readonly value: Uint8Array
  /** Of the finding's components, as raw. */
  readonly componentValues: readonly Uint8Array[]
  /** A `stanch:allow` comment stands on its line; whether that counts is policy. */
  readonly allowedInline: boolean
}

export function toFoundSecret(
  match: PlacedMatch,
  origin: Origin,
  key: FingerprintKey,
): FoundSecret {
  const { rule } = match
  return {
    finding: {
      type: 'finding',
      rule: rule.id,
      name: rule.name,
      provider: rule.provider,
      confidence: match.confidence,
      severity: rule.severity,
      fingerprint: fingerprintOf(match.secret, key),
      origin,
      ...match.place,
      redacted: redactedOf(match),
      inventory: null,
      decoded: match.decoded,
      components: match.components.map((component, at) =>
        toComponent(component, match.componentPlaces[at]!, key),
      ),
      status: match.status,
      ...detailsOf(match),
      ...(rule.isTrial ? { maturity: 'trial' } : {}),
      ...(match.known ? { known: match.known } : {}),
    },
    value: match.secret,
    componentValues: match.components.map(({ secret }) => secret),
    allowedInline: allowsInline(latin1Of(match.lineText), rule.id),
  }
}

/** What belongs to the secret tells of it, too: a key id whose account it is. */
function detailsOf({ details, components }: PlacedMatch): Pick<Finding, 'details'> {
  const all = Object.assign({}, ...components.map((component) => component.details), details)
  return Object.keys(all).length === 0 ? {} : { details: all }
}

function toComponent(component: Candidate, place: Place, key: FingerprintKey): ComponentFinding {
  return {
    rule: component.rule.id,
    fingerprint: fingerprintOf(component.secret, key),
    redacted: redactedOf(component),
    ...place,
  }
}

/** The public prefix and an ellipsis: `ghp_…`. */
function redactedOf({ rule, secret }: Candidate): string {
  return `${latin1Of(secret, 0, Math.min(rule.visiblePrefix, secret.length >> 1))}…`
}
