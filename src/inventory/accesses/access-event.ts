/**
 * What shows that an event is about exactly this secret, the surest first: the store's own keyed hash of the value; our
 * fingerprint of a value that stands in the clear, or the token that was put in its place; the provider's hash of a token;
 * the public id of a key; the place where it lies, which tells nothing of the value that was read.
 */
export const accessProofs = [
  'audit-hash',
  'fingerprint',
  'redaction-token',
  'token-hash',
  'key-id',
  'store-path',
] as const
export type AccessProof = (typeof accessProofs)[number]

/** `seen`: the value, or the token in its place, stands in what an agent or a person said. `use`: something was done with it. */
export type AccessAction = 'read' | 'write' | 'manage' | 'use' | 'seen'

/** `failed`: for something else than a policy; there may be no such secret, or no such version. */
export type AccessOutcome = 'allowed' | 'denied' | 'failed' | 'unknown'

/** One access to a secret, as a log tells of it. What the log does not say is left out. */
export interface AccessEvent {
  readonly type: 'access'
  /** ISO 8601 in UTC; left out where the log has no time. */
  readonly time?: string
  readonly action: AccessAction
  readonly outcome: AccessOutcome
  readonly proof: AccessProof
  /** Where it is told: `line` from 1, or the number of the record. */
  readonly log: { readonly file: string; readonly line: number; readonly format: string }
  /** What was done, in the log's own word: `GetSecretValue`, `read secret/data/app`. */
  readonly operation?: string
  readonly principal?: string
  readonly policies?: readonly string[]
  readonly agent?: string
  readonly run?: string
  readonly trace?: string
  readonly span?: string
  readonly tool?: string
  readonly toolCall?: string
  /** Network address of the caller. */
  readonly address?: string
  /** Program of the caller, as it calls itself. */
  readonly client?: string
  /** The store's version that was read. */
  readonly version?: string
  /** The log's id of the request. */
  readonly request?: string
}

/** An access, and what of its record may name the run it belongs to: session names, headers, tags. */
export interface LoggedAccess {
  readonly event: AccessEvent
  readonly labels: readonly string[]
  /** It answers with another version's value: no access to this secret, nor is the request that it answers. */
  readonly isOtherValue?: true
}
