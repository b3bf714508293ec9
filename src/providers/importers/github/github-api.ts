import { StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently, isRateLimited } from '../asking/ask-patiently.ts'
import { statusText } from '../asking/refusal.ts'
import { listPages, type Listed } from '../asking/list-pages.ts'
import type { ImportContext } from '../importer.ts'

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const apiVersion = '2022-11-28'

/** GITHUB_API_URL, as runners set it; `https://HOST/api/v3` of an Enterprise Server. */
export function githubApiUrl(env: ImportContext['env']): URL {
  const given = env['GITHUB_API_URL'] || 'https://api.github.com'
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '') return url
  throw new StanchError(
    'GITHUB_API_URL_INVALID',
    'expected GITHUB_API_URL such as https://api.github.com',
  )
}

export interface GithubReader {
  /**
   * Entries of a list that stands under `key`, page by page.
   *
   * @param path without a leading slash
   * @throws StanchError `GITHUB_REFUSED`, when the first page is refused
   */
  list(path: string, key: string): AsyncGenerator<Listed>
  /** A list that is the whole answer. */
  listWhole(path: string): AsyncGenerator<Listed>
}

/** @throws StanchError `GITHUB_TOKEN_MISSING` */
export function openGithubReader(context: ImportContext): GithubReader {
  const { env, signal } = context
  const token = (env['GH_TOKEN'] || env['GITHUB_TOKEN'])?.trim()
  if (!token) {
    throw new StanchError(
      'GITHUB_TOKEN_MISSING',
      'expected a token of GitHub in GH_TOKEN or GITHUB_TOKEN.\nRun: export GH_TOKEN="$(gh auth token)"',
    )
  }
  const api = githubApiUrl(env)
  const base = api.href.replace(/\/?$/, '/')
  const readPage = async (address: string, key?: string) => {
    const answer = await askPatiently(context, {
      method: 'GET',
      url: new URL(address),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': apiVersion,
      },
    })
    if (answer.status !== 200) throw new StanchError('GITHUB_REFUSED', reasonOfRefusal(answer))
    const json = jsonOf(answer)
    const items = key === undefined ? json : ((json ?? {}) as Record<string, unknown>)[key]
    if (!Array.isArray(items))
      throw new StanchError(
        'IMPORT_NOT_UNDERSTOOD',
        `expected a page of ${key ?? 'a list'} of GitHub`,
      )
    return { items, next: nextOf(answer, api) }
  }
  const list = (path: string, key?: string) =>
    listPages(`${base}${path}?per_page=100`, (address) => readPage(address, key), signal)
  return { list, listWhole: (path) => list(path) }
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function nextOf({ headers }: HttpAnswer, api: URL): string | undefined {
  const [, next] = /<([^<>]*)>\s*;[^,]*\brel="next"/.exec(headers['link'] ?? '') ?? []
  if (next === undefined) return undefined
  if (URL.canParse(next) && new URL(next).origin === api.origin) return next
  throw new StanchError(
    'GITHUB_HOST_CHANGED',
    `expected a further page of ${api.origin}, got an address elsewhere`,
  )
}

function reasonOfRefusal(answer: HttpAnswer): string {
  if (isRateLimited(answer)) {
    const until = Number(answer.headers['x-ratelimit-reset']) * 1000
    const when = until > 0 && until < 8.64e15 ? `; it ends at ${new Date(until).toISOString()}` : ''
    return `answered ${answer.status}, a rate limit${when}`
  }
  return statusText(answer.status)
}
