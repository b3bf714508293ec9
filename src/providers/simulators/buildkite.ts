import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, Simulator } from '../simulator.ts'
import { hexDigits, noiseOf } from './noise.ts'
import { answerEmpty, answerJson, bearerOf, readRequest } from './simulated-request.ts'
import { TokenWorld, type TokenWorldOptions } from './token-world.ts'

/** The token that asks, as https://buildkite.com/docs/apis/rest-api/access-token describes it. */
export class BuildkiteSimulator implements Simulator {
  readonly id = 'buildkite'
  readonly hosts = ['api.buildkite.com']
  readonly #world: TokenWorld
  readonly #noise: ReturnType<typeof noiseOf>

  constructor({ seed = 1, propagationMs }: TokenWorldOptions = {}) {
    this.#world = new TokenWorld(propagationMs)
    this.#noise = noiseOf(seed)
  }

  get effects() {
    return this.#world.effects
  }

  plant(): PlantedCredential {
    this.#add()
    const { id, value } = this.#add()
    this.#add()
    return { rule: 'buildkite-token', value, keyId: id, env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'api.buildkite.com' || path !== '/v2/access-token')
      return answerJson(404, { message: 'Not Found' })
    const token = this.#world.living(bearerOf(request), nowMs)
    if (token === undefined)
      return answerJson(401, {
        message: 'Authentication required. Please supply a valid API Access Token.',
      })
    if (method === 'GET') return answerJson(200, { uuid: token.id, scopes: ['read_build'] })
    if (method !== 'DELETE') return answerJson(404, { message: 'Not Found' })
    this.#world.end(token, 'revoked', nowMs)
    return answerEmpty(204)
  }

  #add() {
    return this.#world.add(this.#noise(hexDigits, 32), `bkua_${this.#noise(hexDigits, 40)}`)
  }
}
