import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, jsonBodyOf, readRequest } from './simulated-request.ts'
import type { TokenWorldOptions } from './token-world.ts'

interface Token {
  readonly uuid: string
  readonly value: string
  isActive: boolean
}

/** Personal access tokens as https://docs.docker.com/reference/api/hub/latest/ describes them. */
export class DockerHubSimulator implements Simulator {
  readonly id = 'docker-hub'
  readonly hosts = ['hub.docker.com']
  readonly effects: SimulatedEffect[] = []
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []
  readonly #bearer: string

  constructor({ seed = 1 }: TokenWorldOptions = {}) {
    this.#noise = noiseOf(seed)
    this.#bearer = this.#noise(lettersAndDigits, 60)
  }

  plant(): PlantedCredential {
    this.#add()
    const { uuid, value } = this.#add()
    this.#add()
    return {
      rule: 'docker-hub-token',
      value,
      keyId: uuid,
      account: 'ada',
      env: { DOCKER_USERNAME: 'ada', DOCKERHUB_API_TOKEN: this.#bearer },
    }
  }

  answer(sent: HttpRequest): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'hub.docker.com') return failure(404, 'not found')
    const body = (jsonBodyOf(request) ?? {}) as Readonly<Record<string, unknown>>
    if (method === 'POST' && path === '/v2/auth/token') {
      const token = this.#tokens.find(({ value }) => value === body['secret'])
      return token?.isActive && body['identifier'] === 'ada'
        ? answerJson(200, { access_token: this.#bearer })
        : failure(401, 'unauthorized')
    }
    if (bearerOf(request) !== this.#bearer) return failure(401, 'unauthorized')
    const uuid = /^\/v2\/access-tokens\/([\w-]+)$/.exec(path)?.[1]
    const token = this.#tokens.find((one) => one.uuid === uuid)
    if (token === undefined) return failure(404, 'not found')
    if (method === 'GET') return answerJson(200, described(token))
    const isActive = body['is_active']
    if (method !== 'PATCH' || typeof isActive !== 'boolean') return failure(400, 'bad request')
    if (isActive !== token.isActive)
      this.effects.push({ what: isActive ? 'activated' : 'deactivated', id: token.uuid })
    token.isActive = isActive
    return answerJson(200, described(token))
  }

  #add(): Token {
    const uuid = [8, 4, 4, 4, 12].map((length) => this.#noise(hexDigits, length)).join('-')
    const token = { uuid, value: `dckr_pat_${this.#noise(lettersAndDigits, 27)}`, isActive: true }
    this.#tokens.push(token)
    return token
  }
}

function described({ uuid, isActive }: Token): object {
  return { uuid, client_id: 'HUB', is_active: isActive, token: '***', token_label: 'ci' }
}

function failure(status: number, message: string): HttpAnswer {
  return answerJson(status, { errinfo: null, message })
}
