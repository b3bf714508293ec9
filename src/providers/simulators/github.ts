import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import {
  answerJson,
  bearerOf,
  jsonBodyOf,
  readRequest,
  type SimulatedRequest,
} from './simulated-request.ts'

export interface GithubSimulatorOptions {
  readonly seed?: number
  /** What leaks. */
  readonly kind?: 'classic' | 'fine-grained' | 'oauth' | 'installation'
  /** Between 202 and death. */
  readonly propagationMs?: number
  /** An own server, whose revocation wants credentials. */
  readonly isEnterprise?: boolean
}

interface Token {
  readonly value: string
  readonly login: string
  readonly kind: 'classic' | 'fine-grained' | 'oauth' | 'installation'
  /** From then on it is none. */
  deadAtMs: number
}

const prefixes = {
  classic: 'ghp_',
  'fine-grained': 'github_pat_',
  oauth: 'gho_',
  installation: 'ghs_',
}
const callsPerHour = 60

/**
 * Tokens of GitHub, as https://docs.github.com/en/rest/credentials/revoke, https://docs.github.com/en/rest/users/users,
 * https://docs.github.com/en/rest/apps/installations, https://docs.github.com/en/rest/apps/oauth-applications and
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api describe them.
 */
export class GithubSimulator implements Simulator {
  readonly id = 'github'
  readonly hosts: readonly string[]
  readonly effects: SimulatedEffect[] = []
  readonly clientId: string
  readonly #base: string
  readonly #clientSecret: string
  readonly #operator: Token
  readonly #options: GithubSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []
  readonly #callsMs: number[] = []
  #number = 0

  constructor(options: GithubSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.hosts = [options.isEnterprise ? 'ghe.example.org' : 'api.github.com']
    this.#base = options.isEnterprise ? '/api/v3' : ''
    this.clientId = `Iv1.${this.#noise('0123456789abcdef', 16)}`
    this.#clientSecret = this.#noise('0123456789abcdef', 40)
    this.#operator = this.#make('classic', 'operator')
  }

  plant(): PlantedCredential {
    const kind = this.#options.kind ?? 'classic'
    const { value, login } = this.#make(kind, 'ada')
    this.#make(kind, 'ada')
    return {
      rule: kind === 'fine-grained' ? 'github-pat-fine-grained' : 'github-token',
      value,
      account: login,
      env: {
        GITHUB_CLIENT_ID: this.clientId,
        GITHUB_CLIENT_SECRET: this.#clientSecret,
        ...(this.#options.isEnterprise && {
          GITHUB_API_URL: 'https://ghe.example.org/api/v3',
          GH_ENTERPRISE_TOKEN: this.#operator.value,
        }),
      },
    }
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer {
    const read = readRequest(request)
    const answer = this.#answer(read, nowMs)
    return {
      ...answer,
      headers: { ...answer.headers, 'x-github-request-id': `SIM:${++this.#number}` },
    }
  }

  #answer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const { host, path, method, headers } = request
    if (!this.hosts.includes(host) || !path.startsWith(this.#base)) return notFound()
    if (headers['user-agent'] === '')
      return answerJson(403, { message: 'a user agent is required' })
    const route = `${method} ${path.slice(this.#base.length)}`
    if (route === 'POST /credentials/revoke') return this.#revoke(request, nowMs)
    const token = /^DELETE \/applications\/([^/]+)\/token$/.exec(route)
    if (token !== null) return this.#deleteAppToken(request, token[1]!, nowMs)
    const acting = this.#actingOf(request, nowMs)
    if (acting === undefined) return badCredentials()
    switch (route) {
      case 'GET /user':
        return acting.kind === 'installation' ? notAccessible() : this.#user(acting)
      case 'GET /user/orgs':
        return answerJson(200, [{ login: 'example-org', id: 3 }])
      case 'GET /user/keys':
        return acting.kind === 'classic' ? this.#keys(request) : notFound()
      case 'GET /installation/repositories':
        if (acting.kind !== 'installation') return notAccessible()
        return answerJson(200, {
          total_count: 2,
          repository_selection: 'selected',
          repositories: [{ full_name: 'example-org/app' }],
        })
      case 'DELETE /installation/token':
        if (acting.kind !== 'installation') return notAccessible()
        this.#kill(acting, nowMs)
        return { status: 204, headers: {}, body: new Uint8Array() }
      default:
        return notFound()
    }
  }

  #user({ login, kind }: Token): HttpAnswer {
    const headers = kind === 'fine-grained' ? {} : { 'x-oauth-scopes': 'repo, read:public_key' }
    return answerJson(200, { login, id: 71, type: 'User' }, headers)
  }

  /** Two pages of one key each, whatever was asked for. */
  #keys({ query }: SimulatedRequest): HttpAnswer {
    const page = Number(query.get('page') ?? 1)
    const keys = [
      { id: 501, title: 'laptop', created_at: '2019-01-01T00:00:00Z' },
      { id: 502, title: 'unknown', created_at: '2026-11-20T00:00:00Z' },
    ]
    const link =
      page === 1
        ? {
            link: `<https://${this.hosts[0]}${this.#base}/user/keys?per_page=1&page=2>; rel="next"`,
          }
        : {}
    return answerJson(200, keys.slice(page - 1, page), link)
  }

  #revoke(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const { headers } = request
    if (this.#options.isEnterprise && this.#actingOf(request, nowMs) === undefined)
      return badCredentials()
    if (!this.#options.isEnterprise && headers['authorization'] !== undefined)
      return answerJson(403, { message: 'This endpoint takes no authentication' })
    const recent = this.#callsMs.filter((ms) => nowMs - ms < 3_600_000)
    if (recent.length >= callsPerHour)
      return answerJson(
        403,
        { message: 'API rate limit exceeded' },
        { 'x-ratelimit-remaining': '0' },
      )
    this.#callsMs.push(nowMs)
    const { credentials } = (jsonBodyOf(request) ?? {}) as { credentials?: unknown }
    if (!isTexts(credentials) || credentials.length === 0 || credentials.length > 1000)
      return answerJson(422, { message: 'Validation Failed' })
    // It says nothing of which ones it knew.
    for (const value of credentials) {
      const token = this.#tokens.find((one) => one.value === value)
      const isTaken =
        token?.kind !== 'installation' && !(this.#options.isEnterprise && token?.kind === 'oauth')
      if (token !== undefined && isTaken)
        this.#kill(token, nowMs + (this.#options.propagationMs ?? 0))
    }
    return { status: 202, headers: {}, body: new Uint8Array() }
  }

  #deleteAppToken(request: SimulatedRequest, clientId: string, nowMs: number): HttpAnswer {
    const pair = Buffer.from(`${this.clientId}:${this.#clientSecret}`).toString('base64')
    if (clientId !== this.clientId) return notFound()
    if (request.headers['authorization'] !== `Basic ${pair}`) return badCredentials()
    const { access_token: value } = (jsonBodyOf(request) ?? {}) as { access_token?: unknown }
    const token = this.#tokens.find(
      (one) => one.value === value && one.kind === 'oauth' && nowMs < one.deadAtMs,
    )
    if (token === undefined) return answerJson(422, { message: 'Validation Failed' })
    this.#kill(token, nowMs)
    return { status: 204, headers: {}, body: new Uint8Array() }
  }

  #actingOf(request: SimulatedRequest, nowMs: number): Token | undefined {
    const value = bearerOf(request)
    return this.#tokens.find((token) => token.value === value && nowMs < token.deadAtMs)
  }

  #kill(token: Token, atMs: number): void {
    if (token.deadAtMs !== Infinity) return
    token.deadAtMs = atMs
    this.effects.push({ what: 'revoked', id: token.login })
  }

  #make(kind: Token['kind'], login: string): Token {
    const noise = this.#noise(lettersAndDigits, kind === 'fine-grained' ? 81 : 36)
    const tail = kind === 'fine-grained' ? `${noise.slice(0, 22)}_${noise.slice(22)}` : noise
    const token = { value: prefixes[kind] + tail, login, kind, deadAtMs: Infinity }
    this.#tokens.push(token)
    return token
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function badCredentials(): HttpAnswer {
  return answerJson(401, { message: 'Bad credentials', status: '401' })
}

function notFound(): HttpAnswer {
  return answerJson(404, { message: 'Not Found', status: '404' })
}

function notAccessible(): HttpAnswer {
  return answerJson(403, { message: 'Resource not accessible by integration', status: '403' })
}
