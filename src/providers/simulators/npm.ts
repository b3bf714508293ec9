import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

export interface NpmSimulatorOptions {
  readonly seed?: number
  /** Another token of the user begins and ends like the leaked one. */
  readonly lookAlike?: boolean
  /** Deleting wants a one-time password. */
  readonly wantsOtp?: boolean
  /** As long as the registry remembers a deleted token. */
  readonly propagationMs?: number
}

interface Token {
  readonly key: string
  readonly value: string
  deadAtMs: number
}

/**
 * Tokens of the npm registry, as https://github.com/npm/registry/blob/main/docs/user/authentication.md and
 * https://docs.npmjs.com/cli/commands/npm-token describe them.
 */
export class NpmSimulator implements Simulator {
  readonly id = 'npm'
  readonly hosts = ['registry.npmjs.org']
  readonly effects: SimulatedEffect[] = []
  readonly #options: NpmSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []

  constructor(options: NpmSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
  }

  plant(): PlantedCredential {
    for (let count = 0; count < 12; count++) this.#add(this.#noise(lettersAndDigits, 36))
    const leaked = this.#add(this.#noise(lettersAndDigits, 36))
    const { value, key } = leaked
    if (this.#options.lookAlike)
      this.#add(value.slice(4, 8) + this.#noise(lettersAndDigits, 28) + value.slice(-4))
    const operator = this.#add(this.#noise(lettersAndDigits, 36))
    return {
      rule: 'npm-token',
      value,
      keyId: key,
      account: 'ada',
      env: { NPM_TOKEN: operator.value },
    }
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer {
    return this.#answer(readRequest(request), nowMs)
  }

  #answer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const { host, path, method, headers } = request
    if (!this.hosts.includes(host)) return answerJson(404, { error: 'Not found' })
    const value = bearerOf(request)
    const acting = this.#tokens.find((token) => token.value === value && nowMs < token.deadAtMs)
    if (acting === undefined) return answerJson(401, { message: 'Unauthorized' })
    if (method === 'GET' && path === '/-/whoami') return answerJson(200, { username: 'ada' })
    if (method === 'GET' && path === '/-/npm/v1/tokens') return this.#list(request)
    const key = /^\/-\/npm\/v1\/tokens\/token\/([^/]+)$/.exec(path)?.[1]
    if (method !== 'DELETE' || key === undefined) return answerJson(404, { error: 'Not found' })
    if (this.#options.wantsOtp && headers['npm-otp'] === undefined)
      return answerJson(401, { error: 'one-time pass required' }, { 'www-authenticate': 'OTP' })
    const token = this.#tokens.find((one) => one.key === key && one.deadAtMs === Infinity)
    if (token === undefined) return answerJson(404, { error: 'Not found' })
    token.deadAtMs = nowMs + (this.#options.propagationMs ?? 0)
    this.effects.push({ what: 'deleted', id: token.key })
    return { status: 204, headers: {}, body: new Uint8Array() }
  }

  #list({ query }: SimulatedRequest): HttpAnswer {
    const perPage = Number(query.get('perPage') ?? 10)
    const page = Number(query.get('page') ?? 0)
    const living = this.#tokens.filter(({ deadAtMs }) => deadAtMs === Infinity)
    const shown = living.slice(page * perPage, (page + 1) * perPage)
    const next = `/-/npm/v1/tokens?perPage=${perPage}&page=${page + 1}`
    return answerJson(200, {
      total: living.length,
      objects: shown.map(({ key, value }) => ({
        key,
        token: `${value.slice(0, 8)}...${value.slice(-4)}`,
        readonly: false,
        created: '2026-10-01T00:00:00.000Z',
      })),
      urls: (page + 1) * perPage < living.length ? { next } : {},
    })
  }

  #add(tail: string): Token {
    const token = { key: this.#noise(hexDigits, 32), value: `npm_${tail}`, deadAtMs: Infinity }
    this.#tokens.push(token)
    return token
  }
}
