import type { GithubAddresses } from './github-addresses.ts'

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
 * @throws StanchError `GITHUB_APP_INVALID`
 */
export function readGithubAuth(
  _env: Readonly<Record<string, string | undefined>>,
  _addresses: GithubAddresses,
  _target: string,
): GithubAuth {
  throw new Error('not yet')
}
