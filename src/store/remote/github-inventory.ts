import type { HttpAnswer, HttpClient } from '../../providers/http-client.ts'
import { StanchError } from '../../text/error.ts'
import type { RemoteText } from './remote-text.ts'
import { textOf } from './text-of.ts'

/** A file of a repository at a commit. */
export interface GitHubPlace {
  readonly repository: string
  /** Full: a branch or a tag moves, and a short name may come to mean another commit. */
  readonly sha: string
  readonly path: string
}

/** As `process.env` is: `GITHUB_API_URL`, `GH_TOKEN`, `GITHUB_TOKEN`. */
type Environment = Readonly<Record<string, string | undefined>>

const shape = /^([A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100})@([^:/]*):(.*)$/

/**
 * Reads `OWNER/REPO@SHA:path`.
 *
 * @returns `undefined` for a place of another kind
 * @throws StanchError `INVENTORY_PLACE_INVALID` unless the commit is named in full
 */
export function parseGitHubPlace(place: string): GitHubPlace | undefined {
  const [, repository, sha, path] = shape.exec(place) ?? []
  if (repository === undefined || sha === undefined || path === undefined) return undefined
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha))
    throw new StanchError(
      'INVENTORY_PLACE_INVALID',
      `${place}: expected a commit by its full name of 40 or 64 hex digits; got something that may move. ` +
        'Who can push must not decide whose key is whose.\n' +
        `Ask for it: git ls-remote https://github.com/${repository} HEAD`,
    )
  const parts = path.split('/')
  if (path === '' || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new StanchError(
      'INVENTORY_PLACE_INVALID',
      `${place}: expected a path in the repository behind the colon, such as stanch-inventory.yaml.`,
    )
  return { repository, sha, path }
}

/** Where GitHub answers. @throws StanchError `INVENTORY_PLACE_INVALID` for a GITHUB_API_URL that is no address */
export function gitHubApi(env: Environment): URL {
  const text = env['GITHUB_API_URL'] || 'https://api.github.com'
  if (URL.canParse(text)) return new URL(text.endsWith('/') ? text : `${text}/`)
  throw new StanchError(
    'INVENTORY_PLACE_INVALID',
    'GITHUB_API_URL: expected an address such as https://github.example.com/api/v3; got something else.',
  )
}

/**
 * An inventory in a repository, by GitHub's contents API in its raw form:
 * https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export function gitHubInventory(
  { repository, sha, path }: GitHubPlace,
  http: HttpClient,
  env: Environment,
): RemoteText {
  const name = `${repository}@${sha.slice(0, 12)}:${path}`
  const token = env['GH_TOKEN'] || env['GITHUB_TOKEN']
  return {
    name,
    howToChange:
      `Change ${path} in a clone of ${repository} (stanch inventory … --store ${path}), have it merged, ` +
      'then name the new commit in inventory.store.',
    read: async (signal) => {
      const file = path.split('/').map(encodeURIComponent).join('/')
      const url = new URL(`repos/${repository}/contents/${file}`, gitHubApi(env))
      url.searchParams.set('ref', sha)
      const headers = {
        accept: 'application/vnd.github.raw+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'stanch',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      }
      const answer = await http.send({ method: 'GET', url, headers }, signal)
      if (answer.status !== 200) throw refused(name, answer, token !== undefined)
      return textOf(name, answer.body)
    },
  }
}

function refused(name: string, { status, headers }: HttpAnswer, hasToken: boolean): StanchError {
  const isLimited = status === 429 || (status === 403 && headers['x-ratelimit-remaining'] === '0')
  const next = isLimited
    ? 'The limit of requests is reached: set GH_TOKEN, or try again later.'
    : status === 401
      ? 'Check GH_TOKEN (or GITHUB_TOKEN): it is not accepted.'
      : hasToken
        ? 'Check repository, commit and path; a private repository wants a token with read access to its contents.'
        : 'Check repository, commit and path; for a private repository set GH_TOKEN with read access to its contents.'
  return new StanchError(
    'INVENTORY_UNREADABLE',
    `${name}: expected the inventory; GitHub answered ${status}. ${next}`,
  )
}
