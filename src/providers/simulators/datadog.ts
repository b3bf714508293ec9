import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits } from './noise.ts'
import { answerEmpty, answerJson, readRequest, type SimulatedRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

export interface DatadogSimulatorOptions extends TokenWorldOptions {
  /** Another key ends in the same four characters. */
  readonly lookAlike?: boolean
}

const site = 'datadoghq.eu'

/** API keys as https://docs.datadoghq.com/api/latest/key-management/ and …/authentication/ describe them. */
export class DatadogSimulator extends TokenSimulator {
  readonly id = 'datadog'
  readonly hosts = [`api.${site}`]
  readonly #lookAlike: boolean
  readonly #application: string

  constructor({ lookAlike = false, ...options }: DatadogSimulatorOptions = {}) {
    super(options)
    this.#lookAlike = lookAlike
    this.#application = this.noise(hexDigits, 40)
  }

  plant(): PlantedCredential {
    const operator = this.#add()
    for (let count = 0; count < 105; count++) this.#add()
    const { id, value } = this.#add()
    if (this.#lookAlike) this.#add(value.slice(-4))
    return {
      rule: 'datadog-api-key',
      value,
      keyId: id,
      env: { DD_SITE: site, DD_API_KEY: operator.value, DD_APP_KEY: this.#application },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method, headers } = request
    const acting = this.world.living(headers['dd-api-key'], nowMs)
    if (host !== `api.${site}` || acting === undefined)
      return answerJson(403, { status: 'error', code: 403, errors: ['Forbidden'] })
    if (method === 'GET' && path === '/api/v1/validate') return answerJson(200, { valid: true })
    if (headers['dd-application-key'] !== this.#application)
      return answerJson(403, { errors: ['Forbidden'] })
    if (method === 'GET' && path === '/api/v2/api_keys') return this.#list(request)
    const id = /^\/api\/v2\/api_keys\/([\w-]+)$/.exec(path)?.[1]
    const key = this.world.kept().find((one) => one.id === id)
    if (method !== 'DELETE' || key === undefined) return answerJson(404, { errors: ['Not Found'] })
    this.world.end(key, 'deleted', nowMs)
    return answerEmpty(204)
  }

  #list({ query }: SimulatedRequest): HttpAnswer {
    const size = Number(query.get('page[size]') ?? 10)
    const page = Number(query.get('page[number]') ?? 0)
    const shown = this.world.kept().slice(page * size, (page + 1) * size)
    return answerJson(200, {
      data: shown.map(({ id, value }) => ({
        type: 'api_keys',
        id,
        attributes: { name: 'agents', last4: value.slice(-4), created_at: '2026-10-01T00:00:00Z' },
      })),
    })
  }

  /** No two keys end alike unless they shall. */
  #add(end?: string) {
    const fresh = (): string => {
      const value = this.noise(hexDigits, 32)
      const isTaken = this.world.tokens.some((one) => one.value.slice(-4) === value.slice(-4))
      return isTaken ? fresh() : value
    }
    const value = end === undefined ? fresh() : this.noise(hexDigits, 28) + end
    return this.world.add(`key-${this.noise(hexDigits, 12)}`, value)
  }
}
