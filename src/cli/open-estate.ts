import { readGithubAddresses } from '../github/github-addresses.ts'
import type { Github } from '../github/github.ts'
import { openGithub } from '../github/open-github.ts'
import { readGithubAuth } from '../github/read-github-auth.ts'
import { assertAllowed } from '../providers/http/assert-allowed.ts'
import { remoteRepositories, type RemoteRepositories } from '../scan/github/remote-repositories.ts'
import type { ScanGithubOptions } from './scan-github-options.ts'

export interface OpenEstate {
  readonly github: Github
  readonly remotes: RemoteRepositories
}

/** GitHub's interface and its repositories, under the credentials of the environment. `github` is to be closed. */
export async function openEstate(
  { target, host, waitMs }: Pick<ScanGithubOptions, 'target' | 'host' | 'waitMs'>,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onNote: (note: string) => void,
): Promise<OpenEstate> {
  const addresses = readGithubAddresses(env, host === undefined ? undefined : `https://${host}`)
  const server = new URL(addresses.serverUrl)
  assertAllowed('GET', server, { allowedHosts: [server.host], allowsPlainHttp: false })
  const auth = readGithubAuth(env, addresses, target)
  const limits = waitMs === undefined ? {} : { limits: { waitMs } }
  const github = await openGithub({ addresses, auth, env, signal, onNote, ...limits })
  if (!github.isAuthenticated) {
    onNote(
      'no token: only what everybody may see is read, at 60 requests an hour, and neither pull requests nor discussions. ' +
        'Set GITHUB_TOKEN, for example to what gh auth token prints',
    )
  }
  const { origin } = server
  const access = { origin, readToken: () => github.readToken(), env, signal }
  return { github, remotes: remoteRepositories(access) }
}
