import type {
  ActionContext,
  ProbeAction,
  ProbeOutcome,
  Subject,
} from '../../../incident/adapter.ts'
import { fieldOf, textOf, textsOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { guardedProbe } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { unlike } from '../asking/unlike.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import { accessorOf } from './token-kind.ts'
import {
  missingAddress,
  openVaultCaller,
  saysError,
  vaultActsAs,
  vaultPlace,
} from './vault-caller.ts'

const describeRead = {
  ...readsOnly,
  permissions: [] as readonly string[],
  sideEffects: [] as readonly string[],
} as const

/**
 * Asks with the token itself. A token that is none gets 403 with `invalid token`, one that may not only `permission denied`
 * (https://developer.hashicorp.com/vault/docs/concepts/tokens#error-responses): then nothing is proven, nor with servers that
 * never say the former.
 */
export function lookupSelfProbe(setting: AdapterSetting): ProbeAction {
  const run = async ({ signal }: ActionContext, token: string): Promise<ProbeOutcome> => {
    const call = await openVaultCaller(setting, token, signal)
    const asked = await call('GET', 'auth/token/lookup-self')
    const data = fieldOf(bodyOf(asked), 'data')
    const accessor = textOf(data, 'accessor')
    if (statusOf(asked) === 200 && (accessor !== undefined || textOf(data, 'type') === 'batch'))
      return {
        verdict: 'live',
        ...factsOf(asked, 'Vault knows the token.'),
        facts: factsOfToken(data),
      }
    if (statusOf(asked) === 403 && saysError(asked, /\b(?:invalid|bad) token\b/))
      return { verdict: 'dead', ...factsOf(asked, 'Vault says: invalid token.') }
    if (statusOf(asked) === 403 && saysError(asked, /\bpermission denied\b/))
      return unverifiableBy(
        asked,
        'Permission denied: the token may be gone, or may only not look itself up. Ask by its accessor.',
      )
    return unverifiableBy(asked)
  }
  return {
    name: 'lookup-self',
    kind: 'probe',
    describe: (subject) => ({
      ...describeRead,
      calls: [{ method: 'GET', ...at(setting, 'auth/token/lookup-self') }],
      summary: 'asks what the token itself is',
      actsAs: 'the leaked token itself',
      missing: [...missingValue(subject), ...missingAddress(setting.env)],
      sideEffects: ['Uses up one of its uses, where they are counted.'],
      reference: 'https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self',
    }),
    run: guardedProbe((context) => run(context, valueOf(context.subject))),
    control: guardedProbe((context) =>
      run(context, unlike(valueOf(context.subject), '(?:hv)?[sbr]\\.', setting)),
    ),
  }
}

/** Asks by the accessor, as the operator: for tokens whose value is not at hand, or that may not look themselves up. */
export function lookupAccessorProbe(setting: AdapterSetting): ProbeAction {
  const run = async (
    { signal }: ActionContext,
    accessor: string | undefined,
  ): Promise<ProbeOutcome> => {
    if (accessor === undefined)
      return { verdict: 'unverifiable', detail: 'The accessor is not known.' }
    const call = await openVaultCaller(setting, undefined, signal)
    const asked = await call('POST', 'auth/token/lookup-accessor', {
      body: { accessor },
      isReading: true,
    })
    const data = fieldOf(bodyOf(asked), 'data')
    if (statusOf(asked) === 200 && textOf(data, 'accessor') === accessor)
      return {
        verdict: 'live',
        ...factsOf(asked, 'Vault has the token.'),
        facts: factsOfToken(data),
      }
    if ([400, 403, 404].includes(statusOf(asked) ?? 0) && saysError(asked, /\binvalid accessor\b/))
      return { verdict: 'dead', ...factsOf(asked, 'Vault says: invalid accessor.') }
    return unverifiableBy(asked)
  }
  return {
    name: 'lookup-accessor',
    kind: 'probe',
    describe: (subject: Subject) => ({
      ...describeRead,
      calls: [{ method: 'POST', ...at(setting, 'auth/token/lookup-accessor') }],
      summary: 'asks by the accessor whether there is such a token',
      actsAs: vaultActsAs(setting.env),
      permissions: ['update on auth/token/lookup-accessor'],
      missing: [
        ...(accessorOf(subject) === undefined ? ['the accessor of the token'] : []),
        ...missingAddress(setting.env),
      ],
      reference:
        'https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-accessor',
    }),
    run: guardedProbe((context) => run(context, accessorOf(context.subject))),
    control: guardedProbe((context) => {
      const accessor = accessorOf(context.subject)
      return run(context, accessor && unlike(accessor, '', setting))
    }),
  }
}

/** What a person may see of a token. */
export function factsOfToken(data: unknown): Record<string, string> {
  const accessor = textOf(data, 'accessor')
  const expires = textOf(data, 'expire_time')
  const policies = [...textsOf(data, 'policies'), ...textsOf(data, 'identity_policies')].join(', ')
  return {
    ...(accessor !== undefined && { accessor, keyId: accessor }),
    ...(expires !== undefined && { expires }),
    ...(policies !== '' && { scopes: policies }),
    ...(textOf(data, 'display_name') !== undefined && { account: textOf(data, 'display_name')! }),
    ...(textOf(data, 'type') !== undefined && { type: textOf(data, 'type')! }),
    ...(fieldOf(data, 'orphan') === true && { orphan: 'yes' }),
  }
}

export function at(
  { env }: AdapterSetting,
  path: string,
): { readonly host: string; readonly path: string } {
  const { host, base } = vaultPlace(env)
  return { host, path: `${base}/${path}` }
}
