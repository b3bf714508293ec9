import type {
  ActionContext,
  ActionDescription,
  ActionOutcome,
  EffectAction,
  Subject,
} from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf, statusOf } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { troubleOf } from '../asking/trouble.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import {
  askCloudflare,
  cloudflareHost,
  missingOwner,
  operatorTokenOf,
  ownersOf,
  resultOf,
  tokenIdOf,
  tokenPath,
} from './cloudflare-token.ts'
import { locateToken, readToken, refusalOf } from './locate-token.ts'
import { verifyCalls, verifyProbe } from './verify-token.ts'

type EffectName = 'disable' | 'enable' | 'delete' | 'delete-self'

const kinds = {
  disable: 'disable',
  enable: 'restore',
  delete: 'revoke',
  'delete-self': 'revoke',
} as const

const summaries: Readonly<Record<EffectName, string>> = {
  disable: 'disables the token, all else of it as it was; it can be enabled again',
  enable: 'enables the token again, all else of it as it was',
  delete: 'deletes the token for good',
  'delete-self': 'deletes the token for good, with itself',
}

/** As operator: switch a token off and on, and delete it; and a token that may, by itself. */
export function tokenEffects(setting: AdapterSetting): EffectAction[] {
  const names: readonly EffectName[] = ['disable', 'enable', 'delete', 'delete-self']
  return names.map((name) => ({
    name,
    kind: kinds[name],
    describe: (subject) => describe(name, subject, setting),
    run: guarded((context) => run(name, context, setting)),
    check: guardedCheck((context) => check(name, context, setting)),
  }))
}

function describe(name: EffectName, subject: Subject, setting: AdapterSetting): ActionDescription {
  const { env } = setting
  const isSelf = name === 'delete-self'
  const isSwitch = name === 'disable' || name === 'enable'
  const host = cloudflareHost
  const paths = ownersOf(subject, env).map((owner) => tokenPath(owner, '/{id}'))
  const method = isSwitch ? 'PUT' : 'DELETE'
  return {
    calls: [
      // Shown without the value, too: a plan may be made before it is at hand.
      ...verifyCalls(subject, setting),
      ...(isSelf ? [] : paths.map((path) => ({ method: 'GET', host, path }))),
      ...paths.map((path) => ({ method, host, path })),
    ],
    summary: summaries[name],
    proof: subject.secret === undefined ? 'id-embedded' : 'verify-returns-id',
    reversible: isSwitch,
    ...(name === 'disable' && { undoneBy: 'enable' }),
    completion: 'sync',
    effect: name === 'enable' ? 'none' : 'dead',
    ...(name !== 'enable' && { provedBy: 'verify' }),
    actsAs: isSelf ? 'the leaked token itself' : 'the token in CLOUDFLARE_API_TOKEN',
    permissions: [
      isSelf
        ? 'API Tokens Edit of the leaked token: few have it'
        : 'API Tokens Edit, of the same user; Account API Tokens Edit for tokens of an account',
    ],
    sideEffects:
      name === 'enable'
        ? ['Whoever has the leaked token can use it again.']
        : ['Whatever calls Cloudflare with this token fails at once.'],
    missing: [
      ...(isSelf ? missingValue(subject) : []),
      ...(subject.secret === undefined && tokenIdOf(subject) === undefined
        ? ['the token, or its id']
        : []),
      ...missingOwner(subject, env),
      ...(!isSelf && operatorTokenOf(env) === undefined
        ? ['a token that may change tokens: set CLOUDFLARE_API_TOKEN']
        : []),
    ],
    reference: `https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/${isSwitch ? 'update' : 'delete'}/`,
  }
}

async function run(
  name: EffectName,
  context: ActionContext,
  setting: AdapterSetting,
): Promise<ActionOutcome> {
  const { subject, signal } = context
  const isSelf = name === 'delete-self'
  const token = isSelf ? valueOf(subject) : operatorTokenOf(setting.env)
  if (token === undefined) return { result: 'refused', detail: 'CLOUDFLARE_API_TOKEN is not set.' }
  const place = await locateToken(context, setting)
  if ('outcome' in place) return place.outcome
  const { id, owner, proof } = place
  const read = isSelf ? undefined : await readToken(setting, place, token, signal)
  if (read !== undefined && 'outcome' in read) return read.outcome
  const told = { identity: { proof, id }, known: { keyId: id } }
  const wanted = name === 'enable' ? 'active' : 'disabled'
  const isSwitch = name === 'disable' || name === 'enable'
  if (isSwitch && textOf(read?.record, 'status') === wanted)
    return {
      result: 'already',
      ...factsOf(read!.asked, `The token was ${wanted} before.`),
      ...told,
    }
  const path = tokenPath(owner, `/${id}`)
  const body = isSwitch ? withStatus(read!.record, wanted) : undefined
  const asked = await askCloudflare(
    setting,
    body === undefined ? { method: 'DELETE', path, token } : { method: 'PUT', path, token, body },
    signal,
  )
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  const result = resultOf(asked)
  if (textOf(result, 'id') === id && (!isSwitch || textOf(result, 'status') === wanted)) {
    const detail = `The token ${id} is ${isSwitch ? wanted : 'deleted'}.`
    return { result: 'done', ...factsOf(asked, detail), ...told }
  }
  return statusOf(asked) === 200
    ? { result: 'unknown', ...factsOf(asked, 'Not an answer of Cloudflare to this.') }
    : refusalOf(asked)
}

/** An update replaces a token's settings: what it had goes along unchanged. */
function withStatus(record: object, status: string): object {
  const kept = ['name', 'policies', 'condition', 'not_before', 'expires_on'].flatMap((key) => {
    const value = fieldOf(record, key)
    return value === undefined || value === null ? [] : [[key, value] as const]
  })
  return { ...Object.fromEntries(kept), status }
}

async function check(
  name: EffectName,
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const { subject, signal } = context
  const probed = subject.secret && (await verifyProbe(setting).run(context))
  const id = tokenIdOf(subject) ?? probed?.facts?.['keyId']
  const token = operatorTokenOf(setting.env)
  const isDeletion = name === 'delete' || name === 'delete-self'
  // Of one that is only disabled, or has expired, Cloudflare still knows the id.
  const isKnown = probed?.facts?.['keyId'] !== undefined
  if (isDeletion && probed?.verdict === 'dead' && !isKnown && probed.onlyAfterLive === undefined)
    return { state: 'effected', detail: probed.detail }
  if (isDeletion && probed?.verdict === 'live')
    return { state: 'not-effected', detail: probed.detail }
  const [owner] = ownersOf(subject, setting.env).slice(-1)
  if (id === undefined || token === undefined || owner === undefined)
    return { state: 'unknown', detail: probed?.detail ?? 'Neither the token nor its id is known.' }
  const read = await readToken(setting, { owner, id }, token, signal)
  if ('record' in read) {
    const isActive = textOf(read.record, 'status') === 'active'
    const isDone = !isDeletion && isActive === (name === 'enable')
    const state = isDone ? 'effected' : 'not-effected'
    return { state, ...factsOf(read.asked, `The token is ${isActive ? 'active' : 'disabled'}.`) }
  }
  const isGone = read.outcome.result === 'not-found'
  // A wrong id would be gone, too.
  const wasSeen = subject.known?.['keyId'] === id || probed?.verdict === 'dead'
  const isDone = isDeletion && isGone && wasSeen
  return { state: isDone ? 'effected' : 'unknown', detail: read.outcome.detail }
}
