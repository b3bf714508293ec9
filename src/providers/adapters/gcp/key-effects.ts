import type {
  ActionContext,
  ActionDescription,
  ActionOutcome,
  EffectAction,
  Subject,
} from '../../../incident/adapter.ts'
import { isObject } from '../../../text/field-of.ts'
import { bodyOf, factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { failedBy, refusedBy, troubleOf } from '../asking/trouble.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { googleActsAs, openGoogleCaller, type GoogleCaller } from './google-caller.ts'
import { googleAnswerOf } from './google-reason.ts'
import { keyAddress, locateKey, type LocatedKey } from './locate-key.ts'
import { tokenProbe } from './probe-token.ts'
import { missingOf, readServiceAccountKey, requireNames } from './service-account-key.ts'

const reference =
  'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys'

/** What a key can be made to be. */
interface KeyEffect {
  readonly name: 'disable' | 'enable' | 'delete'
  readonly kind: 'disable' | 'restore' | 'revoke'
  readonly summary: string
  readonly undoneBy?: string
  readonly sideEffects: readonly string[]
  isDone(key: LocatedKey): boolean
  send(call: GoogleCaller, key: LocatedKey): Promise<Asked>
}

const tokensLiveOn =
  'Access tokens that were made with the key before live on for up to an hour, and so do signed URLs until they end.'

const effects: readonly KeyEffect[] = [
  {
    name: 'disable',
    kind: 'disable',
    summary: 'disables the key; it can be enabled again',
    undoneBy: 'enable',
    sideEffects: [tokensLiveOn],
    isDone: ({ isDisabled }) => isDisabled,
    send: (call, key) => call('POST', `${keyAddress(key)}:disable`, { body: {} }),
  },
  {
    name: 'enable',
    kind: 'restore',
    summary: 'enables the key again',
    sideEffects: ['Whoever has the leaked key can use it again.'],
    isDone: ({ isDisabled }) => !isDisabled,
    send: (call, key) => call('POST', `${keyAddress(key)}:enable`, { body: {} }),
  },
  {
    name: 'delete',
    kind: 'revoke',
    summary: 'deletes the key for good',
    sideEffects: [tokensLiveOn],
    isDone: () => false,
    send: (call, key) => call('DELETE', keyAddress(key)),
  },
]

/** Disable, enable and delete a key, each after a look at the key. */
export function keyEffects(setting: AdapterSetting): EffectAction[] {
  return effects.map((effect) => ({
    name: effect.name,
    kind: effect.kind,
    describe: (subject) => describe(effect, subject, setting),
    run: guarded((context) => run(effect, context, setting)),
    check: guardedCheck((context) => check(effect, context, setting)),
  }))
}

function describe(effect: KeyEffect, subject: Subject, { env }: AdapterSetting): ActionDescription {
  const key = readServiceAccountKey(subject)
  const keys = `/v1/projects/${key.project ?? '{project}'}/serviceAccounts/${key.account ?? '{account}'}/keys`
  const path = `${keys}/${key.keyId ?? '{key}'}`
  const host = 'iam.googleapis.com'
  const verb = effect.name === 'delete' ? '' : `:${effect.name}`
  return {
    calls: [
      ...(key.keyId === undefined ? [{ method: 'GET', host, path: keys }] : []),
      { method: 'GET', host, path },
      { method: effect.name === 'delete' ? 'DELETE' : 'POST', host, path: path + verb },
    ],
    summary: effect.summary,
    proof: key.keyId === undefined ? 'exact-match' : 'id-embedded',
    reversible: effect.name !== 'delete',
    ...(effect.undoneBy !== undefined && { undoneBy: effect.undoneBy }),
    completion: 'sync',
    effect: effect.kind === 'restore' ? 'none' : 'dead',
    ...(effect.kind !== 'restore' && { provedBy: 'token' }),
    actsAs: googleActsAs(env),
    permissions: [
      'iam.serviceAccountKeys.get',
      ...(key.keyId === undefined ? ['iam.serviceAccountKeys.list'] : []),
      `iam.serviceAccountKeys.${effect.name}`,
    ],
    sideEffects: effect.sideEffects,
    missing: missingOf(key),
    reference: `${reference}/${effect.name}`,
  }
}

async function run(
  effect: KeyEffect,
  { subject, signal }: ActionContext,
  setting: AdapterSetting,
): Promise<ActionOutcome> {
  const wanted = requireNames(readServiceAccountKey(subject))
  const call = await openGoogleCaller(setting, wanted.project, signal)
  const located = await locateKey(call, wanted)
  if ('outcome' in located) return located.outcome
  const { key } = located
  const told = {
    identity: { proof: key.proof, id: key.keyId },
    known: { keyId: key.keyId, project: key.project, account: key.account },
  }
  if (effect.isDone(key))
    return {
      result: 'already',
      ...factsOf(key.asked, `The key was ${effect.name}d before.`),
      ...told,
    }
  const asked = await effect.send(call, key)
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  const answered = `IAM ${googleAnswerOf(asked)}.`
  switch (statusOf(asked)) {
    case 200:
      // The answer is an empty object; anything else came from somebody between.
      return isEmpty(bodyOf(asked))
        ? { result: 'done', ...factsOf(asked, `The key ${key.keyId} is ${effect.name}d.`), ...told }
        : { result: 'unknown', ...factsOf(asked, 'Not an answer of IAM.') }
    case 404:
      return { result: 'not-found', ...factsOf(asked, answered) }
    case 401:
    case 403:
      return refusedBy(asked, `The acting identity may not do it: ${answered}`)
    default:
      return failedBy(asked, answered)
  }
}

function isEmpty(body: unknown): boolean {
  return isObject(body) && Object.keys(body).length === 0
}

/**
 * A key that is gone was deleted by us only if it was seen before, or if its own signature is no longer taken; a wrong id
 * would be gone, too.
 */
async function check(
  effect: KeyEffect,
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const { subject, signal } = context
  const wanted = requireNames(readServiceAccountKey(subject))
  const call = await openGoogleCaller(setting, wanted.project, signal)
  const located = await locateKey(call, wanted)
  if ('key' in located) {
    const isDone = effect.isDone(located.key)
    const is = located.key.isDisabled ? 'disabled' : 'enabled'
    return {
      state: isDone ? 'effected' : 'not-effected',
      ...factsOf(located.key.asked, `The key is there, and ${is}.`),
    }
  }
  const { result, detail } = located.outcome
  if (result !== 'not-found' || effect.name !== 'delete') return { state: 'unknown', detail }
  if (subject.known?.['keyId'] !== undefined && subject.known['keyId'] === wanted.keyId)
    return { state: 'effected', detail: 'The key was there before, and is gone.' }
  if (wanted.pem === undefined) return { state: 'unknown', detail }
  const probed = await tokenProbe(setting).run(context)
  if (probed.verdict === 'dead')
    return { state: 'effected', detail: 'The key is gone, and its signature is not taken.' }
  return { state: 'unknown', detail: `${detail} ${probed.detail}` }
}
