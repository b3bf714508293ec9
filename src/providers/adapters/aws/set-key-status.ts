import type { ActionContext, ActionOutcome, EffectAction } from '../../../incident/adapter.ts'
import type { AwsActing } from './acting.ts'
import { describeEffect, awsCalls, lifeProbeOf } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { askIdentity, isUnknownCredential } from './probe-identity.ts'
import { doneOutcome, troubleOutcome } from './outcome-of.ts'
import { checkLocatedKey, withLocatedKey } from './with-located-key.ts'

const reference = 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html'
const operations = ['GetAccessKeyLastUsed', 'ListAccessKeys', 'UpdateAccessKey']

type KeyStatus = 'Active' | 'Inactive'

/** Makes the key inactive; it can be made active again. Requests with it may pass for some seconds more. */
export function deactivateAction(acting: AwsActing): EffectAction {
  return {
    name: 'deactivate',
    kind: 'disable',
    describe: (subject) =>
      describeEffect(acting, subject, {
        operations,
        kinds: ['long-term'],
        rest: {
          summary: `makes the access key ${leakedKeyOf(subject).id ?? '{id}'} inactive`,
          reversible: true,
          undoneBy: 'activate',
          effect: 'dead',
          provedBy: lifeProbeOf(subject),
          sideEffects: [
            'Whatever uses the key fails.',
            'Sessions that were made with it live on until they end: see deny-sessions.',
          ],
          reference,
        },
      }),
    run: (context) => setStatus(acting, context, 'Inactive'),
    check: (context) => checkStatus(acting, context, 'Inactive'),
  }
}

/** Undoes `deactivate`. */
export function activateAction(acting: AwsActing): EffectAction {
  return {
    name: 'activate',
    kind: 'restore',
    describe: (subject) =>
      describeEffect(acting, subject, {
        operations,
        kinds: ['long-term'],
        rest: {
          summary: `makes the access key ${leakedKeyOf(subject).id ?? '{id}'} active again`,
          reversible: true,
          effect: 'none',
          sideEffects: ['Whoever has the key can use it again.'],
          reference,
        },
      }),
    run: (context) => setStatus(acting, context, 'Active'),
    check: (context) => checkStatus(acting, context, 'Active'),
  }
}

function setStatus(
  acting: AwsActing,
  context: ActionContext,
  status: KeyStatus,
): Promise<ActionOutcome> {
  // prettier-ignore
  return withLocatedKey(acting, context, async (caller, key) => {
    const identity = { proof: 'exact-match', id: key.id } as const
    const at = new Date(acting.setting.clock.now()).toISOString()
    const known = { awsUser: key.user, ...(status === 'Inactive' && { awsDeactivatedAt: at }) }
    if (key.status === status)
      return doneOutcome(key.answer, 'already', identity, `${key.id} of user ${key.user} is ${status} already`, { awsUser: key.user }) // prettier-ignore
    const input = { UserName: key.user, AccessKeyId: key.id, Status: status }
    const answer = await caller.query('iam', 'UpdateAccessKey', input, { signal: context.signal, effect: 'repeatable' }) // prettier-ignore
    if (answer.error !== undefined)
      return troubleOutcome(answer, `making ${key.id} ${status}`, 'iam:UpdateAccessKey')
    return doneOutcome(answer, 'done', identity, `${key.id} of user ${key.user} is ${status}`, known) // prettier-ignore
  })
}

function checkStatus(acting: AwsActing, context: ActionContext, status: KeyStatus) {
  return checkLocatedKey(acting, context, (_, key) =>
    Promise.resolve({
      ...key.answer.facts,
      state: key.status === status ? 'effected' : 'not-effected',
      detail: `IAM lists ${key.id} of user ${key.user} as ${key.status}`,
      known: { awsUser: key.user },
    }),
  )
}

/**
 * Makes the key inactive by itself, where nobody else may: without a user's name IAM takes the one whose key signs.
 * Only an operator can undo it.
 */
export function deactivateSelfAction(acting: AwsActing): EffectAction {
  return {
    name: 'deactivate-self',
    kind: 'disable',
    describe: (subject) => {
      const { kind, missing, id } = leakedKeyOf(subject)
      return {
        calls: [...awsCalls(acting, 'sts', ['GetCallerIdentity']), ...awsCalls(acting, 'iam', ['UpdateAccessKey'])], // prettier-ignore
        summary: `the leaked key ${id ?? '{id}'} makes itself inactive`,
        proof: 'self-token',
        reversible: true,
        undoneBy: 'activate',
        completion: 'sync',
        effect: 'dead',
        provedBy: 'identity',
        actsAs: 'the leaked key itself',
        permissions: ['iam:UpdateAccessKey'],
        sideEffects: ['Whatever uses the key fails.', 'Undoing it takes the credentials of an operator.'], // prettier-ignore
        missing:
          kind === 'long-term' ? missing : ['another kind of credential: a long-term key, AKIA…'],
        reference,
      }
    },
    run: async ({ subject, signal }) => {
      const { pair, kind, missing } = leakedKeyOf(subject)
      if (pair === undefined || kind !== 'long-term')
        return { result: 'refused', detail: `not sent: lacks ${missing.join(', ') || 'a long-term key'}` } // prettier-ignore
      const input = { AccessKeyId: pair.accessKeyId, Status: 'Inactive' }
      const answer = await acting.as(pair).query('iam', 'UpdateAccessKey', input, { signal, effect: 'once' }) // prettier-ignore
      if (answer.error !== undefined)
        return troubleOutcome(answer, `making ${pair.accessKeyId} inactive by itself`)
      const identity = { proof: 'self-token', id: pair.accessKeyId } as const
      return doneOutcome(answer, 'done', identity, `${pair.accessKeyId} made itself inactive`)
    },
    check: async ({ subject, signal }) => {
      const { pair } = leakedKeyOf(subject)
      if (pair === undefined) return { state: 'unknown', detail: 'the leaked key is not at hand' }
      const answer = await askIdentity(acting, pair, signal)
      const detail = `STS answered ${answer.error ?? 'who it is'}`
      if (answer.error === undefined) return { ...answer.facts, state: 'not-effected', detail }
      const state = isUnknownCredential(answer.error) ? 'effected' : 'unknown'
      return { ...answer.facts, state, detail }
    },
  }
}
