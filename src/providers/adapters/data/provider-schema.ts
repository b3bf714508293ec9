import * as v from 'valibot'
import { identityProofs } from '../../../inventory/record.ts'
import { actionKindsOfFiles, callSchema, pathText } from './call-schema.ts'
import { flag, idText, listOf, mappingOf, oneOf, text, wholeNumber } from './schema-parts.ts'

const settingSchema = v.strictObject(
  {
    /** The vendor's own, the first that is set counts. */
    variables: listOf(text, 'variables of the environment'),
    /** May then stand where `{secret}` may stand only. */
    secret: v.optional(flag),
    /** A whole https address that a person names, to which calls may go: `POST {revocationEndpoint}`. */
    address: v.optional(flag),
    /** For people: `an admin key of the organisation`. */
    what: text,
    default: v.optional(text),
  },
  'expected a mapping with variables, what',
)

const endpointSchema = v.pipe(
  v.strictObject(
    {
      /** Without a path's last slash; none where each customer has its own. */
      default: v.optional(v.pipe(text, v.url('expected an https address'))),
      /** Puts another in its place: an own server, a region. */
      variables: v.optional(listOf(text, 'variables of the environment')),
      /** Where else the vendor's own client has it: `npm` reads `registry` of .npmrc, `cargo` the default registry of config.toml. */
      from: v.optional(oneOf(['npm', 'cargo'])),
      /** What to ask for when there is none: `the address of your Grafana`. */
      what: v.optional(text),
    },
    'expected a mapping with default, variables',
  ),
  v.check(
    (endpoint) => endpoint.default !== undefined || endpoint.variables !== undefined,
    'expected default, variables or both',
  ),
)

/** For which credentials an action is made; all that are named must hold. */
const onlySchema = v.strictObject(
  {
    rules: v.optional(listOf(idText, 'rules')),
    /** Of the value, which must be at hand for it. */
    prefixes: v.optional(listOf(text, 'first characters')),
    notPrefixes: v.optional(listOf(text, 'first characters')),
    /** `default`: the vendor's own address. `other`: another one was put in its place. */
    endpoint: v.optional(oneOf(['default', 'other'])),
    /** For people, when it does not fit: `personal access tokens only`. */
    says: v.optional(text),
  },
  'expected a mapping with rules, prefixes, notPrefixes, endpoint',
)

const actionSchema = v.strictObject(
  {
    name: idText,
    kind: oneOf(actionKindsOfFiles),
    /** What it does, in the third person: `revokes the token for good`; may name what is not secret: `{keyId}`. */
    summary: text,
    only: v.optional(onlySchema),
    /** Effects: what shows that this credential is hit and no other. */
    proof: v.optional(oneOf(identityProofs)),
    /** Effects: the provider's id of what was hit, for receipts; `{keyId}`, else the fingerprint, by default. */
    identity: v.optional(text),
    reversible: v.optional(flag),
    undoneBy: v.optional(idText),
    completion: v.optional(oneOf(['sync', 'accepted'])),
    effect: v.optional(oneOf(['dead', 'contained', 'none'])),
    /** A probe of this file that the action can affect. */
    provedBy: v.optional(idText),
    /** By default told from what the calls send. */
    actsAs: v.optional(text),
    permissions: v.optional(listOf(text, 'permissions')),
    sideEffects: v.optional(listOf(text, 'sentences')),
    quota: v.optional(text),
    /** Most credentials of one call, which then sends `{secrets}`. */
    batchMax: v.optional(wholeNumber(2, 10_000)),
    reference: v.optional(v.pipe(text, v.url('expected the address of the documentation'))),
    /** The leaked value is itself the address to call, or stands in its path because the vendor offers no other way. */
    secretUrl: v.optional(flag),
    /** Probes: what a token that cannot be one keeps of the value, besides the rule's visible prefix: a pattern of its start. */
    controlKeeps: v.optional(text),
    calls: listOf(callSchema, 'calls'),
    /** `minted`: where the things that were made stand in the last call's answer. */
    list: v.optional(
      v.strictObject(
        {
          from: pathText,
          kind: text,
          id: pathText,
          createdAt: v.optional(pathText),
          detail: v.optional(pathText),
        },
        'expected a mapping with from, kind, id',
      ),
    ),
    /** Effects: what tells after a crash whether it was done: a probe that is then `dead`, or calls of their own. */
    check: v.optional(
      v.pipe(
        v.strictObject(
          { probe: v.optional(idText), calls: v.optional(listOf(callSchema, 'calls')) },
          'expected a mapping with probe or calls',
        ),
        v.check(
          ({ probe, calls }) => (probe === undefined) !== (calls === undefined),
          'expected either probe or calls',
        ),
      ),
    ),
  },
  'expected a mapping with name, kind, summary, calls',
)

/**
 * `rules/providers/<id>.yaml`: an adapter whose calls are plain HTTP; see rules/README.md. Texts may hold `{name}`:
 * `{secret}` (the leaked value), `{keyId}`, `{account}`, `{component:<rule>}`, a name of `settings`, of `embedded`, or of
 * what a call of this file captures; `{idempotencyKey}` is the same for each attempt of a step.
 */
export const providerFileSchema = v.strictObject(
  {
    id: idText,
    name: text,
    /** Detection rules whose secrets it handles. */
    rules: listOf(idText, 'rules'),
    /** Where the provider documents revocation. */
    reference: v.pipe(text, v.url('expected the address of the documentation')),
    endpoint: v.optional(endpointSchema),
    /** Further hosts that calls name in full; `*.example.org` for all below it. */
    hosts: v.optional(listOf(text, 'hosts')),
    /** Management credentials and ids, from the vendor's own variables. */
    settings: v.optional(mappingOf(settingSchema, 'settings')),
    /** Public parts of the value itself: name → pattern whose first group is it. */
    embedded: v.optional(mappingOf(text, 'patterns')),
    /** Rules of components that name something without being secret: their values may stand in a path and be shown. */
    publicComponents: v.optional(listOf(idText, 'rules')),
    /** Sent with every call. */
    headers: v.optional(mappingOf(text, 'headers')),
    actions: v.array(actionSchema, 'expected a list of actions'),
    /** What only a person can do; shown when nothing else can. */
    manual: v.optional(listOf(text, 'sentences')),
  },
  'expected a mapping with id, name, rules, reference, actions',
)

export type ProviderFile = v.InferOutput<typeof providerFileSchema>
export type ProviderAction = ProviderFile['actions'][number]
export type ProviderSetting = v.InferOutput<typeof settingSchema>
export type ProviderEndpoint = v.InferOutput<typeof endpointSchema>
