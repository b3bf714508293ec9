import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits, lettersAndDigits } from './noise.ts'
import { answerJson, bearerOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { SimulatedToken, TokenWorldOptions } from './token-world.ts'

export interface HerokuSimulatorOptions extends TokenWorldOptions {
  /** The list shows no tokens, as that of a former login does. */
  readonly masksTokens?: boolean
}

/** Authorizations as https://devcenter.heroku.com/articles/platform-api-reference#oauth-authorization describes them. */
export class HerokuSimulator extends TokenSimulator {
  readonly id = 'heroku'
  readonly hosts = ['api.heroku.com']
  readonly #masks: boolean

  constructor({ masksTokens = false, ...options }: HerokuSimulatorOptions = {}) {
    super(options)
    this.#masks = masksTokens
  }

  plant(): PlantedCredential {
    this.#add()
    const { id, value } = this.#add()
    // One that begins like it.
    this.#add(value.slice(0, 30))
    const operator = this.#add()
    return { rule: 'heroku-api-key', value, keyId: id, env: { HEROKU_API_KEY: operator.value } }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method, headers } = request
    if (host !== 'api.heroku.com' || headers['accept'] !== 'application/vnd.heroku+json; version=3')
      return failure(404, 'not_found')
    if (this.world.living(bearerOf(request), nowMs) === undefined)
      return failure(401, 'unauthorized')
    if (method === 'GET' && path === '/account')
      return answerJson(200, {
        id: '01234567-89ab-cdef-0123-456789abcdef',
        email: 'ada@example.org',
      })
    if (method === 'GET' && path === '/oauth/authorizations')
      return answerJson(
        200,
        this.world.kept().map((token) => this.#describe(token)),
      )
    const id = /^\/oauth\/authorizations\/([\w-]+)$/.exec(path)?.[1]
    const token = this.world.kept().find((one) => one.id === id)
    if (method !== 'DELETE' || token === undefined) return failure(404, 'not_found')
    this.world.end(token, 'deleted', nowMs)
    return answerJson(200, this.#describe(token))
  }

  #describe({ id, value }: SimulatedToken): object {
    const token = this.#masks ? '****' : value
    return { id, access_token: { id: `token-${id}`, token, expires_in: null }, scope: ['global'] }
  }

  #add(start = '') {
    const id = this.noise(hexDigits, 32)
    return this.world.add(
      id,
      `HRKU-AA${(start.slice(7) + this.noise(lettersAndDigits, 58)).slice(0, 58)}`,
    )
  }
}

function failure(status: number, id: string): HttpAnswer {
  return answerJson(status, { id, message: 'Invalid credentials provided.' })
}
