import type {
  ActionContext,
  ActionOutcome,
  PlannedCall,
  ProvenIdentity,
} from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import { recordRegionsOf } from '../../aws/aws-regions.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsActing } from './acting.ts'
import { lookUpTrail, type TrailEvent } from './cloud-trail.ts'
import { awsCalls, trailCalls } from './describe-effect.ts'
import { leakedKeyOf, type KeyKind } from './leaked-key.ts'
import { locateKey } from './locate-key.ts'
import { doneOutcome, readingFailed } from './outcome-of.ts'
import { askIdentity } from './probe-identity.ts'

/** Whose policies decide what the key may do. */
export interface Principal {
  readonly type: 'user' | 'role'
  readonly name: string
  readonly identity: ProvenIdentity
}

type Found = { readonly principal: Principal } | { readonly outcome: ActionOutcome }

/**
 * The user or role behind a key: of a long-term one by IAM; of a session by what STS says of the pair itself, else by
 * CloudTrail’s record of what it did, which names the key and its issuer in one record.
 */
export async function principalOfKey(
  acting: AwsActing,
  caller: AwsCaller,
  { subject, signal }: ActionContext,
): Promise<Found> {
  const { id, kind, pair } = leakedKeyOf(subject)
  if (kind === 'long-term') {
    const located = await locateKey(caller, subject, signal)
    if ('outcome' in located) return located
    const identity = { proof: 'exact-match', id: located.key.id } as const
    return { principal: { type: 'user', name: located.key.user, identity } }
  }
  if (id === undefined || kind !== 'session') return refuse('no access key id is known')
  const identity = { proof: 'verify-returns-id', id } as const
  if (pair !== undefined) {
    const answer = await askIdentity(acting, pair, signal)
    const arn = textOf(answer.data, 'Arn')
    if (answer.error?.startsWith('ExpiredToken'))
      return { outcome: doneOutcome(answer, 'already', identity, `the session of ${id} has ended`) }
    if (arn === undefined) return { outcome: readingFailed(answer, `asking STS whose ${id} is`) }
    const found = principalOfArn(arn)
    if (found !== undefined) return { principal: { ...found, identity } }
  }
  const { regions } = recordRegionsOf(acting.setting.env)
  const question = { attribute: 'AccessKeyId', value: id, regions, since: undefined } as const
  const { events, gaps } = await lookUpTrail(acting, caller, question, signal)
  const found = new Map(events.flatMap((event) => issuerOf(event, id)).map((one) => [`${one.type}/${one.name}`, one])) // prettier-ignore
  const [principal, ...more] = found.values()
  if (principal !== undefined && more.length === 0) return { principal: { ...principal, identity } }
  if (more.length > 0) return { outcome: { result: 'ambiguous', detail: `CloudTrail names more than one issuer of ${id}` } } // prettier-ignore
  const where = gaps.length > 0 ? ` (${gaps.join('; ')})` : ''
  return { outcome: { result: 'not-found', detail: `neither STS nor CloudTrail tells who issued ${id}${where}` } } // prettier-ignore
}

/** What {@link principalOfKey} asks, as a plan shows it. */
export function findingCalls(acting: AwsActing, kind: KeyKind, hasPair: boolean): PlannedCall[] {
  if (kind === 'long-term') return awsCalls(acting, 'iam', ['GetAccessKeyLastUsed', 'ListAccessKeys']) // prettier-ignore
  return hasPair ? awsCalls(acting, 'sts', ['GetCallerIdentity']) : trailCalls(acting)
}

/**
 * Of `GetCallerIdentity`: `arn:aws:sts::1:assumed-role/<role>/<session>`, `arn:aws:iam::1:user/<path>/<user>`; nothing for
 * a federated user, whose issuer it does not name.
 */
function principalOfArn(arn: string | undefined): Omit<Principal, 'identity'> | undefined {
  const [, role] = /^arn:[\w-]+:sts::\d{12}:assumed-role\/([\w+=,.@-]+)\//.exec(arn ?? '') ?? []
  if (role !== undefined) return { type: 'role', name: role }
  const [, user] = /^arn:[\w-]+:iam::\d{12}:user\/(?:[^\s]*\/)?([\w+=,.@-]+)$/.exec(arn ?? '') ?? []
  return user === undefined ? undefined : { type: 'user', name: user }
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function issuerOf({ record }: TrailEvent, id: string): Omit<Principal, 'identity'>[] {
  const identity = record['userIdentity']
  if (textOf(identity, 'accessKeyId') !== id) return []
  const issuer = textOf(identity, 'sessionContext', 'sessionIssuer', 'userName')
  const type = textOf(identity, 'sessionContext', 'sessionIssuer', 'type')
  if (issuer !== undefined && type === 'Role') return [{ type: 'role', name: issuer }]
  if (issuer !== undefined && type === 'IAMUser') return [{ type: 'user', name: issuer }]
  const user = textOf(identity, 'userName')
  return textOf(identity, 'type') === 'IAMUser' && user !== undefined ? [{ type: 'user', name: user }] : [] // prettier-ignore
}

function refuse(detail: string): Found {
  return { outcome: { result: 'refused', detail } }
}
