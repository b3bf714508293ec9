import type { Subject } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, statusOf, type Asked } from '../asking/ask.ts'
import { valueOf } from '../asking/value-of.ts'

export const cloudflareHost = 'api.cloudflare.com'
const base = '/client/v4'

/** Whose a token is: a user's, or an account's own. Each has its own addresses, and is no token at the others. */
export type TokenOwner = 'user' | `accounts/${string}`

/**
 * Owners that a token can have, by its first characters
 * (https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/); of older ones both.
 */
export function ownersOf(subject: Subject, env: AdapterSetting['env']): TokenOwner[] {
  const account = accountOf(subject, env)
  const ofAccount: TokenOwner[] = account === undefined ? [] : [`accounts/${account}`]
  if (subject.secret === undefined) return ofAccount.length > 0 ? ofAccount : ['user']
  const value = valueOf(subject)
  if (value.startsWith('cfut_')) return ['user']
  if (value.startsWith('cfat_')) return ofAccount
  if (value.startsWith('cfk_')) return []
  return ['user', ...ofAccount]
}

/** Whether its first characters say whose it is: then an answer of the one address is an answer. */
export function tellsOwner(value: string): boolean {
  return /^cf[ua]t_/.test(value)
}

/** For `ActionDescription.missing`. */
export function missingOwner(subject: Subject, env: AdapterSetting['env']): string[] {
  if (subject.secret === undefined || ownersOf(subject, env).length > 0) return []
  return valueOf(subject).startsWith('cfk_')
    ? ['a token: a global API key is changed on the web page only']
    : ['the account of the token: set CLOUDFLARE_ACCOUNT_ID']
}

/** @returns 32 hex digits */
export function tokenIdOf({ keyId, known }: Subject): string | undefined {
  return [keyId, known?.['keyId']].find((id) => id !== undefined && /^[0-9a-f]{32}$/.test(id))
}

export function tokenPath(owner: string, rest = ''): string {
  return `${base}/${owner}/tokens${rest}`
}

/** One call. @param path with its query @param token the leaked one, or the operator's */
export async function askCloudflare(
  { http }: AdapterSetting,
  call: {
    readonly method: 'GET' | 'PUT' | 'DELETE'
    readonly path: string
    readonly token: string
    readonly body?: object
  },
  signal: AbortSignal,
): Promise<Asked> {
  const { method, path, token, body } = call
  return await ask(
    http,
    {
      method,
      url: new URL(path, `https://${cloudflareHost}`),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // What changes something is asked about, not sent again unseen.
      isIdempotent: method === 'GET',
    },
    signal,
  )
}

/** What stands in an answer that says of itself that it is a success; `undefined` otherwise. */
export function resultOf(asked: Asked): unknown {
  const body = bodyOf(asked)
  return statusOf(asked) === 200 && fieldOf(body, 'success') === true
    ? fieldOf(body, 'result')
    : undefined
}

/** The error's number in Cloudflare's own form; `undefined` for any other answer. */
export function errorCodeOf(asked: Asked): number | undefined {
  const body = bodyOf(asked)
  if (fieldOf(body, 'success') !== false) return undefined
  const code = objectsOf(body, 'errors')[0]?.['code']
  return typeof code === 'number' ? code : undefined
}

/** `Cloudflare answered 403 (9109).` */
export function cloudflareAnswerOf(asked: Asked): string {
  const code = errorCodeOf(asked)
  return `Cloudflare answered ${statusOf(asked)}${code === undefined ? '' : ` (${code})`}.`
}

/** The operator's token; of another name the one of former versions of Cloudflare's own command. */
export function operatorTokenOf(env: AdapterSetting['env']): string | undefined {
  const token = (env['CLOUDFLARE_API_TOKEN'] || env['CF_API_TOKEN'])?.trim()
  return token && /^[\x21-\x7e]+$/.test(token) ? token : undefined
}

function accountOf({ account }: Subject, env: AdapterSetting['env']): string | undefined {
  return [account, env['CLOUDFLARE_ACCOUNT_ID'], env['CF_ACCOUNT_ID']].find(
    (id) => id !== undefined && /^[0-9a-f]{32}$/.test(id),
  )
}
