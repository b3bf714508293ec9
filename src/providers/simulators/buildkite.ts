import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits } from './noise.ts'
import { answerEmpty, answerJson, bearerOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/** The token that asks, as https://buildkite.com/docs/apis/rest-api/access-token describes it. */
export class BuildkiteSimulator extends TokenSimulator {
  readonly id = 'buildkite'
  readonly hosts = ['api.buildkite.com']

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
    const token = this.world.living(bearerOf(request), nowMs)
    if (token === undefined)
      return answerJson(401, {
        message: 'Authentication required. Please supply a valid API Access Token.',
      })
    if (method === 'GET') return answerJson(200, { uuid: token.id, scopes: ['read_build'] })
    if (method !== 'DELETE') return answerJson(404, { message: 'Not Found' })
    this.world.end(token, 'revoked', nowMs)
    return answerEmpty(204)
  }

  #add() {
    return this.world.add(this.noise(hexDigits, 32), `bkua_${this.noise(hexDigits, 40)}`)
  }
}
