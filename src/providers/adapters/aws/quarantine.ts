import type { ActionContext, ActionOutcome, EffectAction } from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsActing } from './acting.ts'
import { describeEffect } from './describe-effect.ts'
import { listMembers, type LocatedKey } from './locate-key.ts'
import { doneOutcome, readingFailed, troubleOutcome } from './outcome-of.ts'
import { checkLocatedKey, withLocatedKey } from './with-located-key.ts'

/** The newest first; a partition may not have it (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV4.html). */
const policies = ['AWSCompromisedKeyQuarantineV4', 'AWSCompromisedKeyQuarantineV3'] as const
const policyPattern = /^arn:aws[\w-]*:iam::aws:policy\/AWSCompromisedKeyQuarantine(?:V\d+)?$/

/**
 * Attaches AWS's own quarantine policy to the user: it limits spending and changes to IAM, and is no revocation. AWS may have
 * attached one itself.
 */
export function quarantineAction(acting: AwsActing): EffectAction {
  return {
    name: 'quarantine',
    kind: 'disable',
    describe: (subject) =>
      describeEffect(acting, subject, {
        operations: ['GetAccessKeyLastUsed', 'ListAccessKeys', 'ListAttachedUserPolicies', 'AttachUserPolicy'], // prettier-ignore
        kinds: ['long-term'],
        rest: {
          summary: `attaches ${policies[0]} to the user of the key; ${policies[1]} where that is not known`,
          reversible: true,
          undoneBy: 'end-quarantine',
          effect: 'contained',
          provedBy: 'permission',
          quota: '10 managed policies a user, more on request',
          sideEffects: [
            'It binds the whole user, other keys and the console too.',
            'It denies reading objects and lists of S3, among others: programs may fail.',
          ],
          reference: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV4.html', // prettier-ignore
        },
      }),
    run: (context) => withLocatedKey(acting, context, (caller, key) => attach(caller, key, context.signal)), // prettier-ignore
    check: (context) =>
      checkLocatedKey(acting, context, async (caller, key) => {
        const { attached, answer } = await attachedTo(caller, key.user, context.signal)
        if (attached === undefined) return { ...answer.facts, state: 'unknown', detail: `the policies of user ${key.user} cannot be listed: ${answer.error}` } // prettier-ignore
        return { ...answer.facts, state: attached.length > 0 ? 'effected' : 'not-effected', detail: `user ${key.user} has ${attached.join(', ') || 'no quarantine policy'}` } // prettier-ignore
      }),
  }
}

async function attach(
  caller: AwsCaller,
  key: LocatedKey,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const { user } = key
  const identity = { proof: 'exact-match', id: key.id } as const
  const { attached, answer } = await attachedTo(caller, user, signal)
  if (attached === undefined)
    return readingFailed(answer, `listing the policies of user ${user}`, 'iam:ListAttachedUserPolicies') // prettier-ignore
  if (attached[0] !== undefined)
    return doneOutcome(answer, 'already', identity, `user ${user} has ${attached.join(', ')} already; it is not ours to detach`) // prettier-ignore
  for (const name of policies) {
    const PolicyArn = `arn:${partitionOf(caller.region)}:iam::aws:policy/${name}`
    const done = await caller.query('iam', 'AttachUserPolicy', { UserName: user, PolicyArn }, { signal, effect: 'repeatable' }) // prettier-ignore
    if (done.error === undefined)
      return doneOutcome(done, 'done', identity, `${name} is attached to user ${user}`, { awsUser: user, awsQuarantine: PolicyArn }) // prettier-ignore
    // The user is known to be there, so it is the policy that is not.
    if (done.error !== 'NoSuchEntity' || name === policies.at(-1))
      return troubleOutcome(done, `attaching ${name} to user ${user}`, 'iam:AttachUserPolicy')
  }
  throw new Error('there is no policy to attach')
}

/** Undoes `quarantine`: detaches the one that it attached, none that AWS or somebody else did. */
export function endQuarantineAction(acting: AwsActing): EffectAction {
  return {
    name: 'end-quarantine',
    kind: 'restore',
    describe: (subject) =>
      describeEffect(acting, subject, {
        operations: ['GetAccessKeyLastUsed', 'ListAccessKeys', 'ListAttachedUserPolicies', 'DetachUserPolicy'], // prettier-ignore
        kinds: ['long-term'],
        rest: {
          summary: 'detaches the quarantine policy that was attached here',
          reversible: true,
          effect: 'none',
          sideEffects: [],
          reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html', // prettier-ignore
        },
      }),
    run: (context) => withLocatedKey(acting, context, (caller, key) => detach(caller, key, context)), // prettier-ignore
    check: (context) =>
      checkLocatedKey(acting, context, async (caller, { user }) => {
        const ours = context.subject.known?.['awsQuarantine']
        const { attached, answer } = await attachedTo(caller, user, context.signal)
        if (attached === undefined || ours === undefined) return { ...answer.facts, state: 'unknown', detail: `user ${user}: it is not known which policy was attached here` } // prettier-ignore
        const isThere = attached.includes(ours)
        return { ...answer.facts, state: isThere ? 'not-effected' : 'effected', detail: `user ${user} ${isThere ? 'has' : 'has no longer'} ${ours}` } // prettier-ignore
      }),
  }
}

async function detach(
  caller: AwsCaller,
  key: LocatedKey,
  { subject, signal }: ActionContext,
): Promise<ActionOutcome> {
  const { user } = key
  const PolicyArn = subject.known?.['awsQuarantine']
  if (PolicyArn === undefined || !policyPattern.test(PolicyArn))
    return { result: 'refused', detail: `nothing is detached from user ${user}: no record says that a quarantine policy was attached here. By hand: aws iam detach-user-policy` } // prettier-ignore
  const identity = { proof: 'exact-match', id: key.id } as const
  const answer = await caller.query('iam', 'DetachUserPolicy', { UserName: user, PolicyArn }, { signal, effect: 'repeatable' }) // prettier-ignore
  if (answer.error === 'NoSuchEntity')
    return doneOutcome(answer, 'already', identity, `user ${user} has no longer ${PolicyArn}`)
  if (answer.error !== undefined)
    return troubleOutcome(answer, `detaching ${PolicyArn} from user ${user}`, 'iam:DetachUserPolicy') // prettier-ignore
  return doneOutcome(answer, 'done', identity, `${PolicyArn} is detached from user ${user}`)
}

/** Quarantine policies of any version that a user has. */
export async function attachedTo(
  caller: AwsCaller,
  user: string,
  signal: AbortSignal,
): Promise<{ attached: string[] | undefined; answer: AwsAnswer }> {
  const { items, answer } = await listMembers(caller, 'ListAttachedUserPolicies', { UserName: user }, 'AttachedPolicies', signal) // prettier-ignore
  const attached = items
    ?.map((item) => textOf(item, 'PolicyArn') ?? '')
    .filter((arn) => policyPattern.test(arn))
  return { attached, answer }
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
