import { readFileSync } from 'node:fs'
import { StanchError } from '../text/error.ts'
import type { GithubAddresses } from './github-addresses.ts'
import { readGithubAddresses } from './github-addresses.ts'

/** Who asks. */
export type GithubAuth =
  | { readonly kind: 'none' }
  /** Of a person, an installation or a workflow. */
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app'
      /** Its number, or its client id. */
      readonly id: string
      /** PEM. */
      readonly privateKey: string
      /** Whose installation: `OWNER` or `OWNER/REPO`. */
      readonly installedAt: string
    }

/**
 * An App (`STANCH_GITHUB_APP_ID`, `STANCH_GITHUB_APP_KEY_FILE`), else a token (`GITHUB_TOKEN`, `GH_TOKEN`; of a server of
 * one's own also `GH_ENTERPRISE_TOKEN`, `GITHUB_ENTERPRISE_TOKEN`), else nobody. A token goes only to the GitHub whose it is.
 *
 * @param target `OWNER` or `OWNER/REPO`, by which an App's installation is found
 * @throws StanchError `GITHUB_APP_INVALID`, `GITHUB_TOKEN_INVALID`
 */
export function readGithubAuth(
  env: Readonly<Record<string, string | undefined>>,
  addresses: GithubAddresses,
  target: string,
): GithubAuth {
  // Somebody may name another GitHub than the one that this machine's token is of.
  const isHome = readGithubAddresses(env).apiUrl === addresses.apiUrl
  const isCloud = /^api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(new URL(addresses.apiUrl).host)
  if (isHome && env['STANCH_GITHUB_APP_ID']) return readApp(env, target)
  const names = [
    ...(isHome ? ['GITHUB_TOKEN', 'GH_TOKEN'] : []),
    ...(isCloud ? [] : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']),
  ]
  for (const name of names) {
    const token = env[name]?.trim()
    if (!token) continue
    if (/^[!-~]+$/.test(token)) return { kind: 'token', token }
    throw new StanchError(
      'GITHUB_TOKEN_INVALID',
      `${name}: expected a token of printable ASCII without spaces; got ${token.length} characters that are none.`,
    )
  }
  return { kind: 'none' }
}

function readApp(
  env: Readonly<Record<string, string | undefined>>,
  installedAt: string,
): GithubAuth {
  const id = env['STANCH_GITHUB_APP_ID']!.trim()
  if (!/^[\w.-]{1,100}$/.test(id))
    throw invalid('STANCH_GITHUB_APP_ID: expected the number or client id of a GitHub App.')
  const path = env['STANCH_GITHUB_APP_KEY_FILE']
  if (!path)
    throw invalid(
      'STANCH_GITHUB_APP_KEY_FILE: expected the file of the App’s private key, got none.',
    )
  let privateKey: string
  try {
    privateKey = readFileSync(path, 'utf8')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw invalid(`STANCH_GITHUB_APP_KEY_FILE: ${path} cannot be read (${code}).`)
  }
  if (!/^-----BEGIN (?:RSA )?PRIVATE KEY-----/m.test(privateKey))
    throw invalid(`STANCH_GITHUB_APP_KEY_FILE: expected a private key in PEM, as GitHub gives it out; ${path} holds none.`) // prettier-ignore
  return { kind: 'app', id, privateKey, installedAt }
}

function invalid(message: string): StanchError {
  return new StanchError('GITHUB_APP_INVALID', message)
}
