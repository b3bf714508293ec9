import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest } from './simulated-request.ts'

/** A vendor that can only be asked whether a token works; a person ends it there. */
interface Vendor {
  readonly host: string
  readonly rule: string
  readonly env: Readonly<Record<string, string>>
  makeValue(noise: (alphabet: string, length: number) => string): string
  /** @returns the token that a request for the one documented path shows; `undefined`: another path */
  tokenOf(request: ReturnType<typeof readRequest>): string | undefined
  readonly live: object
  readonly dead: readonly [number, object]
}

const isGet = (request: ReturnType<typeof readRequest>, path: string): boolean =>
  request.method === 'GET' && request.path === path

const vendors = {
  /** https://docs.databricks.com/api/workspace/currentuser/me */
  databricks: {
    host: 'adb-1.2.azuredatabricks.net',
    rule: 'databricks-token',
    env: { DATABRICKS_HOST: 'https://adb-1.2.azuredatabricks.net' },
    makeValue: (noise) => `dapi${noise(hexDigits, 32)}`,
    tokenOf: (request) =>
      isGet(request, '/api/2.0/preview/scim/v2/Me') ? (bearerOf(request) ?? '') : undefined,
    live: { id: '7535194597985784', userName: 'ada@example.org', active: true },
    dead: [403, { error_code: 403, message: 'Invalid access token.' }],
  },
  /** https://grafana.com/docs/grafana/latest/developers/http_api/org/ */
  grafana: {
    host: 'grafana.example.org',
    rule: 'grafana-service-account-token',
    env: { GRAFANA_URL: 'https://grafana.example.org' },
    makeValue: (noise) => `glsa_${noise(lettersAndDigits, 32)}_${noise(hexDigits, 8)}`,
    tokenOf: (request) => (isGet(request, '/api/org') ? (bearerOf(request) ?? '') : undefined),
    live: { id: 1, name: 'Main Org.' },
    dead: [401, { message: 'Invalid API key', messageId: 'api-key.invalid', statusCode: 401 }],
  },
  /** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/account */
  'hcp-terraform': {
    host: 'app.terraform.io',
    rule: 'hashicorp-terraform-token',
    env: {},
    makeValue: (noise) => `${noise(lettersAndDigits, 14)}.atlasv1.${noise(lettersAndDigits, 67)}`,
    tokenOf: (request) =>
      isGet(request, '/api/v2/account/details') &&
      request.headers['content-type'] === 'application/vnd.api+json'
        ? (bearerOf(request) ?? '')
        : undefined,
    live: { data: { id: 'user-V3R563qtJNcExAkN', type: 'users', attributes: { username: 'ada' } } },
    dead: [401, { errors: [{ status: '401', title: 'unauthorized' }] }],
  },
  /** https://core.telegram.org/bots/api#getme: the token stands in the path. */
  telegram: {
    host: 'api.telegram.org',
    rule: 'telegram-bot-token',
    env: {},
    makeValue: (noise) => `1${noise('0123456789', 9)}:AA${noise(lettersAndDigits, 33)}`,
    tokenOf: ({ method, path }) =>
      method === 'GET' ? /^\/bot(\d+:[\w-]+)\/getMe$/.exec(path)?.[1] : undefined,
    live: {
      ok: true,
      result: { id: 123_456, is_bot: true, first_name: 'Ada', username: 'ada_bot' },
    },
    dead: [401, { ok: false, error_code: 401, description: 'Unauthorized' }],
  },
} as const satisfies Readonly<Record<string, Vendor>>

export type ProbedVendor = keyof typeof vendors

/** Vendors whose interface tells whether a token works and cannot end this one, each as its documentation describes it. */
export class ProbedVendorSimulator implements Simulator {
  readonly effects: readonly SimulatedEffect[] = []
  readonly id: ProbedVendor
  readonly hosts: readonly string[]
  readonly #vendor: Vendor
  readonly #value: string
  #isEnded = false

  constructor(id: ProbedVendor, seed = 1) {
    this.id = id
    this.#vendor = vendors[id]
    this.hosts = [this.#vendor.host]
    this.#value = this.#vendor.makeValue(noiseOf(seed))
  }

  plant(): PlantedCredential {
    const { rule, env } = this.#vendor
    return { rule, value: this.#value, env }
  }

  /** A person ended it on the vendor's page. */
  endByHand(): void {
    this.#isEnded = true
  }

  answer(sent: HttpRequest): HttpAnswer {
    const request = readRequest(sent)
    const given = this.#vendor.tokenOf(request)
    if (request.host !== this.#vendor.host || given === undefined)
      return answerJson(404, { message: 'Not Found' })
    return given === this.#value && !this.#isEnded
      ? answerJson(200, this.#vendor.live)
      : answerJson(...this.#vendor.dead)
  }
}
