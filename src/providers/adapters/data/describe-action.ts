import type { ActionDescription, PlannedCall, Subject } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { beginAction, secretOf, type OpenFile } from './begin-action.ts'
import { addressOf, methodOf, namesOfCall, templateOf } from './build-request.ts'
import type { ProviderCall } from './call-schema.ts'
import { endpointOf } from './endpoint-of.ts'
import type { ProviderAction, ProviderFile } from './provider-schema.ts'
import { madeBy, storeFor } from './stage-made.ts'
import { fillPublic, namesIn, type Scope } from './template.ts'

/** What an action would do for a credential; sends nothing. */
export function describeAction(
  open: OpenFile,
  action: ProviderAction,
  subject: Subject,
): ActionDescription {
  const { file } = open
  const { scope } = beginAction(open, action, {
    subject,
    idempotencyKey: 'none',
    signal: new AbortController().signal,
  })
  const store = storeFor(open, action, subject)
  const staging = store?.describe('stage')
  return {
    calls: [...action.calls.map((call) => planCall(call, file, scope)), ...(staging?.calls ?? [])],
    summary: `${fillPublic(action.summary, scope)}${store === undefined ? '' : `; the new value goes to ${store.place}`}`,
    ...(action.proof && { proof: action.proof }),
    reversible: action.reversible ?? !isEffect(action),
    ...(action.undoneBy !== undefined && { undoneBy: action.undoneBy }),
    completion: action.completion ?? 'sync',
    effect: action.effect ?? 'none',
    ...(action.provedBy !== undefined && { provedBy: action.provedBy }),
    actsAs: `${action.actsAs ?? actorOf(action, open)}${staging === undefined ? '' : `; for the store: ${staging.actsAs}`}`,
    permissions: [...(action.permissions ?? []), ...(staging?.permissions ?? [])],
    sideEffects: [
      ...(action.sideEffects ?? []),
      ...(staging?.sideEffects ?? []),
      ...(madeBy(action).length > 0 && store === undefined ? [withoutStore] : []),
    ],
    ...(action.quota !== undefined && { quota: action.quota }),
    missing: [...missingOf(open, action, subject, scope), ...(staging?.missing ?? [])],
    reference: action.reference ?? file.reference,
  }
}

const withoutStore =
  'No store that takes the new value is known: it goes into the file that run --new-value-file names.'

export function isEffect({ kind }: Pick<ProviderAction, 'kind'>): boolean {
  return ['disable', 'restore', 'revoke', 'rotate'].includes(kind)
}

/** What is lacking to run it, in words that say what to do. */
export function missingOf(
  open: OpenFile,
  action: ProviderAction,
  subject: Subject,
  scope: Scope,
): string[] {
  const { file, setting } = open
  const unfit = unfitFor(action, file, subject, setting.env)
  const captured = new Set<string>()
  const missing: string[] = unfit === undefined ? [] : [unfit]
  for (const call of action.calls) {
    for (const name of namesOfCall(call, file))
      if (!captured.has(name) && scope(name) === undefined)
        missing.push(wordsFor(name, open, subject))
    for (const name of Object.keys(call.capture ?? {})) captured.add(name)
  }
  return [...new Set(missing)]
}

function planCall(call: ProviderCall, file: ProviderFile, scope: Scope): PlannedCall {
  const method = methodOf(call)
  const template = templateOf(call)
  const url = addressOf(call, (name) => scope(name) ?? { text: name, isSecret: true })
  const [, named] = /^\{(\w+)\}/.exec(template) ?? []
  const host =
    url?.host ?? (named === undefined ? file.hosts?.[0] : undefined) ?? `{${named ?? 'endpoint'}}`
  if (template === '{secret}') return { method, host, path: '{secret}' }
  const base = named === undefined ? undefined : scope(named)?.text
  const prefix =
    base !== undefined && URL.canParse(base) ? new URL(base).pathname.replace(/\/$/, '') : ''
  const [, rest = ''] = /^(?:\{\w+\}|https:\/\/[^/?#]+)(.*)$/s.exec(template) ?? []
  return {
    method,
    host,
    path: fillPublic(prefix + rest, scope) || '/',
  }
}

function unfitFor(
  { only }: ProviderAction,
  file: ProviderFile,
  subject: Subject,
  env: AdapterSetting['env'],
): string | undefined {
  if (only === undefined) return undefined
  const { rules, prefixes, notPrefixes, endpoint, says } = only
  const secret = secretOf(subject)
  if (rules && !rules.includes(subject.rule))
    return says ?? `another kind of secret: this is for ${rules.join(', ')}`
  if (endpoint !== undefined && endpoint !== placeOf(file, env))
    return (
      says ??
      `another server: this is for ${endpoint === 'default' ? `${file.name}’s own` : 'an own one'}`
    )
  if (secret === undefined) return undefined
  if (prefixes && !prefixes.some((one) => secret.startsWith(one)))
    return (
      says ?? `another kind of secret: this is for those that begin with ${prefixes.join(', ')}`
    )
  if (notPrefixes?.some((one) => secret.startsWith(one)))
    return (
      says ??
      `another kind of secret: this is not for those that begin with ${notPrefixes.join(', ')}`
    )
  return undefined
}

function placeOf(file: ProviderFile, env: AdapterSetting['env']): 'default' | 'other' {
  return endpointOf(file, env)?.isNamed ? 'other' : 'default'
}

function wordsFor(name: string, { file, setting }: OpenFile, subject: Subject): string {
  if (name === 'secret')
    return subject.secret === undefined
      ? 'the value itself, from standard input or the place where it was found'
      : 'a value that is text'
  if (name === 'endpoint') {
    const { variables = [], what = 'the address of the server' } = file.endpoint ?? {}
    return `${variables.join(' or ')}: ${what}`
  }
  if (name.startsWith('component:'))
    return `the ${name.slice('component:'.length)} that belongs to it`
  if (file.settings !== undefined && Object.hasOwn(file.settings, name)) {
    const { variables, what } = file.settings[name]!
    return `${variables.join(' or ')}: ${what}`
  }
  if (file.embedded !== undefined && Object.hasOwn(file.embedded, name))
    return subject.secret === undefined
      ? 'the value itself, from standard input or the place where it was found'
      : `a value in which ${name} stands`
  const from = file.actions.find(({ calls }) =>
    calls.some(({ capture = {} }) => Object.hasOwn(capture, name)),
  )
  const what =
    name === 'keyId' ? `${file.name}’s id of it` : name === 'account' ? 'whose it is' : name
  if (from === undefined) return what
  return setting.env === undefined ? what : `${what}, which ${from.name} tells`
}

function actorOf(action: ProviderAction, { file, setting }: OpenFile): string {
  const names = action.calls.flatMap(({ bearer, basic, headers, form, json }) =>
    [bearer, basic?.user, basic?.password, ...Object.values(headers ?? {}), form, json].flatMap(
      (one) =>
        typeof one === 'string'
          ? namesIn(one)
          : one === undefined
            ? []
            : namesIn(JSON.stringify(one)),
    ),
  )
  const acting = [...new Set(names)].flatMap((name) => {
    const { variables, what, secret } = file.settings?.[name] ?? {}
    if (!secret || !variables) return []
    const set = variables.find((variable) => setting.env[variable]) ?? variables.join(' or ')
    return [`${what} (${set})`]
  })
  if (acting.length > 0) return acting.join(', ')
  return names.includes('secret') || names.includes('secrets')
    ? 'the leaked credential itself'
    : 'nobody, the call is made without credentials'
}
