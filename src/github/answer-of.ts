import type { GithubAnswer } from './github.ts'
import { StanchError } from '../text/error.ts'
import { objectOf } from './json-of.ts'
import type { LimitAnswer } from './limit-of.ts'

/** What is an answer, not a failure: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api. */
export function isAnswered(status: number): boolean {
  return (status >= 200 && status < 300) || refusals.has(status)
}

const refusals: ReadonlySet<number> = new Set([304, 401, 403, 404, 409, 410, 422, 451])

/**
 * @param apiUrl that addresses of further pages must begin with
 * @throws StanchError `GITHUB_FAILED` when the next page is said to be elsewhere
 */
export function answerOf(
  { status, headers = {}, data }: LimitAnswer & { readonly status: number },
  apiUrl: string,
): GithubAnswer {
  const { etag, link } = headers
  const next = typeof link === 'string' ? nextOf(link, apiUrl) : undefined
  const isRefusal = status >= 400
  return {
    status,
    data: status === 204 || status === 304 ? undefined : data,
    ...(typeof etag === 'string' && etag !== '' && { etag }),
    ...(next !== undefined && { next }),
    ...(isRefusal && refusalDetails(headers, data)),
  }
}

function refusalDetails(
  headers: Readonly<Record<string, unknown>>,
  data: unknown,
): Partial<GithubAnswer> {
  const message = objectOf(data)['message']
  const permissions = headers['x-accepted-github-permissions']
  const sso = headers['x-github-sso']
  const needsSingleSignOn = typeof sso === 'string' && sso.startsWith('required')
  return {
    ...(typeof message === 'string' && message !== '' && { message: oneLine(message) }),
    ...(typeof permissions === 'string' &&
      /^\w+=\w+(?:[,;] ?\w+=\w+)*$/.test(permissions) && { permissions }),
    ...(needsSingleSignOn && { needsSingleSignOn }),
  }
}

/** https://www.rfc-editor.org/rfc/rfc8288 as GitHub writes it. */
function nextOf(link: string, apiUrl: string): string | undefined {
  const url = /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1]
  if (url === undefined) return undefined
  if (url.startsWith(`${apiUrl}/`)) return url.slice(apiUrl.length)
  throw new StanchError(
    'GITHUB_FAILED',
    `GET ${new URL(apiUrl).host}: the next page of a list is said to be at another address than ${apiUrl}; not followed.`,
  )
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
}
