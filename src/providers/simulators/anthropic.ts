import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, jsonBodyOf, readRequest } from './simulated-request.ts'

interface Key {
  readonly id: string
  readonly value: string
  status: string
  changedMs: number
}

export interface AnthropicSimulatorOptions {
  readonly seed?: number
  /** Another key of the organisation has the same hint. */
  readonly hasTwin?: boolean
  /** Keys in the list before the leaked one. */
  readonly others?: number
  readonly propagationMs?: number
}

/**
 * Keys of an organisation, as https://platform.claude.com/docs/en/api/admin/api_keys and
 * https://platform.claude.com/docs/en/api/errors describe them.
 */
export class AnthropicSimulator implements Simulator {
  readonly id = 'anthropic'
  readonly hosts = ['api.anthropic.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: AnthropicSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #admin: string
  readonly #keys: Key[] = []

  constructor(options: AnthropicSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#admin = `sk-ant-admin01-${this.#noise(lettersAndDigits, 93)}AA`
  }

  /** A key behind a page of others; the next one has the same first characters, the one after it the same last ones. */
  plant(): PlantedCredential {
    for (let count = 0; count < (this.#options.others ?? 120); count++) this.#add('', '')
    const [start, end] = [this.#noise(lettersAndDigits, 3), this.#noise(lettersAndDigits, 2)]
    const leaked = this.#add(start, end)
    this.#add(start, '')
    this.#add('', end)
    if (this.#options.hasTwin === true) this.#add(start, end)
    return {
      rule: 'anthropic-api-key',
      value: leaked.value,
      keyId: leaked.id,
      env: { ANTHROPIC_ADMIN_KEY: this.#admin },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    if (request.headers['anthropic-version'] !== '2023-06-01')
      return fault(400, 'invalid_request_error')
    const given = request.headers['x-api-key'] ?? ''
    if (request.path === '/v1/models' && request.method === 'GET') {
      const key = this.#keys.find(({ value }) => value === given)
      const isLate = key !== undefined && nowMs < key.changedMs + (this.#options.propagationMs ?? 0)
      if (key === undefined || (key.status === 'active') === isLate)
        return fault(401, 'authentication_error')
      return answerJson(200, { data: [{ type: 'model', id: 'claude' }], has_more: true })
    }
    if (given !== this.#admin) return fault(401, 'authentication_error')
    const found = /^\/v1\/organizations\/api_keys(?:\/([\w-]+))?$/.exec(request.path)
    if (found === null) return fault(404, 'not_found_error')
    if (found[1] === undefined) return this.#listed(request.query)
    const key = this.#keys.find(({ id }) => id === found[1])
    if (key === undefined) return fault(404, 'not_found_error')
    if (request.method === 'GET') return answerJson(200, described(key))
    const { status } = (jsonBodyOf(request) ?? {}) as { status?: string }
    if (request.method !== 'POST' || !['active', 'inactive', 'archived'].includes(status ?? ''))
      return fault(400, 'invalid_request_error')
    key.status = status!
    key.changedMs = nowMs
    this.effects.push({ what: status!, id: key.id })
    return answerJson(200, described(key))
  }

  #add(start: string, end: string): Key {
    const middle = this.#noise(lettersAndDigits, 93 - start.length - end.length)
    const key = {
      id: `apikey_01${this.#noise(lettersAndDigits, 22)}`,
      value: `sk-ant-api03-${start}${middle}${end}AA`,
      status: 'active',
      changedMs: Number.NEGATIVE_INFINITY,
    }
    this.#keys.push(key)
    return key
  }

  #listed(query: URLSearchParams): HttpAnswer {
    const limit = Number(query.get('limit') ?? '20')
    const after = query.get('after_id')
    const from = after === null ? 0 : this.#keys.findIndex(({ id }) => id === after) + 1
    const page = this.#keys.slice(from, from + limit)
    return answerJson(200, {
      data: page.map((key) => described(key)),
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
      has_more: from + limit < this.#keys.length,
    })
  }
}

function described({ id, value, status }: Key): object {
  return {
    id,
    type: 'api_key',
    name: 'backend',
    workspace_id: null,
    created_at: '2026-02-03T00:00:00Z',
    created_by: { id: 'user_01', type: 'user' },
    partial_key_hint: `${value.slice(0, 16)}...${value.slice(-4)}`,
    status,
  }
}

function fault(status: number, type: string): HttpAnswer {
  const error = { type, message: `Simulated ${type}.` }
  return answerJson(status, { type: 'error', error, request_id: 'req_01' })
}
