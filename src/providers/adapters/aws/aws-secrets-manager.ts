import type { ActionContext, ActionOutcome, Adapter, EffectAction, EvidenceAction, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import { fieldOf, textOf, type JsonObject } from '../../../text/field-of.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { AwsActing } from './acting.ts'
import { readingFailed, troubleOutcome } from './outcome-of.ts'
import { secretPlaceOf, type SecretPlace } from './secret-place.ts'
import { stagesOf, versionsOf } from './secrets-manager-store.ts'
import type { CheckOutcome } from './with-located-key.ts'

/**
 * Secrets that have a rotation of their own: Secrets Manager’s function makes the new value and tells it nobody, which is
 * better than any rotation from outside.
 */
export function openAwsSecretsManager(setting: AdapterSetting): Adapter {
  const acting = new AwsActing(setting)
  return {
    id: 'aws-secrets-manager',
    name: 'AWS Secrets Manager',
    rules: [],
    actions: [secretEvidence(acting), rotateNowAction(acting)],
  }
}

type Opened = { caller: AwsCaller; at: SecretPlace } | { outcome: ActionOutcome }

async function openSecret(acting: AwsActing, subject: Subject): Promise<Opened> {
  const at = placeOf(acting, subject)
  if (at === undefined) return { outcome: { result: 'refused', detail: 'it is not known to lie in AWS Secrets Manager' } } // prettier-ignore
  const opened = await acting.callerFor(subject)
  return 'outcome' in opened ? opened : { caller: opened.caller.in(at.region), at }
}

function placeOf(acting: AwsActing, { store }: Subject): SecretPlace | undefined {
  return store?.type === 'aws-secrets-manager' ? secretPlaceOf(store, acting.region) : undefined
}

async function describeSecret(
  { caller, at }: { caller: AwsCaller; at: SecretPlace },
  signal: AbortSignal,
): Promise<{ data: JsonObject; answer: AwsAnswer } | { outcome: ActionOutcome }> {
  const answer = await caller.json('secretsmanager', 'DescribeSecret', { SecretId: at.name }, { signal, effect: 'read' }) // prettier-ignore
  const { data, facts, error } = answer
  if (error === 'ResourceNotFoundException') return { outcome: { ...facts, result: 'not-found', detail: `there is no secret ${at.name} in ${at.region}` } } // prettier-ignore
  const account = textOf(data, 'ARN')?.split(':')[4]
  if (data === undefined || account === undefined) return { outcome: readingFailed(answer, `reading ${at.name}`, 'secretsmanager:DescribeSecret') } // prettier-ignore
  if (at.account !== undefined && account !== at.account) return { outcome: { ...facts, result: 'not-found', detail: `${at.name} is of account ${account}, not of ${at.account}` } } // prettier-ignore
  return { data, answer }
}

function common(acting: AwsActing, subject: Subject, operations: readonly string[]) {
  const at = placeOf(acting, subject)
  const { host } = awsEndpointOf('secretsmanager', at?.region ?? acting.region, acting.setting.env)
  const permissions = operations.map((operation) => `secretsmanager:${operation}`)
  return {
    calls: permissions.map((permission) => ({ method: 'POST', host, path: `/ (${permission})` })),
    permissions,
    completion: 'sync' as const,
    effect: 'none' as const,
    actsAs: acting.place,
    missing: [...(at === undefined ? ['its place in AWS Secrets Manager'] : []), ...acting.missing],
  }
}

function secretEvidence(acting: AwsActing): EvidenceAction {
  return {
    name: 'secret',
    kind: 'evidence',
    describe: (subject) => ({
      ...common(acting, subject, ['DescribeSecret']),
      summary: 'reads versions, rotation and last use of the secret, not its value',
      reversible: true,
      sideEffects: [],
      reference: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html', // prettier-ignore
    }),
    run: async ({ subject, signal }) => {
      const opened = await openSecret(acting, subject)
      const told = 'outcome' in opened ? opened : await describeSecret(opened, signal)
      if ('outcome' in told) return { facts: {}, complete: false, gaps: [told.outcome.detail], calls: [] } // prettier-ignore
      const { current, pending, previous, lastReadAt } = versionsOf(told.data, stagesOf(told.data))
      const facts = {
        rotates: fieldOf(told.data, 'RotationEnabled') === true ? 'yes' : 'no',
        ...(current !== undefined && { currentVersion: current }),
        ...(pending !== undefined && { pendingVersion: pending }),
        ...(previous !== undefined && { previousVersion: previous }),
        ...(lastReadAt !== undefined && { storeLastRead: lastReadAt }),
      }
      return { facts, complete: true, gaps: [], calls: [{ ...told.answer.facts, detail: 'secret described' }] } // prettier-ignore
    },
  }
}

/** The function that rotates does the rest, some time after the answer. */
function rotateNowAction(acting: AwsActing): EffectAction {
  return {
    name: 'rotate-now',
    kind: 'rotate',
    describe: (subject) => ({
      ...common(acting, subject, ['DescribeSecret', 'RotateSecret']),
      summary: `has Secrets Manager rotate ${placeOf(acting, subject)?.name ?? '{name}'} by its own function, now`, // prettier-ignore
      proof: 'exact-match',
      reversible: false,
      completion: 'accepted',
      sideEffects: ['Its function decides what becomes of the old value; consumers are given the new one when it is through.'], // prettier-ignore
      reference: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html', // prettier-ignore
    }),
    run: (context) => rotateNow(acting, context),
    check: async ({ subject, idempotencyKey, signal }): Promise<CheckOutcome> => {
      const opened = await openSecret(acting, subject)
      const told = 'outcome' in opened ? opened : await describeSecret(opened, signal)
      if ('outcome' in told) return { state: 'unknown', detail: told.outcome.detail }
      const isThere = Object.hasOwn(stagesOf(told.data), idempotencyKey)
      return { ...told.answer.facts, state: isThere ? 'effected' : 'not-effected', detail: isThere ? 'the rotation of this step has a version' : 'there is no version of this step' } // prettier-ignore
    },
  }
}

async function rotateNow(acting: AwsActing, context: ActionContext): Promise<ActionOutcome> {
  const { subject, idempotencyKey, signal } = context
  const opened = await openSecret(acting, subject)
  const told = 'outcome' in opened ? opened : await describeSecret(opened, signal)
  if ('outcome' in opened || 'outcome' in told) return 'outcome' in told ? told.outcome : { result: 'refused', detail: 'not opened' } // prettier-ignore
  const { caller, at } = opened
  if (fieldOf(told.data, 'RotationEnabled') !== true)
    return { ...told.answer.facts, result: 'refused', detail: `${at.name} has no function that rotates it` } // prettier-ignore
  const arn = textOf(told.data, 'ARN')!
  const input = { SecretId: arn, ClientRequestToken: idempotencyKey, RotateImmediately: true }
  const answer = await caller.json('secretsmanager', 'RotateSecret', input, { signal, effect: 'repeatable' }) // prettier-ignore
  if (answer.error !== undefined)
    return troubleOutcome(answer, `rotating ${at.name}`, 'secretsmanager:RotateSecret')
  return { ...answer.facts, result: 'accepted', identity: { proof: 'exact-match', id: arn }, known: { storeVersion: textOf(answer.data, 'VersionId') ?? idempotencyKey }, detail: `Secrets Manager rotates ${at.name}` } // prettier-ignore
}
