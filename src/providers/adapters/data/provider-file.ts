import type { IdentityProof } from '../../../incident/adapter.ts'

/**
 * `rules/providers/<id>.yaml`: an adapter whose calls are plain HTTP. Texts may hold `{name}`: `{secret}` (the leaked value),
 * `{keyId}`, `{account}`, `{component:<rule>}`, `{setting}` of `settings`, and what an earlier call of the action captured.
 * `{secret}` and secret settings may stand in headers and bodies, never in a path or query (the schema refuses it), but for
 * `secretUrl` actions, where the leaked value is the address itself.
 */
export interface ProviderFile {
  readonly id: string
  readonly name: string
  readonly rules: readonly string[]
  /** Where the provider documents revocation. */
  readonly reference: string
  /** Base address; a variable may put another in its place (GitHub Enterprise, a region). */
  readonly endpoint: { readonly default: string; readonly variable?: string }
  /** Further fixed hosts that calls name in full. */
  readonly hosts?: readonly string[]
  /** Management credentials and ids, from the vendor's own variables. */
  readonly settings?: Readonly<Record<string, ProviderSetting>>
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
  readonly actions: readonly ProviderAction[]
  readonly manual?: readonly string[]
}

export interface ProviderSetting {
  readonly variables: readonly string[]
  readonly secret?: boolean
  /** For people: `an admin key of the organisation`. */
  readonly what: string
  readonly default?: string
}

export interface ProviderAction {
  readonly name: string
  readonly kind:
    'identify' | 'probe' | 'evidence' | 'minted' | 'disable' | 'restore' | 'revoke' | 'rotate'
  readonly summary: string
  readonly proof?: IdentityProof
  readonly reversible?: boolean
  readonly undoneBy?: string
  readonly completion?: 'sync' | 'accepted'
  readonly effect?: 'dead' | 'contained'
  readonly provedBy?: string
  readonly actsAs?: string
  readonly permissions?: readonly string[]
  readonly sideEffects?: readonly string[]
  readonly quota?: string
  readonly batchMax?: number
  readonly reference?: string
  /** In order; each may capture what later ones need. */
  readonly calls: readonly ProviderCall[]
  /** Effects: the action (a probe or an identify) that tells after a crash whether it was done, and what then counts as done. */
  readonly check?: { readonly probe: string } | { readonly calls: readonly ProviderCall[] }
}

export interface ProviderCall {
  /** `GET {endpoint}/user`; a full address where it is another host. */
  readonly call: string
  readonly headers?: Readonly<Record<string, string>>
  /** `Authorization: Bearer`. */
  readonly bearer?: string
  readonly basic?: { readonly user: string; readonly password: string }
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** Asked in order, the first that fits says how it ended; none fits: `unverifiable` for a probe, `failed` for an effect. */
  readonly answers: readonly ProviderAnswer[]
  /** All pages of a list are read before one is chosen. */
  readonly pages?:
    | { readonly link: true }
    | { readonly cursor: string; readonly parameter: string }
    | {
        readonly page: string
        readonly size?: { readonly parameter: string; readonly count: number }
      }
  /** One item of a list; none: `not-found`, more than one: `ambiguous`, and the action ends. */
  readonly choose?: {
    readonly from: string
    readonly where: readonly (
      | { readonly path: string; readonly equals: string }
      /** A masked value, `sk-…abcd` or `npm_ab******cd`: its plain ends are those of the value, at least 4 characters in all. */
      | { readonly path: string; readonly masks: '{secret}' }
      | { readonly path: string; readonly prefixOf: '{secret}'; readonly atLeast: number }
      | { readonly path: string; readonly suffixOf: '{secret}'; readonly atLeast: number }
    )[]
  }
  /** From the chosen item, or the body: name → path (`$.id`), or `header:x-oauth-scopes`. */
  readonly capture?: Readonly<Record<string, string>>
}

export interface ProviderAnswer {
  /** `live`, `dead` for probes; `done`, `accepted`, `already`, `not-found`, `refused`, `failed`, `retry` for effects; `ok` goes on with the next call. */
  readonly is:
    | 'ok'
    | 'live'
    | 'dead'
    | 'contained'
    | 'unverifiable'
    | 'done'
    | 'accepted'
    | 'already'
    | 'not-found'
    | 'refused'
    | 'failed'
    | 'retry'
  readonly status: number | readonly number[]
  /** All must hold: path → text or number that stands there; `true`: anything stands there; `[...]`: one of them. */
  readonly json?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>
  readonly header?: Readonly<Record<string, string>>
  /** What a person reads of it. */
  readonly says?: string
}
