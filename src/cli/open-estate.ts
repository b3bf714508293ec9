import type { GithubReader } from '../github/estate/github-reader.ts'
import { createOctokitReader } from '../github/estate/octokit-reader.ts'
import { openOctokit } from '../github/estate/open-octokit.ts'
import { listRemoteReferences, mirrorRemote, type RemoteAccess } from '../git/remote-git.ts'
import { isLoopback } from '../providers/http/assert-allowed.ts'
import { openDispatcher } from '../providers/http/open-dispatcher.ts'
import type { RemoteRepositories } from '../scan/github/remote-repositories.ts'
import { StanchError } from '../text/error.ts'
import { usage } from './usage.ts'

export interface OpenEstate {
  readonly github: GithubReader
  readonly remotes: RemoteRepositories
  close(): Promise<void>
}

/** GitHub's interface and its repositories, under the token of the environment. */
export async function openEstate(
  host: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<OpenEstate> {
  const { apiUrl, webUrl } = placesOf(host, env)
  for (const url of [apiUrl, webUrl]) assertSafe(new URL(url))
  const token = tokenOf(webUrl, env)
  const undici = await import('undici')
  const dispatcher = await openDispatcher({}, 10_000, env, {
    isPublicOnly: () => false,
    onDirect: () => undefined,
  })
  const fetch = (url: string, options: object) =>
    undici.fetch(url, { ...options, dispatcher }) as unknown as Promise<Response>
  const octokit = await openOctokit({ token, fetch })
  const access: RemoteAccess = {
    credentials:
      token === undefined
        ? undefined
        : {
            origin: new URL(webUrl).origin,
            authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
          },
    env,
    signal,
  }
  return {
    github: createOctokitReader({
      octokit,
      apiUrl,
      webUrl,
      fetch,
      signal,
    }),
    remotes: {
      readReferences: (url) => listRemoteReferences(url, access),
      fetch: (url, directory, head) => mirrorRemote(url, directory, head, access),
    },
    close: () => dispatcher.destroy(),
  }
}

/** As in Actions: https://docs.github.com/en/actions/reference/workflows-and-actions/variables. */
function placesOf(
  host: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): { apiUrl: string; webUrl: string } {
  if (host !== undefined) {
    if (!/^[a-z0-9.-]+(?::\d+)?$/i.test(host))
      throw usage(`--host: expected a host such as github.example.com, got "${host}".`)
    if (host === 'github.com')
      return { apiUrl: 'https://api.github.com', webUrl: 'https://github.com' }
    return { apiUrl: `https://${host}/api/v3`, webUrl: `https://${host}` }
  }
  const strip = (url: string) => url.replace(/\/+$/, '')
  return {
    apiUrl: strip(env['GITHUB_API_URL'] ?? 'https://api.github.com'),
    webUrl: strip(env['GITHUB_SERVER_URL'] ?? 'https://github.com'),
  }
}

/** The token goes there. */
function assertSafe({ protocol, hostname, host }: URL): void {
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return
  throw new StanchError(
    'HTTP_PLAIN_REFUSED',
    `${host}: expected https, got ${protocol.slice(0, -1)}; nothing was sent, since everybody on the way could read the token.`,
  )
}

function tokenOf(
  webUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const isPublic = new URL(webUrl).host === 'github.com'
  const names = isPublic
    ? ['GH_TOKEN', 'GITHUB_TOKEN']
    : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN']
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '')
}
