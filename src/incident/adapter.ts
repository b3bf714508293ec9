import { identityProofs, type IdentityProof } from '../inventory/record.ts'
import type { Secret } from '../text/secret.ts'

export type { IdentityProof }

export const actionKinds = [
  'identify',
  'probe',
  'evidence',
  'minted',
  'disable',
  'restore',
  'revoke',
  'rotate',
  'promote',
  'drain',
  'roll-back',
  'notify',
  'clean',
] as const

/**
 * What an action is for. `identify` finds the provider's own id; `probe` asks whether the credential still works; `evidence`
 * reads what a plan needs to know; `minted` lists what was made with it since; `disable` stops it and `restore` undoes that;
 * `revoke` ends it for good; `rotate` puts a new version beside the old one; `promote` makes that the current one; `drain`
 * tells whether the old one is still used; `roll-back` takes the new one back. The first four only read, and so does `drain`.
 */
export type ActionKind = (typeof actionKinds)[number]

/** The credential that leaked, as far as it is known. */
export interface Subject {
  /** Id of the detection rule. */
  readonly rule: string
  /** As the rule names it. */
  readonly provider: string
  /** The provider's own id of it, such as `AKIA…`; never secret. */
  readonly keyId?: string | undefined
  /** Whose it is there: account, project, organisation, user. */
  readonly account?: string | undefined
  /** Only where the value is at hand, from standard input, the finding's own place or quarantine. */
  readonly secret?: Secret | undefined
  /** Further parts that belong to it, by rule id. */
  readonly components?: Readonly<Record<string, Secret>>
  /** Since when others could read it; what was minted before does not count. */
  readonly exposedSince?: string | undefined
  /** What the inventory says of where it lies and whom it serves, for rotation. */
  readonly store?:
    { readonly type: string; readonly path?: string; readonly version?: string } | undefined
  /** Of a former answer: ids that an action found and that a later one needs. */
  readonly known?: Readonly<Record<string, string>>
}

/** A call as a plan shows it; a path's secret or unknown parts are `{name}`. */
export interface PlannedCall {
  readonly method: string
  readonly host: string
  readonly path: string
}

/** What an action would do; made without sending anything. */
export interface ActionDescription {
  readonly calls: readonly PlannedCall[]
  /** In one sentence, for people: `deletes the access key AKIA…`. */
  readonly summary: string
  /** Of actions that change something. */
  readonly proof?: IdentityProof
  readonly reversible: boolean
  /** Name of the adapter's action that undoes it. */
  readonly undoneBy?: string
  /** `accepted`: the answer says only that it will be done. */
  readonly completion: 'sync' | 'accepted'
  /** What it leads to at best; `contained`: the credential lives on, but cannot do what it could. */
  readonly effect: 'dead' | 'contained' | 'none'
  /** Name of the adapter's probe that this action can affect. */
  readonly provedBy?: string
  /** `the leaked token itself`, `AWS credentials of this machine (AWS_PROFILE)`, … */
  readonly actsAs: string
  /** What the acting credentials must be allowed to do, in the provider's own words. */
  readonly permissions: readonly string[]
  /** What else it breaks. */
  readonly sideEffects: readonly string[]
  /** `60 requests an hour, 1,000 credentials each`. */
  readonly quota?: string
  /** What is lacking to run it now: a variable, the value, an id. Empty: it can run. */
  readonly missing: readonly string[]
  /** Where the provider documents it. */
  readonly reference: string
}

/** Of whom or what an answer spoke, so that a receipt shows it. */
export interface ProvenIdentity {
  readonly proof: IdentityProof
  /** The provider's id of what was hit. */
  readonly id: string
}

export type ProbeVerdict = 'live' | 'dead' | 'contained' | 'unverifiable'

/** What came back, without anything secret. */
export interface AnswerFacts {
  /** HTTP status. */
  readonly status?: number
  readonly requestId?: string
  /** Address of this machine from which it was asked, as far as it is known. */
  readonly egress?: string
  /** SHA-256 of the body, hex; for receipts. */
  readonly bodyDigest?: string
  /** In one sentence, for people. Nothing of the answer that could be secret. */
  readonly detail: string
}

/**
 * How an action ended. `already`: it was so before. `not-found`, `ambiguous` and `refused` changed nothing and are never a
 * success. `failed`: the provider said no, or had trouble (`isTemporary`: try again). `unknown`: it was sent, and no answer
 * says whether it was done.
 */
export type ActionOutcome = AnswerFacts &
  (
    | {
        readonly result: 'done' | 'accepted' | 'already'
        readonly identity: ProvenIdentity
        readonly known?: Readonly<Record<string, string>>
      }
    | { readonly result: 'not-found' | 'ambiguous' | 'refused' | 'unknown' }
    | { readonly result: 'failed'; readonly isTemporary: boolean; readonly retryAfterMs?: number }
  )

/** How a probe ended; a firewall's page or a bare 403 is `unverifiable`. */
export type ProbeOutcome = AnswerFacts & {
  readonly verdict: ProbeVerdict
  /** Of `dead`: it may also mean that this address may not ask, so that it counts only after a `live` from here. */
  readonly onlyAfterLive?: true
  /** What the provider said of it: account, keyId, scopes, expires, … */
  readonly facts?: Readonly<Record<string, string>>
}

/** Something that was made with the credential, or can act on because of it. */
export interface MintedItem {
  /** `session`, `access-token`, `access-key`, `user`, `role`, `deploy-key`, … */
  readonly kind: string
  readonly id: string
  readonly createdAt?: string
  readonly detail?: string
}

export interface EvidenceOutcome {
  /** Such as `lastUsed`, `scopes`, `consumers`, `actingAs`, `mayRevoke`. Texts a person reads. */
  readonly facts: Readonly<Record<string, string>>
  readonly minted?: readonly MintedItem[]
  /** False: what could not be asked is named in `gaps`, and nothing may be concluded from its absence. */
  readonly complete: boolean
  readonly gaps: readonly string[]
  readonly calls: readonly AnswerFacts[]
}

/** What a running action is given. */
export interface ActionContext {
  readonly subject: Subject
  /** The same for each attempt of a step: sent along where a provider takes one. */
  readonly idempotencyKey: string
  readonly signal: AbortSignal
  /** When the step was begun first; what a provider made before that is not of this step. */
  readonly intendedAt?: string
  /** Further credentials of the same action; batches of a group are one call, and one outcome speaks for all. */
  readonly also?: readonly Subject[]
  /** Takes in, and keeps, a new value that a `rotate` made, before its outcome says so; without it such an action is refused. */
  readonly keep?: (value: Uint8Array) => Promise<void>
}

interface Describable {
  /** Unique within the adapter: `deactivate`, `delete`, `identity`. */
  readonly name: string
  /** Sends nothing. */
  describe(subject: Subject): ActionDescription
}

/** Only reads. Neither call throws for what a provider answers; both throw the signal's reason once that is aborted. */
export interface ProbeAction extends Describable {
  readonly kind: 'probe'
  run(context: ActionContext): Promise<ProbeOutcome>
  /** The same with a token that cannot be one: it must come back `dead`, or no `dead` of this probe counts. */
  control(context: ActionContext): Promise<ProbeOutcome>
}

export interface EvidenceAction extends Describable {
  readonly kind: 'identify' | 'evidence' | 'minted' | 'drain'
  run(context: ActionContext): Promise<EvidenceOutcome>
}

/** Changes something. */
export interface EffectAction extends Describable {
  readonly kind: Exclude<ActionKind, 'probe' | EvidenceAction['kind']>
  /** Never throws for what a provider answers. */
  run(context: ActionContext): Promise<ActionOutcome>
  /**
   * Asks the provider whether the effect is there, after a run of which nobody knows how it ended. `unknown`: it cannot be
   * told, and a person must decide.
   */
  check(context: ActionContext): Promise<
    AnswerFacts & {
      readonly state: 'effected' | 'not-effected' | 'unknown'
      /** As an outcome has it, where the answer tells ids that a later action needs. */
      readonly known?: Readonly<Record<string, string>>
    }
  >
  /** Most subjects that one call takes; 1 when undefined. */
  readonly batchMax?: number
}

export type AdapterAction = ProbeAction | EvidenceAction | EffectAction

/** What a provider, or a store of secrets, can do for a credential. */
export interface Adapter {
  /** `github`, `aws-iam`, `vault-kv`: stable, playbooks name it. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** Detection rules whose secrets it handles. */
  readonly rules: readonly string[]
  readonly actions: readonly AdapterAction[]
  /** What only a person can do, such as in a web page; shown when nothing else can. */
  readonly manual?: readonly string[]
}

/** Whether a proof is as strong as another one, or stronger. */
export function isAsStrong(proof: IdentityProof, needed: IdentityProof): boolean {
  return identityProofs.indexOf(proof) <= identityProofs.indexOf(needed)
}
