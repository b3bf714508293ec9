import type { ActionContext, EffectAction } from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AwsActing } from './acting.ts'
import { describeEffect, lifeProbeOf } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { listKeys, locateKey } from './locate-key.ts'
import { doneOutcome, troubleOutcome } from './outcome-of.ts'
import { withLocatedKey, type CheckOutcome } from './with-located-key.ts'

/** Deletes the key for good, and only one that is inactive: whoever still needed it has been heard by then. */
export function deleteAction(acting: AwsActing): EffectAction {
  return {
    name: 'delete',
    kind: 'revoke',
    describe: (subject) =>
      describeEffect(acting, subject, {
        operations: ['GetAccessKeyLastUsed', 'ListAccessKeys', 'DeleteAccessKey'],
        kinds: ['long-term'],
        rest: {
          summary: `deletes the access key ${leakedKeyOf(subject).id ?? '{id}'}, which must be inactive by then`,
          reversible: false,
          effect: 'dead',
          provedBy: lifeProbeOf(subject),
          sideEffects: [
            'IAM forgets when and where the key was last used.',
            'Sessions that were made with it live on until they end: see deny-sessions.',
          ],
          reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html',
        },
      }),
    run: (context) =>
      withLocatedKey(acting, context, async (caller, key) => {
        if (key.status !== 'Inactive')
          return { ...key.answer.facts, result: 'refused', detail: `${key.id} of user ${key.user} is ${key.status}: it is deleted only when it is Inactive; run deactivate first` } // prettier-ignore
        const input = { UserName: key.user, AccessKeyId: key.id }
        const answer = await caller.query('iam', 'DeleteAccessKey', input, { signal: context.signal, effect: 'once' }) // prettier-ignore
        if (answer.error !== undefined)
          return troubleOutcome(answer, `deleting ${key.id}`, 'iam:DeleteAccessKey')
        return doneOutcome(answer, 'done', { proof: 'exact-match', id: key.id }, `${key.id} of user ${key.user} is deleted`, { awsUser: key.user }) // prettier-ignore
      }),
    check: (context) => checkDeleted(acting, context),
  }
}

/** Once it is deleted nothing names its user any more; whoever asked before knows, and the id tells its account. */
async function checkDeleted(acting: AwsActing, context: ActionContext): Promise<CheckOutcome> {
  const { subject, signal } = context
  const { id = '', account } = leakedKeyOf(subject)
  const opened = await acting.callerFor(subject)
  if ('outcome' in opened) return { state: 'unknown', detail: opened.outcome.detail }
  const isHere = async () => {
    const acts = await opened.caller.query('sts', 'GetCallerIdentity', {}, { signal, effect: 'read' }) // prettier-ignore
    return textOf(acts.data, 'Account') === account
  }
  const user = subject.known?.['awsUser']
  const listed = user === undefined ? undefined : await listKeys(opened.caller, user, signal)
  if (listed !== undefined && !('outcome' in listed)) {
    const isListed = listed.keys.some((key) => key.id === id)
    // Another account may have a user of that name.
    if (!isListed && account !== undefined && !(await isHere()))
      return { ...listed.answer.facts, state: 'unknown', detail: `the acting credentials are not of ${account}, the account of ${id}` } // prettier-ignore
    return { ...listed.answer.facts, state: isListed ? 'not-effected' : 'effected', detail: `user ${user} ${isListed ? 'still has' : 'has no longer'} ${id}` } // prettier-ignore
  }
  const located = await locateKey(opened.caller, subject, signal)
  if ('key' in located)
    return { ...located.key.answer.facts, state: 'not-effected', detail: `IAM lists ${id} of user ${located.key.user} as ${located.key.status}` } // prettier-ignore
  if (located.outcome.result !== 'not-found' || account === undefined)
    return { state: 'unknown', detail: located.outcome.detail }
  const isSame = await isHere()
  return { state: isSame ? 'effected' : 'unknown', detail: `${located.outcome.detail}; its account is ${account}, ${isSame ? 'the one asked' : 'another one'}` } // prettier-ignore
}
