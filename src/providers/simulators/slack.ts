import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

export interface SlackSimulatorOptions {
  readonly seed?: number
  readonly propagationMs?: number
  /** It says `ok`, but that nothing was revoked. */
  readonly refuses?: boolean
}

interface Token {
  readonly value: string
  readonly userId: string
  revokedAtMs: number | undefined
}

/**
 * Tokens of Slack, as https://docs.slack.dev/reference/methods/auth.test and
 * https://docs.slack.dev/reference/methods/auth.revoke describe them: whatever happens, the status is 200.
 */
export class SlackSimulator implements Simulator {
  readonly id = 'slack'
  readonly hosts = ['slack.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: SlackSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []
  #number = 0

  constructor(options: SlackSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
  }

  plant(): PlantedCredential {
    const token = this.#make()
    this.#make()
    return { rule: 'slack-token', value: token.value, account: token.userId, env: {} }
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer {
    const answer = this.#answer(readRequest(request), nowMs)
    return { ...answer, headers: { ...answer.headers, 'x-slack-req-id': `sim-${++this.#number}` } }
  }

  #answer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const { host, path, method } = request
    if (!this.hosts.includes(host) || !path.startsWith('/api/'))
      return {
        status: 404,
        headers: { 'content-type': 'text/html' },
        body: new TextEncoder().encode('<html>404'),
      }
    const call = path.slice('/api/'.length)
    if (call !== 'auth.test' && call !== 'auth.revoke') return failure('unknown_method')
    if (method !== 'GET' && method !== 'POST') return failure('method_not_supported')
    const value = bearerOf(request) ?? new URLSearchParams(request.text).get('token')
    if (value === null) return failure('not_authed')
    const token = this.#tokens.find((one) => one.value === value)
    if (token === undefined) return failure('invalid_auth')
    if (token.revokedAtMs !== undefined && nowMs >= token.revokedAtMs)
      return failure('token_revoked')
    if (call === 'auth.test')
      return answerJson(
        200,
        {
          ok: true,
          url: 'https://example.slack.com/',
          team: 'Example',
          user: 'deploy',
          team_id: 'T012345',
          user_id: token.userId,
          bot_id: 'B012345',
        },
        { 'x-oauth-scopes': 'chat:write,channels:read' },
      )
    if (this.#options.refuses) return answerJson(200, { ok: true, revoked: false })
    if (token.revokedAtMs === undefined) {
      token.revokedAtMs = nowMs + (this.#options.propagationMs ?? 0)
      this.effects.push({ what: 'revoked', id: token.userId })
    }
    return answerJson(200, { ok: true, revoked: true })
  }

  #make(): Token {
    const digits = '0123456789'
    const numbers = [12, 13].map((length) => `1${this.#noise(digits, length - 1)}`)
    const token = {
      value: ['xoxb', ...numbers, this.#noise(lettersAndDigits, 24)].join('-'),
      userId: `U${this.#noise(digits, 9)}`,
      revokedAtMs: undefined,
    }
    this.#tokens.push(token)
    return token
  }
}

function failure(error: string): HttpAnswer {
  return answerJson(200, { ok: false, error })
}
