import type {
  ActionContext,
  ActionDescription,
  ActionOutcome,
  EffectAction,
  Subject,
} from '../../../incident/adapter.ts'
import { isObject, textOf } from '../../../text/field-of.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsActing } from './acting.ts'
import { describeEffect } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { doneOutcome, readingFailed, troubleOutcome } from './outcome-of.ts'
import { findingCalls, principalOfKey, type Principal } from './principal-of-key.ts'
import type { CheckOutcome } from './with-located-key.ts'

/** Marks the statement as ours; nothing else is ever removed. */
const sid = 'StanchDenySessions'

/** Of roles that IAM Identity Center keeps; nobody may change them (https://docs.aws.amazon.com/singlesignon/latest/userguide/useraccess.html). */
const managedRole = /^AWSReservedSSO_|^AWSServiceRoleFor/

/**
 * Denies everything to sessions that were issued before now, by a policy in line at the user or role: sessions outlive the
 * key that made them, and cannot be deactivated
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html).
 */
export function denySessionsAction(acting: AwsActing): EffectAction {
  return {
    name: 'deny-sessions',
    kind: 'disable',
    describe: (subject) =>
      describeFor(acting, subject, {
        operations: ['GetUserPolicy', 'GetRolePolicy', 'PutUserPolicy', 'PutRolePolicy'],
        kinds: ['long-term', 'session'],
        rest: {
          summary: 'denies everything to sessions of the user or role that were issued before now',
          reversible: true,
          undoneBy: 'allow-sessions',
          effect: 'contained',
          provedBy: 'permission',
          sideEffects: [
            'All sessions of that user or role end, not those of the leaked key alone; whoever needs one signs in anew.',
            'Instances and functions with that role need new credentials.',
            'Long-term keys of the user are not touched.',
          ],
          reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html', // prettier-ignore
        },
      }),
    run: (context) => withPrincipal(acting, context, (caller, principal) => deny(acting, caller, principal, context)), // prettier-ignore
    check: (context) => checkPolicy(acting, context, true),
  }
}

/** Undoes `deny-sessions`. */
export function allowSessionsAction(acting: AwsActing): EffectAction {
  return {
    name: 'allow-sessions',
    kind: 'restore',
    describe: (subject) =>
      describeFor(acting, subject, {
        operations: ['GetUserPolicy', 'GetRolePolicy', 'DeleteUserPolicy', 'DeleteRolePolicy'],
        kinds: ['long-term', 'session'],
        rest: {
          summary: 'removes the policy that denies old sessions',
          reversible: true,
          effect: 'none',
          sideEffects: ['Sessions that have not ended yet work again.'],
          reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html', // prettier-ignore
        },
      }),
    run: (context) => withPrincipal(acting, context, (caller, principal) => allow(caller, principal, context)), // prettier-ignore
    check: (context) => checkPolicy(acting, context, false),
  }
}

/** How the user or role is found depends on what is at hand. */
function describeFor(
  acting: AwsActing,
  subject: Subject,
  parts: Parameters<typeof describeEffect>[2],
): ActionDescription {
  const described = describeEffect(acting, subject, parts)
  const { kind, pair } = leakedKeyOf(subject)
  const finding = findingCalls(acting, kind, pair !== undefined)
  const proof = kind === 'session' ? 'verify-returns-id' : 'exact-match'
  return { ...described, proof, calls: [...finding, ...described.calls] }
}

async function withPrincipal(
  acting: AwsActing,
  context: ActionContext,
  action: (caller: AwsCaller, principal: Principal) => Promise<ActionOutcome>,
): Promise<ActionOutcome> {
  const opened = await acting.callerFor(context.subject)
  if ('outcome' in opened) return opened.outcome
  const found = await principalOfKey(acting, opened.caller, context)
  if ('outcome' in found) return found.outcome
  const { type, name } = found.principal
  if (type === 'role' && managedRole.test(name))
    return { result: 'refused', detail: `role ${name} is kept by AWS: end its sessions in IAM Identity Center` } // prettier-ignore
  return action(opened.caller, found.principal)
}

async function deny(
  acting: AwsActing,
  caller: AwsCaller,
  principal: Principal,
  context: ActionContext,
): Promise<ActionOutcome> {
  // The second that runs counts too: times of issue have none smaller.
  const before = new Date(Math.ceil((acting.setting.clock.now() + 1) / 1000) * 1000).toISOString().replace('.000Z', 'Z') // prettier-ignore
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid,
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
      },
    ],
  }
  const input = { ...placeOf(principal, context), PolicyDocument: JSON.stringify(policy) }
  const operation = principal.type === 'user' ? 'PutUserPolicy' : 'PutRolePolicy'
  const whose = `${principal.type} ${principal.name}`
  const answer = await caller.query('iam', operation, input, { signal: context.signal, effect: 'repeatable' }) // prettier-ignore
  if (answer.error !== undefined)
    return troubleOutcome(answer, `denying sessions of ${whose}`, `iam:${operation}`)
  return doneOutcome(answer, 'done', principal.identity, `sessions of ${whose} from before ${before} are denied everything`, { awsDeniedBefore: before }) // prettier-ignore
}

async function allow(
  caller: AwsCaller,
  principal: Principal,
  context: ActionContext,
): Promise<ActionOutcome> {
  const whose = `${principal.type} ${principal.name}`
  const place = placeOf(principal, context)
  const { state, answer } = await stateOf(caller, principal, context)
  if (state === 'absent')
    return doneOutcome(answer, 'already', principal.identity, `${whose} has no policy ${place.PolicyName}`) // prettier-ignore
  if (state === 'other')
    return { ...answer.facts, result: 'refused', detail: `${place.PolicyName} of ${whose} was changed by somebody; it is not removed` } // prettier-ignore
  if (state === 'unknown') return readingFailed(answer, `reading the policies of ${whose}`)
  const operation = principal.type === 'user' ? 'DeleteUserPolicy' : 'DeleteRolePolicy'
  const done = await caller.query('iam', operation, place, { signal: context.signal, effect: 'once' }) // prettier-ignore
  if (done.error !== undefined)
    return troubleOutcome(done, `removing ${place.PolicyName} of ${whose}`, `iam:${operation}`)
  return doneOutcome(done, 'done', principal.identity, `${place.PolicyName} of ${whose} is removed`)
}

async function checkPolicy(
  acting: AwsActing,
  context: ActionContext,
  isWanted: boolean,
): Promise<CheckOutcome> {
  const opened = await acting.callerFor(context.subject)
  if ('outcome' in opened) return { state: 'unknown', detail: opened.outcome.detail }
  const found = await principalOfKey(acting, opened.caller, context)
  if ('outcome' in found) return { state: 'unknown', detail: found.outcome.detail }
  const { state, answer } = await stateOf(opened.caller, found.principal, context)
  const detail = `policy of ${found.principal.type} ${found.principal.name}: ${state}`
  if (state !== 'ours' && state !== 'absent') return { ...answer.facts, state: 'unknown', detail }
  const isThere = state === 'ours'
  return { ...answer.facts, state: isThere === isWanted ? 'effected' : 'not-effected', detail }
}

async function stateOf(
  caller: AwsCaller,
  principal: Principal,
  context: ActionContext,
): Promise<{ state: 'ours' | 'other' | 'absent' | 'unknown'; answer: AwsAnswer }> {
  const operation = principal.type === 'user' ? 'GetUserPolicy' : 'GetRolePolicy'
  const answer = await caller.query('iam', operation, placeOf(principal, context), { signal: context.signal, effect: 'read' }) // prettier-ignore
  if (answer.error === 'NoSuchEntity') return { state: 'absent', answer }
  const document = textOf(answer.data, 'PolicyDocument')
  if (answer.error !== undefined || document === undefined) return { state: 'unknown', answer }
  return { state: isOurs(document) ? 'ours' : 'other', answer }
}

/** IAM answers the document percent-encoded. */
function isOurs(document: string): boolean {
  try {
    const policy: unknown = JSON.parse(decodeURIComponent(document))
    const statements: unknown = isObject(policy) ? policy['Statement'] : undefined
    return Array.isArray(statements) && statements.length === 1 && textOf(statements[0], 'Sid') === sid // prettier-ignore
  } catch {
    return false
  }
}

/** Named by the key, so that two incidents of one user do not undo each other. */
function placeOf(
  { type, name }: Principal,
  { subject }: ActionContext,
): Record<string, string> & { PolicyName: string } {
  const whose: Record<string, string> = type === 'user' ? { UserName: name } : { RoleName: name }
  return { ...whose, PolicyName: `${sid}-${leakedKeyOf(subject).id ?? ''}` }
}
