import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { StanchError } from '../../../text/error.ts'

/** Where Vault is and as whom it is asked. */
export interface VaultSettings {
  /** Without a slash at its end. */
  readonly address: string
  readonly token: string
  /** Without slashes at its ends; empty: the root's. */
  readonly namespace: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Read by Vault's and OpenBao's own commands, too; of both names the second one's counts when the first is not set. */
export const vaultEnvironment = [
  { name: 'VAULT_ADDR', description: 'address of the server (BAO_ADDR)' },
  { name: 'VAULT_TOKEN', description: 'token (BAO_TOKEN); else the file ~/.vault-token' },
  { name: 'VAULT_NAMESPACE', description: 'namespace (BAO_NAMESPACE)' },
  { name: 'NODE_EXTRA_CA_CERTS', description: 'file of certificates, as VAULT_CACERT' },
] as const

/** @throws StanchError `VAULT_ADDRESS`, `VAULT_TOKEN` */
export async function readVaultSettings(env: Environment): Promise<VaultSettings> {
  return {
    address: readVaultAddress(env),
    namespace: (env['BAO_NAMESPACE'] || env['VAULT_NAMESPACE'] || '').replaceAll(/^\/+|\/+$/g, ''),
    token: await tokenOf(env),
  }
}

/** @throws StanchError `VAULT_ADDRESS` */
export function readVaultAddress(env: Environment): string {
  const text = env['BAO_ADDR'] || env['VAULT_ADDR']
  const url = text === undefined || !URL.canParse(text) ? undefined : new URL(text)
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new StanchError(
      'VAULT_ADDRESS',
      `VAULT_ADDR: expected an address as https://vault.example.com:8200, got ${text === undefined ? 'none' : 'something else'}.`,
    )
  if (url.username !== '' || url.password !== '')
    throw new StanchError(
      'VAULT_ADDRESS',
      'VAULT_ADDR: expected an address without credentials. Set VAULT_TOKEN instead.',
    )
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

async function tokenOf(env: Environment): Promise<string> {
  const token = (env['BAO_TOKEN'] || env['VAULT_TOKEN'] || (await readTokenFile(env)))?.trim()
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return token
  throw new StanchError(
    'VAULT_TOKEN',
    token
      ? 'VAULT_TOKEN: expected a token on one line, without blanks.'
      : 'Vault wants a token and none is set. Run: vault login, or set VAULT_TOKEN.',
  )
}

async function readTokenFile(env: Environment): Promise<string | undefined> {
  try {
    return await readFile(join(env['HOME'] ?? homedir(), '.vault-token'), 'utf8')
  } catch {
    return undefined
  }
}
