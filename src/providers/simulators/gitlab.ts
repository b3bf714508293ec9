import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, jsonBodyOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

export interface GitlabSimulatorOptions {
  readonly seed?: number
  /** An own server has the calls of administrators. */
  readonly isOwnServer?: boolean
  readonly propagationMs?: number
}

interface Token {
  readonly id: number
  readonly value: string
  readonly userId: number
  readonly isAdmin: boolean
  /** Of whom it was made by rotation. */
  readonly parent: Token | undefined
  deadAtMs: number
  isRevoked: boolean
}

/**
 * Access tokens of GitLab, as https://docs.gitlab.com/api/personal_access_tokens/, https://docs.gitlab.com/api/admin/token/ and
 * https://docs.gitlab.com/api/rest/authentication/ describe them.
 */
export class GitlabSimulator implements Simulator {
  readonly id = 'gitlab'
  readonly hosts: readonly string[]
  readonly effects: SimulatedEffect[] = []
  readonly #options: GitlabSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []
  readonly #admin: Token
  #number = 0

  constructor(options: GitlabSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.hosts = [options.isOwnServer ? 'gitlab.example.org' : 'gitlab.com']
    this.#admin = this.#make(1, { isAdmin: true })
  }

  plant(): PlantedCredential {
    const token = this.#make(42)
    this.#make(42)
    return {
      rule: 'gitlab-token',
      value: token.value,
      keyId: String(token.id),
      account: String(token.userId),
      env: this.#options.isOwnServer
        ? { GITLAB_URL: `https://${this.hosts[0]}`, GITLAB_ADMIN_TOKEN: this.#admin.value }
        : {},
    }
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer {
    const answer = this.#answer(readRequest(request), nowMs)
    return { ...answer, headers: { ...answer.headers, 'x-request-id': `SIM${++this.#number}` } }
  }

  #answer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const { host, path, method, headers } = request
    if (!this.hosts.includes(host)) return notFound()
    const token = this.#tokens.find(({ value }) => value === headers['private-token'])
    if (token === undefined) return answerJson(401, { message: '401 Unauthorized' })
    const route = `${method} ${path.replace(/^\/api\/v4/, '')}`
    if (route === 'POST /personal_access_tokens/self/rotate') return this.#rotate(token, nowMs)
    if (token.isRevoked && nowMs >= token.deadAtMs)
      return answerJson(401, { error: 'invalid_token', error_description: 'Token was revoked.' })
    switch (route) {
      case 'GET /personal_access_tokens/self':
        return answerJson(200, describe(token))
      case 'GET /personal_access_tokens':
        return this.#list(request, token)
      case 'GET /personal_access_tokens/self/associations':
        return answerJson(200, {
          groups: [{ id: 1, name: 'Example' }],
          projects: [{ id: 9, path_with_namespace: 'example/app' }],
        })
      case 'DELETE /personal_access_tokens/self':
        this.#revoke(token, nowMs)
        return { status: 204, headers: {}, body: new Uint8Array() }
      case 'POST /admin/token':
      case 'DELETE /admin/token':
        return this.#asAdmin(request, token, nowMs)
      default:
        return notFound()
    }
  }

  #list({ query }: SimulatedRequest, { userId }: Token): HttpAnswer {
    const own = this.#tokens.filter((token) => token.userId === userId && !token.isRevoked)
    const page = Number(query.get('page') ?? 1)
    const next = `https://${this.hosts[0]}/api/v4/personal_access_tokens?page=${page + 1}&per_page=1`
    const link = page < own.length ? { link: `<${next}>; rel="next"` } : {}
    return answerJson(200, own.slice(page - 1, page).map(describe), link)
  }

  #asAdmin(request: SimulatedRequest, acting: Token, nowMs: number): HttpAnswer {
    if (!this.#options.isOwnServer) return notFound()
    if (!acting.isAdmin) return answerJson(403, { message: '403 Forbidden' })
    const { token: value } = (jsonBodyOf(request) ?? {}) as { token?: unknown }
    if (typeof value !== 'string') return answerJson(400, { error: 'token is missing' })
    if (!value.startsWith('glpat-')) return answerJson(422, { message: 'Unsupported token type' })
    const token = this.#tokens.find((one) => one.value === value)
    if (token === undefined) return notFound()
    if (request.method === 'POST') return answerJson(200, describe(token))
    this.#revoke(token, nowMs)
    return { status: 204, headers: {}, body: new Uint8Array() }
  }

  /** Of one that is revoked it ends all that came of it. */
  #rotate(token: Token, nowMs: number): HttpAnswer {
    if (token.isRevoked) {
      for (const one of this.#tokens) if (comesOf(one, token)) this.#revoke(one, nowMs)
      return answerJson(401, { error: 'invalid_token', error_description: 'Token was revoked.' })
    }
    this.#revoke(token, nowMs, 'rotated')
    const made = this.#make(token.userId, { parent: token })
    return answerJson(200, { ...describe(made), expires_at: '2026-12-03', token: made.value })
  }

  #revoke(token: Token, nowMs: number, what = 'revoked'): void {
    if (token.isRevoked) return
    token.isRevoked = true
    token.deadAtMs = nowMs + (this.#options.propagationMs ?? 0)
    this.effects.push({ what, id: String(token.id) })
  }

  #make(
    userId: number,
    { isAdmin = false, parent }: { readonly isAdmin?: boolean; readonly parent?: Token } = {},
  ): Token {
    const token = {
      id: 4000 + this.#tokens.length,
      value: `glpat-${this.#noise(lettersAndDigits, 20)}`,
      userId,
      isAdmin,
      parent,
      deadAtMs: Infinity,
      isRevoked: false,
    }
    this.#tokens.push(token)
    return token
  }
}

function comesOf(token: Token, parent: Token): boolean {
  return token.parent !== undefined && (token.parent === parent || comesOf(token.parent, parent))
}

function describe({ id, userId, isRevoked }: Token) {
  return {
    id,
    name: `token ${id}`,
    revoked: isRevoked,
    created_at: '2026-11-01T10:00:00.000Z',
    scopes: ['api'],
    user_id: userId,
    last_used_at: null,
    active: !isRevoked,
    expires_at: '2027-01-01',
  }
}

function notFound(): HttpAnswer {
  return answerJson(404, { message: '404 Not Found' })
}
