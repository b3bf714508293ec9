import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest } from './simulated-request.ts'

interface Key {
  readonly id: string
  readonly value: string
  readonly mayReadBalance: boolean
  expiredMs: number | undefined
}

export interface StripeSimulatorOptions {
  readonly seed?: number
  readonly hasTwin?: boolean
  /** How long Stripe takes an ended key; about nine seconds were measured. */
  readonly propagationMs?: number
  /** Most accounts do not have the preview. */
  readonly hasPreview?: boolean
  readonly isRestricted?: boolean
}

const account = 'acct_1Simulated'

/**
 * Keys of an account: errors as https://docs.stripe.com/error-codes and https://docs.stripe.com/keys describe them; the
 * managed keys as Stripe's own libraries have them (`/v2/iam/api_keys`).
 */
export class StripeSimulator implements Simulator {
  readonly id = 'stripe'
  readonly hosts = ['api.stripe.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: StripeSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #app: string
  readonly #keys: Key[] = []

  constructor(options: StripeSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#app = this.#token('sk_live_51', 97)
  }

  plant(): PlantedCredential {
    const end = this.#noise(lettersAndDigits, 4)
    this.#add('')
    const leaked = this.#add(end, this.#options.isRestricted !== true)
    this.#add('')
    if (this.#options.hasTwin === true) this.#add(end)
    return {
      rule: 'stripe-secret-key',
      value: leaked.value,
      keyId: leaked.id,
      account,
      env: { STRIPE_APP_KEY: this.#app, STRIPE_ACCOUNT: account },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const given = bearerOf(request)
    if (request.path === '/v1/balance' && request.method === 'GET')
      return this.#balance(given, nowMs)
    if (given !== this.#app) return fault(401, { message: 'Invalid API Key provided: ****' })
    if (!request.headers['stripe-version']?.endsWith('.preview'))
      return fault(400, { message: 'Unrecognized request URL' })
    if (this.#options.hasPreview === false || request.headers['stripe-context'] !== account)
      return fault(403, { message: 'not permitted' })
    if (request.path === '/v2/iam/api_keys' && request.method === 'GET') {
      // One key a page.
      const at = Number(request.query.get('page') ?? '0')
      const further = `https://api.stripe.com/v2/iam/api_keys?limit=100&page=${at + 1}`
      return answerJson(200, {
        data: this.#keys.slice(at, at + 1).map((key) => described(key)),
        next_page_url: this.#keys[at + 1] === undefined ? null : further,
        previous_page_url: null,
      })
    }
    const found = /^\/v2\/iam\/api_keys\/(\w+)\/expire$/.exec(request.path)
    const key = this.#keys.find(({ id }) => id === found?.[1])
    if (key === undefined || request.method !== 'POST') return fault(404, { code: 'not_found' })
    key.expiredMs = nowMs
    this.effects.push({ what: 'expired', id: key.id })
    return answerJson(200, described(key))
  }

  #token(start: string, length: number, end = ''): string {
    return start + this.#noise(lettersAndDigits, length - end.length) + end
  }

  #add(end: string, mayReadBalance = true): Key {
    const value = this.#token(mayReadBalance ? 'sk_live_51' : 'rk_live_51', 97, end)
    const id = `mk_${this.#noise(lettersAndDigits, 24)}`
    const key: Key = { id, value, mayReadBalance, expiredMs: undefined }
    this.#keys.push(key)
    return key
  }

  #balance(given: string | undefined, nowMs: number): HttpAnswer {
    const key = this.#keys.find(({ value }) => value === given)
    if (key === undefined)
      return fault(401, {
        type: 'invalid_request_error',
        message: 'Invalid API Key provided: sk_live_****',
      })
    if (key.expiredMs !== undefined && nowMs >= key.expiredMs + (this.#options.propagationMs ?? 0))
      return fault(401, {
        type: 'invalid_request_error',
        code: 'api_key_expired',
        message: 'Expired API Key provided: sk_live_****',
      })
    if (!key.mayReadBalance)
      return fault(403, {
        type: 'invalid_request_error',
        message: 'The provided key does not have the required permissions for this endpoint.',
      })
    return answerJson(200, { object: 'balance', available: [], livemode: true, pending: [] })
  }
}

function described({ id, value, expiredMs }: Key): object {
  return {
    id,
    object: 'v2.iam.api_key',
    name: 'backend',
    type: 'secret_key',
    status: expiredMs === undefined ? 'active' : 'expired',
    last_used: '2026-11-20T00:00:00Z',
    secret_key: { secret_token_redacted: `sk_live_****${value.slice(-4)}` },
  }
}

function fault(status: number, error: object): HttpAnswer {
  return answerJson(status, { error }, { 'request-id': 'req_simulated' })
}
