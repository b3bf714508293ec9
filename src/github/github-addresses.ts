import { StanchError } from '../text/error.ts'

/** Where a GitHub is; all without `/` at the end. */
export interface GithubAddresses {
  /** `https://api.github.com`, `https://HOST/api/v3`, `https://api.NAME.ghe.com`. */
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** `https://github.com`. */
  readonly serverUrl: string
}

/**
 * As the environment of a runner says (`GITHUB_API_URL`, `GITHUB_SERVER_URL`, `GITHUB_GRAPHQL_URL`); what it does not say is
 * derived from the others.
 *
 * @param serverUrl of a GitHub that somebody named; the environment's addresses count only if they are of the same one
 * @throws StanchError `GITHUB_ADDRESS_INVALID`
 */
export function readGithubAddresses(
  env: Readonly<Record<string, string | undefined>>,
  serverUrl?: string,
): GithubAddresses {
  const [api, graphql, server] = variables.map((name) => read(env, name))
  const home = server ?? (api === undefined ? 'https://github.com' : serverOf(api))
  const named = serverUrl === undefined ? home : parse(serverUrl, 'the address of GitHub')
  if (named !== home) return derive(named)
  const derived = derive(home)
  const apiUrl = api ?? derived.apiUrl
  const graphqlUrl = graphql ?? (api === undefined ? derived.graphqlUrl : graphqlOf(api))
  if (new URL(graphqlUrl).host !== new URL(apiUrl).host)
    throw invalid('GITHUB_GRAPHQL_URL', 'an address at the host of GITHUB_API_URL')
  return { apiUrl, graphqlUrl, serverUrl: home }
}

const variables = ['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GITHUB_SERVER_URL'] as const

/** Of a tenant of GitHub's own cloud with a name of its own. */
const tenant = /^(?:api\.)?([a-z0-9-]+\.ghe\.com)$/

function derive(serverUrl: string): GithubAddresses {
  const { protocol, host } = new URL(serverUrl)
  const cloud = host === 'github.com' ? host : tenant.exec(host)?.[1]
  const apiUrl = cloud === undefined ? `${protocol}//${host}/api/v3` : `${protocol}//api.${cloud}`
  return { apiUrl, graphqlUrl: graphqlOf(apiUrl), serverUrl }
}

function serverOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl)
  return `${protocol}//${tenant.exec(host)?.[1] ?? host.replace(/^api\.(?=github\.com$)/, '')}`
}

function graphqlOf(apiUrl: string): string {
  return `${apiUrl.replace(/\/v3$/, '')}/graphql`
}

function read(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const typed = env[name]?.trim()
  return typed === undefined || typed === '' ? undefined : parse(typed, name)
}

function parse(typed: string, name: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  const isPlain = url?.username === '' && url.password === '' && url.search + url.hash === ''
  if (!url || !isPlain || !/^https?:$/.test(url.protocol))
    throw invalid(name, 'an address such as https://github.example.org')
  return url.origin + url.pathname.replace(/\/+$/, '')
}

function invalid(name: string, expected: string): StanchError {
  return new StanchError('GITHUB_ADDRESS_INVALID', `${name}: expected ${expected}.`)
}
