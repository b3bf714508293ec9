export const validations = ['signature', 'issuer', 'audience', 'scope', 'expiry'] as const
export type Validation = (typeof validations)[number]

export const forwardings = ['never', 'exchange', 'passthrough'] as const

/** What `stanch.yaml` declares of a connector: an API, tool or MCP server that takes tokens. */
export interface Connector {
  readonly id: string
  /** The tool of the inventory's records that it is. */
  readonly tool?: string
  /** Agents that may call it. */
  readonly agents?: readonly string[]
  /** Whose tokens it takes, `iss` exactly. */
  readonly issuers?: readonly string[]
  /** For whom a token must be meant: its own address, `aud` exactly. */
  readonly audience?: string | readonly string[]
  /** What a token must allow. */
  readonly scopes?: readonly string[]
  /** Signature algorithms that it takes, such as `RS256`; all asymmetric ones when left out. */
  readonly algorithms?: readonly string[]
  /** What it checks of each token before it acts. */
  readonly validates?: readonly Validation[]
  /** What it does when it calls somebody else: its own token, one exchanged for the purpose, or the caller's. */
  readonly forwardsToken?: (typeof forwardings)[number]
  /** Longest life of a token, `15m`. */
  readonly maxTtl?: string
  /** Clients that may hold a token, `azp` or `client_id` exactly; any when left out. */
  readonly clients?: readonly string[]
  /** Public keys as a file's path or inline, a JWK Set of RFC 7517. */
  readonly jwks?: string | { readonly keys: readonly Readonly<Record<string, unknown>>[] }
}

/** In any order; empty when none is declared. */
export function audiencesOf({ audience }: Connector): readonly string[] {
  if (audience === undefined) return []
  return typeof audience === 'string' ? [audience] : audience
}
