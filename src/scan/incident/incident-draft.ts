import type { LeakedCredential } from '../../incident/exposure.ts'
import type { SecretLookup } from '../../inventory/secret-lookup.ts'

/** What an incident is to be opened with; never the value. */
export interface IncidentDraft {
  /** For people: where in what was given it stands. */
  readonly label: string
  readonly leaked: LeakedCredential
  /** See `identitiesOf`; not empty. */
  readonly identities: readonly string[]
  /** By what an inventory may know it. */
  readonly lookup: SecretLookup
  /** What told of it: `scan report scan.json`, `GitHub alert acme/shop#12`, … */
  readonly source: string
  /** When somebody, or a program, first saw it. */
  readonly detectedAt?: string
  readonly publicSince?: string
}

/** What could not become an incident, and why. */
export interface RefusedDraft {
  readonly label: string
  readonly reasons: readonly string[]
}
