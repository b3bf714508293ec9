import { StanchError } from '../text/error.ts'
import type { GithubAnswer, GraphqlAnswer } from './github.ts'

/**
 * The data of an answer that is no refusal.
 *
 * @param what was asked for, for people: `OWNER/REPO`
 * @param needs permission of a fine-grained token, used where GitHub itself does not say: `pull_requests=read`
 * @throws StanchError `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`, `GITHUB_NOT_FOUND`, `GITHUB_FAILED`
 */
export function dataOf(answer: GithubAnswer, what: string, needs: string): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.data
  throw refusalOf(answer, what, needs)
}

export function refusalOf(
  { status, permissions, needsSingleSignOn }: GithubAnswer,
  what: string,
  needs: string,
): StanchError {
  const grant = `the permission ${permissions ?? needs}`
  if (status === 401)
    return new StanchError(
      'GITHUB_UNAUTHORIZED',
      `${what}: GitHub answered 401: it does not know the token, which may have expired. Set GITHUB_TOKEN to one that is in force.`,
    )
  if (status === 403 && needsSingleSignOn)
    return new StanchError(
      'GITHUB_FORBIDDEN',
      `${what}: GitHub answered 403: the token is not authorised for the organisation's single sign-on. Authorise it at https://github.com/settings/tokens.`,
    )
  if (status === 403 || status === 451)
    return new StanchError(
      'GITHUB_FORBIDDEN',
      `${what}: GitHub answered ${status}: the token may not do this. It needs ${grant}.`,
    )
  if (status === 404 || status === 410)
    return new StanchError(
      'GITHUB_NOT_FOUND',
      `${what}: GitHub answered ${status}: there is none, or the token may not see it. If it is there, grant ${grant}.`,
    )
  return new StanchError('GITHUB_FAILED', `${what}: GitHub answered ${status}.`)
}

/**
 * The data of an answer of GraphQL in which nothing is missing.
 *
 * @throws StanchError as {@link dataOf}
 */
export function queriedOf({ data, errors }: GraphqlAnswer, what: string, needs: string): unknown {
  const [first] = errors
  if (first === undefined) return data
  const status = statuses[first.type]
  if (status !== undefined) throw refusalOf({ status, data: undefined }, what, needs)
  throw new StanchError('GITHUB_FAILED', `${what}: GitHub could not answer the whole query.`)
}

/** https://docs.github.com/en/graphql: types of errors, as the statuses that REST has for the same. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  UNPROCESSABLE: 422,
}
