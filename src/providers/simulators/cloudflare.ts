import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import {
  answerJson,
  bearerOf,
  jsonBodyOf,
  readRequest,
  type SimulatedRequest,
} from './simulated-request.ts'

interface Token {
  readonly id: string
  readonly value: string
  /** Of an account's own token. */
  readonly account: string | undefined
  readonly mayEditTokens: boolean
  readonly issuedOn: string
  policies: unknown
  status: 'active' | 'disabled'
  deletedMs: number | undefined
}

export interface CloudflareSimulatorOptions {
  readonly seed?: number
  readonly kind?: 'user' | 'account' | 'legacy-user' | 'legacy-account'
  /** The leaked token may change tokens, and so itself. */
  readonly mayEditTokens?: boolean
  readonly propagationMs?: number
}

const accountId = '0123456789abcdef'.repeat(2)
const base = '/client/v4'

/**
 * Tokens of users and accounts, as https://developers.cloudflare.com/api/resources/user/subresources/tokens/,
 * https://developers.cloudflare.com/api/resources/accounts/subresources/tokens/ and
 * https://developers.cloudflare.com/fundamentals/api/troubleshooting/ describe them.
 */
export class CloudflareSimulator implements Simulator {
  readonly id = 'cloudflare'
  readonly hosts = ['api.cloudflare.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: CloudflareSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []

  constructor(options: CloudflareSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
  }

  /** Between two others of the same owner. */
  plant(): PlantedCredential {
    const kind = this.#options.kind ?? 'user'
    const account = kind.endsWith('account') ? accountId : undefined
    const prefix = kind === 'user' ? 'cfut_' : kind === 'account' ? 'cfat_' : ''
    const operator = this.#add('', account, true)
    this.#add(prefix, account, false)
    const leaked = this.#add(prefix, account, this.#options.mayEditTokens ?? false)
    this.#add(prefix, account, false)
    return {
      rule: prefix === '' ? 'cloudflare-token-legacy' : 'cloudflare-token',
      value: leaked.value,
      keyId: leaked.id,
      ...(account !== undefined && { account }),
      env: { CLOUDFLARE_API_TOKEN: operator.value },
    }
  }

  /** As Cloudflare does with tokens that GitHub reported. */
  deactivate(id: string): void {
    this.#tokens.find((token) => token.id === id)!.status = 'disabled'
  }

  /** What a token may do, as it stands now. */
  policiesOf(id: string): unknown {
    return this.#tokens.find((token) => token.id === id)!.policies
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const given = bearerOf(request)
    if (given === undefined || !/^(?:cf[ua]t_)?[\w-]{40,}$/.test(given))
      return fault(400, 6003, 'Invalid request headers')
    const late = this.#options.propagationMs ?? 0
    const by = this.#tokens.find(
      ({ value, deletedMs }) =>
        value === given && (deletedMs === undefined || nowMs < deletedMs + late),
    )
    const path =
      /^\/client\/v4\/(user|accounts\/([0-9a-f]{32}))\/tokens(?:\/(verify|[0-9a-f]{32}))?$/.exec(
        request.path,
      )
    if (path === null || !request.path.startsWith(base)) return fault(404, 7003, 'No route')
    const account = path[2]
    // Whose token it is not, says the same as that there is none.
    if (by === undefined || by.account !== account) return fault(401, 1000, 'Invalid API Token')
    if (path[3] === 'verify' && request.method === 'GET')
      return success({ id: by.id, status: by.status, expires_on: '2027-01-01T00:00:00Z' })
    if (by.status !== 'active') return fault(401, 1000, 'Invalid API Token')
    if (!by.mayEditTokens) return fault(403, 9109, 'Unauthorized to access requested resource')
    return this.#manage(request, account, path[3], nowMs)
  }

  #manage(
    request: SimulatedRequest,
    account: string | undefined,
    id: string | undefined,
    nowMs: number,
  ): HttpAnswer {
    const tokens = this.#tokens.filter(
      (token) => token.account === account && token.deletedMs === undefined,
    )
    if (id === undefined) {
      // One a page.
      const page = Number(request.query.get('page') ?? '1')
      return success(
        tokens.slice(page - 1, page).map((token) => described(token)),
        {
          result_info: {
            page,
            per_page: 1,
            count: 1,
            total_count: tokens.length,
            total_pages: tokens.length,
          },
        },
      )
    }
    const token = tokens.find((one) => one.id === id)
    if (token === undefined) return fault(404, 1003, 'Token not found')
    if (request.method === 'GET') return success(described(token))
    if (request.method === 'DELETE') {
      token.deletedMs = nowMs
      this.effects.push({ what: 'deleted', id })
      return success({ id })
    }
    const body = (jsonBodyOf(request) ?? {}) as {
      name?: string
      policies?: unknown
      status?: 'active' | 'disabled'
    }
    const isWhole = typeof body.name === 'string' && Array.isArray(body.policies)
    if (request.method !== 'PUT' || !isWhole || !/^(?:active|disabled)$/.test(body.status ?? ''))
      return fault(400, 1001, 'Invalid request body')
    // A PUT replaces all.
    token.policies = body.policies
    token.status = body.status!
    this.effects.push({ what: body.status!, id })
    return success(described(token))
  }

  #add(prefix: string, account: string | undefined, mayEditTokens: boolean): Token {
    const token: Token = {
      id: this.#noise(hexDigits, 32),
      value:
        prefix === ''
          ? this.#noise(lettersAndDigits, 40)
          : `${prefix}${this.#noise(lettersAndDigits, 40)}${this.#noise(hexDigits, 8)}`,
      account,
      mayEditTokens,
      issuedOn: `2026-0${this.#tokens.length + 1}-01T00:00:00Z`,
      policies: [
        {
          id: this.#noise(hexDigits, 32),
          effect: 'allow',
          resources: { 'com.cloudflare.api.account.zone.*': '*' },
          permission_groups: [{ id: this.#noise(hexDigits, 32), name: 'DNS Write' }],
        },
      ],
      status: 'active',
      deletedMs: undefined,
    }
    this.#tokens.push(token)
    return token
  }
}

function described({ id, status, policies, issuedOn }: Token): object {
  return {
    id,
    name: 'deploy',
    status,
    policies,
    issued_on: issuedOn,
    modified_on: issuedOn,
    last_used_on: '2026-11-25T00:00:00Z',
    expires_on: '2027-01-01T00:00:00Z',
    condition: {},
  }
}

function success(result: unknown, further: object = {}): HttpAnswer {
  return answerJson(200, { success: true, errors: [], messages: [], result, ...further })
}

function fault(status: number, code: number, message: string): HttpAnswer {
  return answerJson(
    status,
    { success: false, errors: [{ code, message }], messages: [], result: null },
    { 'cf-ray': '8c0ffee0000-FRA' },
  )
}
