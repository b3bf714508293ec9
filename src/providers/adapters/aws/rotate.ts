import type { ActionContext, ActionOutcome, EffectAction, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import type { RotatedPart, StoreOutcome } from '../../../incident/rotation-store.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { textOf } from '../../../text/field-of.ts'
import { Secret } from '../../../text/secret.ts'
import type { AwsAnswer } from '../../aws/aws-caller.ts'
import { runKey } from '../rotation/run-key.ts'
import type { AwsActing } from './acting.ts'
import { awsCalls } from './describe-effect.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { listKeys } from './locate-key.ts'
import { troubleOutcome } from './outcome-of.ts'
import { lacksStore, lostKeyOf, openRotation, ownStore, pairsIn, rotationAgent, secretShape, skewMs, type RotationSetting } from './rotation-setting.ts' // prettier-ignore
import type { CheckOutcome } from './with-located-key.ts'

const operations = ['GetAccessKeyLastUsed', 'ListAccessKeys', 'CreateAccessKey', 'DeleteAccessKey']
const stageTriesMax = 3
const stageWaitMs = 2000

/**
 * Makes another key for the same user and hands its secret to the store at once, as a pending version: one step, so that the
 * secret, which AWS tells once, is in no other place. See `RotationStore` for what a crash leaves behind.
 */
export function rotateAction(acting: AwsActing): EffectAction {
  return {
    name: 'rotate',
    kind: 'rotate',
    describe: (subject) => {
      const store = subject.store && ownStore(acting, subject.store, subject)
      const staging = store?.describe('stage')
      const { id, kind } = leakedKeyOf(subject)
      const lacksOne = subject.store === undefined || store === undefined // prettier-ignore
      return {
        calls: [...awsCalls(acting, 'iam', operations), ...(staging?.calls ?? [])],
        summary: `makes another key for the user of ${id ?? '{id}'} and puts it as a pending version into ${store?.place ?? subject.store?.type ?? 'its store'}`, // prettier-ignore
        proof: 'exact-match',
        reversible: true,
        undoneBy: 'roll-back',
        completion: 'sync',
        effect: 'none',
        actsAs: acting.place,
        permissions: [...operations.map((operation) => `iam:${operation}`), ...(staging?.permissions ?? [])], // prettier-ignore
        sideEffects: [...(staging?.sideEffects ?? []), 'DeleteAccessKey is called only for the new key, when the store does not take it.'], // prettier-ignore
        quota: '2 access keys a user',
        missing: [
          ...(kind === 'long-term' ? [] : ['another kind of credential: a long-term key, AKIA…']),
          ...(lacksOne ? [lacksStore(subject)] : []),
          ...(staging?.missing ?? acting.missing),
        ],
        reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html', // prettier-ignore
      }
    },
    run: async (context) => {
      const opened = await openRotation(acting, context)
      return 'outcome' in opened ? opened.outcome : rotate(acting, opened.setting, context)
    },
    check: async (context) => {
      const opened = await openRotation(acting, context)
      if ('outcome' in opened) return { state: 'unknown', detail: opened.outcome.detail }
      return checkRotation(acting, opened.setting, context)
    },
  }
}

async function rotate(
  acting: AwsActing,
  setting: RotationSetting,
  context: ActionContext,
): Promise<ActionOutcome> {
  const { caller, user, store, keys, leakedId } = setting
  const { signal, idempotencyKey, subject } = context
  const found = await stagedKey(setting, context)
  if (found !== undefined) return found
  const parts = partsOf(subject, leakedId)
  const ready = await store.prepare(parts, signal)
  if (ready.result !== 'done') return asOutcome(ready)
  // One that a former attempt made, and whose secret nobody has.
  const lost = keys.length > 1 ? await lostKeyOf(acting, setting, context) : undefined
  if (lost !== undefined && lost.id !== leakedId) {
    const gone = await deleteNewKey(setting, lost.id, signal)
    if (gone !== undefined) return gone
  }
  const answer = await caller.query('iam', 'CreateAccessKey', { UserName: user }, { signal, effect: 'once', keepsDigest: false, userAgent: rotationAgent(idempotencyKey) }) // prettier-ignore
  if (answer.error === 'LimitExceeded')
    return { ...answer.facts, result: 'refused', detail: `user ${user} has two keys already (${keys.map(({ id, status }) => `${id} ${status}`).join(', ')}), and IAM allows no third: delete the one that is not in use, then run again` } // prettier-ignore
  if (answer.error !== undefined)
    return troubleOutcome(answer, `making another key for user ${user}`, 'iam:CreateAccessKey')
  return stageKey(acting, setting, context, { answer, parts, previous: ready.version })
}

/** Both parts leave this function only towards the store. */
async function stageKey(
  acting: AwsActing,
  setting: RotationSetting,
  { idempotencyKey, signal }: ActionContext,
  made: { readonly answer: AwsAnswer; readonly parts: readonly RotatedPart[]; readonly previous: string }, // prettier-ignore
): Promise<ActionOutcome> {
  const { user, store } = setting
  const id = textOf(made.answer.data, 'AccessKey', 'AccessKeyId')
  const secret = textOf(made.answer.data, 'AccessKey', 'SecretAccessKey')
  if (id === undefined || secret === undefined)
    return { ...made.answer.facts, result: 'unknown', detail: `AWS made a key for user ${user} and told no id or no secret` } // prettier-ignore
  const next: Readonly<Record<string, Secret>> = { id: secretOf(id), secret: secretOf(secret) }
  const parts = made.parts.map((part) => ({ ...part, next: next[part.name]! }))
  const staged = await persistStage(acting, () => store.stage(parts, idempotencyKey, signal), signal) // prettier-ignore
  if (staged.result === 'done' || staged.result === 'already') {
    const known = { awsUser: user, awsNewKey: id, storeVersion: staged.version, storePrevious: made.previous } // prettier-ignore
    return { ...made.answer.facts, result: 'done', identity: { proof: 'exact-match', id }, known, detail: `${id} is made for user ${user}; ${staged.detail}` } // prettier-ignore
  }
  if (staged.result === 'unknown')
    return { ...staged, result: 'unknown', detail: `${id} is made for user ${user}; ${staged.detail}` } // prettier-ignore
  const gone = await deleteNewKey(setting, id, signal)
  const rest = gone === undefined ? `${id}, made for it, is deleted again` : `${id}, made for it, could not be deleted: ${gone.detail}` // prettier-ignore
  return { ...asOutcome(staged), detail: `${staged.detail}; ${rest}` }
}

/** The only copy of the secret is in memory: what may pass is waited for. */
async function persistStage(
  acting: AwsActing,
  stage: () => Promise<StoreOutcome>,
  signal: AbortSignal,
): Promise<StoreOutcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await stage()
    const mayPass = outcome.result === 'unknown' || (outcome.result === 'failed' && outcome.isTemporary) // prettier-ignore
    if (!mayPass || tries === stageTriesMax) return outcome
    await acting.setting.clock.sleep(stageWaitMs * tries, signal)
  }
}

async function checkRotation(
  acting: AwsActing,
  setting: RotationSetting,
  context: ActionContext,
): Promise<CheckOutcome> {
  const found = await stagedKey(setting, context)
  if (found?.result === 'already') return { state: 'effected', detail: found.detail, ...(found.known && { known: found.known }) } // prettier-ignore
  if (found !== undefined) return { state: 'unknown', detail: found.detail }
  const { keys, leakedId, user } = setting
  const since = Date.parse(context.intendedAt ?? '')
  const isNew = (createdAt: string | undefined) => Number.isNaN(since) || createdAt === undefined || !(Date.parse(createdAt) < since - skewMs) // prettier-ignore
  const fresh = keys.filter(({ id, createdAt }) => id !== leakedId && isNew(createdAt))
  if (fresh.length === 0) return { state: 'not-effected', detail: `user ${user} has no key of this step, and the store has none` } // prettier-ignore
  const lost = await lostKeyOf(acting, setting, context)
  if (lost !== undefined) return { state: 'not-effected', detail: `${lost.id} was made by this step, and its secret was lost: it is deleted when the step runs again` } // prettier-ignore
  const names = fresh.map(({ id }) => id).join(', ')
  return { state: 'unknown', detail: `user ${user} has ${names}, which the store does not have; CloudTrail does not (yet) say who made it. Ask again in 15 minutes, or delete it by hand if it is nobody’s` } // prettier-ignore
}

/** What a former attempt brought to its end, or why nobody can tell; `undefined`: nothing is staged. */
async function stagedKey(
  { store, keys, user, leakedId }: RotationSetting,
  { idempotencyKey, signal }: ActionContext,
): Promise<ActionOutcome | undefined> {
  const staged = await store.staged(idempotencyKey, signal)
  if (staged.result === 'not-found') {
    // A store that is not there at all answers the same, and `prepare` says so.
    return undefined
  }
  if (staged.result !== 'done' && staged.result !== 'already') return asOutcome(staged)
  const read = await store.read(staged.version, signal)
  const others = keys.map(({ id }) => id).filter((id) => id !== leakedId)
  const id = read.value && pairsIn(read.value, others)[0]?.accessKeyId
  if (id === undefined) return { result: 'ambiguous', detail: `${store.place} has a version of this step, and it holds no key that IAM lists for user ${user}` } // prettier-ignore
  const known = { awsUser: user, awsNewKey: id, storeVersion: staged.version }
  return { result: 'already', identity: { proof: 'exact-match', id }, known, detail: `${id} of user ${user} is pending in ${store.place}` } // prettier-ignore
}

/** @returns what went wrong; `undefined`: it is gone */
export async function deleteNewKey(
  { caller, user, leakedId }: RotationSetting,
  id: string,
  signal: AbortSignal,
): Promise<ActionOutcome | undefined> {
  if (id === leakedId) return { result: 'refused', detail: `${id} is the leaked key, not the new one` } // prettier-ignore
  const input = { UserName: user, AccessKeyId: id }
  const off = await caller.query('iam', 'UpdateAccessKey', { ...input, Status: 'Inactive' }, { signal, effect: 'repeatable' }) // prettier-ignore
  if (off.error === 'NoSuchEntity') return undefined
  if (off.error !== undefined) return troubleOutcome(off, `making ${id} inactive`, 'iam:UpdateAccessKey') // prettier-ignore
  const gone = await caller.query('iam', 'DeleteAccessKey', input, { signal, effect: 'once' })
  if (gone.error === undefined || gone.error === 'NoSuchEntity') return undefined
  const listed = await listKeys(caller, user, signal)
  if (!('outcome' in listed) && !listed.keys.some((key) => key.id === id)) return undefined
  return troubleOutcome(gone, `deleting ${id}`, 'iam:DeleteAccessKey')
}

function partsOf(subject: Subject, leakedId: string): RotatedPart[] {
  const { pair } = leakedKeyOf(subject)
  return [
    { name: 'id', old: secretOf(leakedId), shape: /A[KS]IA[A-Z0-9]{16}/ },
    { name: 'secret', old: pair && secretOf(pair.secretAccessKey), shape: secretShape },
  ]
}

function secretOf(text: string): Secret {
  return new Secret(bytesOfUtf8(text), runKey())
}

/** Of a store's trouble; never of its success. */
export function asOutcome(outcome: StoreOutcome): ActionOutcome {
  if ('version' in outcome) return { result: 'unknown', detail: outcome.detail }
  return outcome
}
