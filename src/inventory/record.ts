/** States of a credential, as NIST SP 800-57 part 1 and CycloneDX 1.6 (`relatedCryptoMaterialProperties.state`) name them. */
export const recordStates = [
  'pre-activation',
  'active',
  'suspended',
  'deactivated',
  'compromised',
  'destroyed',
] as const
export type RecordState = (typeof recordStates)[number]

export const fingerprintForms = ['raw', 'decoded', 'part', 'key-id', 'hmsl'] as const

/**
 * Of which form of a credential a fingerprint is: the value as its store has it; what it is when its encoding is undone;
 * a secret that stands in it, such as the password of an address; the public id alone; the unkeyed column of
 * HasMySecretLeaked.
 */
export type FingerprintForm = (typeof fingerprintForms)[number]

/** Never a plain hash, and never the value. */
export interface RecordFingerprint {
  readonly form: FingerprintForm
  /** `v1:<kid>:<32 hex digits>`, see `fingerprintOf`; of the form `hmsl`: `hmsl:<64 hex digits>`. */
  readonly value: string
  /** The store's name of the version that has this value; former versions stay known. */
  readonly version?: string
}

/** Who answers for a credential. */
export interface RecordOwner {
  readonly team?: string
  readonly person?: string
  /** Whom to wake: a rota, a channel, a service of the pager. */
  readonly oncall?: string
}

/** Where the value lies. */
export interface StorePlace {
  /** `vault`, `aws-secrets-manager`, `kubernetes`, `github-actions`, `dotenv`, … */
  readonly type: string
  readonly path?: string
  readonly version?: string
  /** `AWSCURRENT`, `AWSPENDING`, … */
  readonly stage?: string
}

export const rotationStrategies = ['dual', 'replace', 'none'] as const

/** How a credential is replaced: with two values for a while, at once, or not at all. */
export interface RotationPlan {
  readonly strategy: (typeof rotationStrategies)[number]
  readonly currentVersion?: string
  readonly pendingVersion?: string
  /** Since when there are two. */
  readonly pendingSince?: string
}

/** Strongest first: what shows that a revocation hits this credential and no other. */
export const identityProofs = [
  'self-token',
  'id-embedded',
  'verify-returns-id',
  'exact-match',
  'unique-hint',
  'human-attested',
] as const
export type IdentityProof = (typeof identityProofs)[number]

/** How it is made useless, and what shows that the right one is hit. */
export interface RevocationPath {
  readonly adapter: string
  readonly identityProof?: IdentityProof
  readonly reversible?: boolean
}

/** Set for a credential that is kept for emergencies. */
export interface BreakGlass {
  /** When somebody last proved that it opens what it is for. */
  readonly testedAt?: string
}

/**
 * One known credential, without its value. All times are `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ` (a fraction of a second
 * may stand), in UTC; durations are whole numbers with `m`, `h` or `d`.
 */
export interface InventoryRecord {
  /** Unique within a tenant; see `recordIdPattern`. */
  readonly id: string
  readonly tenant?: string
  /** Who issued it: `GitHub`, `AWS`, … */
  readonly provider?: string
  /** Id of the detection rule for its kind. */
  readonly kind?: string
  /** The provider's own name of it, such as a key id; never the value. */
  readonly credentialRef?: string
  readonly purpose?: string
  readonly owner?: RecordOwner
  readonly state: RecordState
  /** Since when, and why, as whoever changed it said. */
  readonly stateSince?: string
  readonly stateReason?: string
  readonly environment?: string
  /** The agent that uses it. */
  readonly agent?: string
  /** The tool or connector that uses it. */
  readonly tool?: string
  /** What else uses it: services, jobs, repositories. */
  readonly consumers?: readonly string[]
  readonly scopes?: readonly string[]
  readonly audience?: string
  readonly store?: StorePlace
  /** How long a value lives by itself. */
  readonly ttl?: string
  readonly createdAt?: string
  readonly expiresAt?: string
  readonly lastRotatedAt?: string
  readonly lastAccessedAt?: string
  readonly nextRotationAt?: string
  readonly rotation?: RotationPlan
  readonly revocation?: RevocationPath
  readonly breakGlass?: BreakGlass
  /** At most 4 characters of the value's head and 4 of its tail, as its provider shows them. */
  readonly hint?: string
  readonly fingerprints: readonly RecordFingerprint[]
  /** What wrote it last, and when. */
  readonly source?: { readonly importer: string; readonly at: string }
}

/** Starts with a letter or digit, so that no id looks like an option. */
export const recordIdPattern = /^[A-Za-z0-9][A-Za-z0-9._/@:#+=~-]{0,255}$/

/** Whom to ask, in one word or two; `null`: nobody is named. */
export function ownerOf({ owner }: Pick<InventoryRecord, 'owner'>): string | null {
  return owner?.team ?? owner?.person ?? owner?.oncall ?? null
}
