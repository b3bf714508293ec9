import { textsOf } from '../../../text/field-of.ts'
import { readVaultAddress, readVaultSettings } from '../../importers/vault/vault-settings.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, statusOf, type Asked } from '../asking/ask.ts'

/** Calls a server of Vault or OpenBao; `path` as of `/v1/`. */
export type VaultCaller = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  options?: { readonly body?: object; readonly isReading?: boolean },
) => Promise<Asked>

/** @param token the leaked one; the operator's when undefined @throws StanchError `VAULT_ADDRESS`, `VAULT_TOKEN` */
export async function openVaultCaller(
  { http, env }: AdapterSetting,
  token: string | undefined,
  signal: AbortSignal,
): Promise<VaultCaller> {
  const {
    address,
    namespace,
    token: acting,
  } = token === undefined
    ? await readVaultSettings(env)
    : { ...(await readVaultSettings({ ...env, BAO_TOKEN: token })), token }
  return async (method, path, { body, isReading = method === 'GET' } = {}) =>
    await ask(
      http,
      {
        method,
        url: new URL(`${address}/v1/${path}`),
        headers: {
          'x-vault-token': acting,
          'x-vault-request': 'true',
          ...(namespace !== '' && { 'x-vault-namespace': namespace }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        isIdempotent: isReading,
      },
      signal,
    )
}

/** @returns host and the path before `/v1/`; a place holder without VAULT_ADDR */
export function vaultPlace(env: AdapterSetting['env']): {
  readonly host: string
  readonly base: string
} {
  try {
    const { host, pathname } = new URL(readVaultAddress(env))
    return { host, base: `${pathname.replace(/\/$/, '')}/v1` }
  } catch {
    return { host: '{VAULT_ADDR}', base: '/v1' }
  }
}

/** For `ActionDescription.missing`. The operator's token may lie in a file, and is asked for when it runs. */
export function missingAddress(env: AdapterSetting['env']): string[] {
  return vaultPlace(env).host === '{VAULT_ADDR}'
    ? ['the address of the server: set VAULT_ADDR']
    : []
}

export function vaultActsAs(env: AdapterSetting['env']): string {
  const name = env['BAO_TOKEN'] ? 'BAO_TOKEN' : env['VAULT_TOKEN'] ? 'VAULT_TOKEN' : undefined
  return name === undefined ? 'the token of ~/.vault-token' : `the token in ${name}`
}

/**
 * Whether an answer is an error in Vault's own form that holds one of these words; never its sentences, which repeat paths.
 * https://developer.hashicorp.com/vault/api-docs#error-response
 */
export function saysError(asked: Asked, words: RegExp): boolean {
  return textsOf(bodyOf(asked), 'errors').some((text) => words.test(text))
}

/** `Vault answered 403.` */
export function vaultAnswerOf(asked: Asked): string {
  return `Vault answered ${statusOf(asked)}.`
}
