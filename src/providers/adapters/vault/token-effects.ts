import type {
  ActionContext,
  ActionOutcome,
  EffectAction,
  Subject,
} from '../../../incident/adapter.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { guarded, guardedCheck } from '../asking/guard.ts'
import { failedBy, readTroubleOf, refusedBy, troubleOf } from '../asking/trouble.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import { accessorOf, unrevocable } from './token-kind.ts'
import { at, lookupAccessorProbe, lookupSelfProbe } from './token-probes.ts'
import {
  missingAddress,
  openVaultCaller,
  saysError,
  vaultActsAs,
  vaultAnswerOf,
} from './vault-caller.ts'

const sideEffects = [
  'All tokens that were made with it go, too, and what was made with those.',
  'All leases that it made end: passwords of databases, cloud keys and certificates that others use now.',
]

/** https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-self */
export function revokeSelf(setting: AdapterSetting): EffectAction {
  return {
    name: 'revoke-self',
    kind: 'revoke',
    describe: (subject) => ({
      calls: [
        { method: 'GET', ...at(setting, 'auth/token/lookup-self') },
        { method: 'POST', ...at(setting, 'auth/token/revoke-self') },
      ],
      summary: 'revokes the token, with itself',
      proof: 'self-token',
      reversible: false,
      completion: 'sync',
      effect: 'dead',
      provedBy: 'lookup-self',
      actsAs: 'the leaked token itself',
      permissions: ['update on auth/token/revoke-self (policy default)'],
      sideEffects,
      missing: [...missingValue(subject), ...unrevocable(subject), ...missingAddress(setting.env)],
      reference: 'https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-self',
    }),
    run: guarded(async (context) => {
      const found = await lookSelfUp(context, setting)
      if ('outcome' in found) return found.outcome
      const call = await openVaultCaller(setting, valueOf(context.subject), context.signal)
      const identity = { proof: 'self-token', id: found.accessor } as const
      return toOutcome(await call('POST', 'auth/token/revoke-self'), identity)
    }),
    check: guardedCheck((context) => checkRevoked(context, setting)),
  }
}

/** https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-accessor */
export function revokeAccessor(setting: AdapterSetting): EffectAction {
  return {
    name: 'revoke-accessor',
    kind: 'revoke',
    describe: (subject) => ({
      calls: [
        { method: 'GET', ...at(setting, 'auth/token/lookup-self') },
        { method: 'POST', ...at(setting, 'auth/token/lookup-accessor') },
        { method: 'POST', ...at(setting, 'auth/token/revoke-accessor') },
      ],
      summary: 'revokes the token by its accessor, as the operator',
      proof: proofOf(subject),
      reversible: false,
      completion: 'sync',
      effect: 'dead',
      provedBy: subject.secret === undefined ? 'lookup-accessor' : 'lookup-self',
      actsAs: vaultActsAs(setting.env),
      permissions: ['update on auth/token/lookup-accessor', 'update on auth/token/revoke-accessor'],
      sideEffects,
      missing: [
        ...(subject.secret === undefined && accessorOf(subject) === undefined
          ? ['the token, or its accessor']
          : []),
        ...unrevocable(subject),
        ...missingAddress(setting.env),
      ],
      reference:
        'https://developer.hashicorp.com/vault/api-docs/auth/token#revoke-a-token-accessor',
    }),
    run: guarded((context) => revokeByAccessor(context, setting)),
    check: guardedCheck((context) => checkRevoked(context, setting)),
  }
}

function proofOf({ secret }: Subject): 'verify-returns-id' | 'id-embedded' {
  return secret === undefined ? 'id-embedded' : 'verify-returns-id'
}

async function revokeByAccessor(
  context: ActionContext,
  setting: AdapterSetting,
): Promise<ActionOutcome> {
  const { subject, signal } = context
  const stated = accessorOf(subject)
  const found = subject.secret === undefined ? undefined : await lookSelfUp(context, setting)
  if (found !== undefined && 'outcome' in found) return found.outcome
  const accessor = found?.accessor ?? stated
  if (accessor === undefined)
    return { result: 'refused', detail: 'Neither the token nor its accessor is known.' }
  if (stated !== undefined && stated !== accessor)
    return { result: 'ambiguous', detail: 'The token has another accessor than the incident says.' }
  const call = await openVaultCaller(setting, undefined, signal)
  const looked = await call('POST', 'auth/token/lookup-accessor', {
    body: { accessor },
    isReading: true,
  })
  const trouble = readTroubleOf(looked)
  if (trouble !== undefined) return trouble
  if (statusOf(looked) !== 200 || textOf(bodyOf(looked), 'data', 'accessor') !== accessor)
    return refusalOf(looked)
  if (textOf(bodyOf(looked), 'data', 'type') === 'batch')
    return refusedBy(looked, 'A batch token cannot be revoked.')
  const asked = await call('POST', 'auth/token/revoke-accessor', { body: { accessor } })
  return toOutcome(asked, { proof: proofOf(subject), id: accessor })
}

async function lookSelfUp(
  { subject, signal }: ActionContext,
  setting: AdapterSetting,
): Promise<{ readonly accessor: string } | { readonly outcome: ActionOutcome }> {
  const [reason] = unrevocable(subject)
  if (reason !== undefined)
    return { outcome: { result: 'refused', detail: `What is wanted: ${reason}.` } }
  const call = await openVaultCaller(setting, valueOf(subject), signal)
  const asked = await call('GET', 'auth/token/lookup-self')
  const trouble = readTroubleOf(asked)
  if (trouble !== undefined) return { outcome: trouble }
  const data = fieldOf(bodyOf(asked), 'data')
  const accessor = textOf(data, 'accessor')
  if (statusOf(asked) === 200 && accessor !== undefined && textOf(data, 'type') !== 'batch')
    return { accessor }
  return { outcome: refusalOf(asked) }
}

function refusalOf(asked: Asked): ActionOutcome {
  if (saysError(asked, /\b(?:invalid|bad) token\b|\binvalid accessor\b/))
    return { result: 'not-found', ...factsOf(asked, 'Vault has no such token now.') }
  return statusOf(asked) === 403
    ? refusedBy(asked, `Permission denied: ${vaultAnswerOf(asked)}`)
    : failedBy(asked, vaultAnswerOf(asked))
}

function toOutcome(
  asked: Asked,
  identity: {
    readonly proof: 'self-token' | 'verify-returns-id' | 'id-embedded'
    readonly id: string
  },
): ActionOutcome {
  const trouble = troubleOf(asked)
  if (trouble !== undefined) return trouble
  if (statusOf(asked) !== 204) return refusalOf(asked)
  return {
    result: 'done',
    ...factsOf(asked, `The token with the accessor ${identity.id} is revoked.`),
    identity,
    known: { accessor: identity.id },
  }
}

/** By the token itself, and where that proves nothing by its accessor, when that was seen before. */
async function checkRevoked(
  context: ActionContext,
  setting: AdapterSetting,
): ReturnType<EffectAction['check']> {
  const { subject } = context
  if (subject.secret !== undefined) {
    const { verdict, facts: _facts, ...told } = await lookupSelfProbe(setting).run(context)
    if (verdict === 'live') return { state: 'not-effected', ...told }
    if (verdict === 'dead') return { state: 'effected', ...told }
  }
  const { verdict, facts: _facts, ...told } = await lookupAccessorProbe(setting).run(context)
  if (verdict === 'live') return { state: 'not-effected', ...told }
  const wasSeen = subject.known?.['accessor'] === accessorOf(subject)
  return { state: verdict === 'dead' && wasSeen ? 'effected' : 'unknown', ...told }
}
