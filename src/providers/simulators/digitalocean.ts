import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits } from './noise.ts'
import { answerEmpty, answerJson, bearerOf, formOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

export interface DigitaloceanSimulatorOptions extends TokenWorldOptions {
  /** It takes the request and does nothing. */
  readonly ignoresRevocation?: boolean
}

/** Tokens as https://docs.digitalocean.com/reference/api/oauth/ and the account of the API describe them. */
export class DigitaloceanSimulator extends TokenSimulator {
  readonly id = 'digitalocean'
  readonly hosts = ['api.digitalocean.com', 'cloud.digitalocean.com']
  readonly #ignores: boolean

  constructor(options: DigitaloceanSimulatorOptions = {}) {
    super(options)
    this.#ignores = options.ignoresRevocation === true
  }

  plant(): PlantedCredential {
    this.#add('first')
    const { value } = this.#add('leaked')
    this.#add('last')
    return { rule: 'digitalocean-token', value, keyId: 'leaked', env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    const acting = this.world.living(bearerOf(request), nowMs)
    if (host === 'api.digitalocean.com' && path === '/v2/account' && method === 'GET') {
      if (acting === undefined)
        return answerJson(401, { id: 'Unauthorized', message: 'Unable to authenticate you' })
      return answerJson(200, {
        account: { uuid: 'b6fr89dbf6d9156cace5f3c78dc9851d957381ef', status: 'active' },
      })
    }
    if (host !== 'cloud.digitalocean.com' || path !== '/v1/oauth/revoke' || method !== 'POST')
      return answerJson(404, {
        id: 'not_found',
        message: 'The resource you requested could not be found.',
      })
    const token = this.world.living(formOf(request).get('token') ?? undefined, nowMs)
    if (acting === undefined || token === undefined)
      return answerJson(401, { error: 'invalid_token' })
    if (!this.#ignores) this.world.end(token, 'revoked', nowMs)
    return answerEmpty(200)
  }

  #add(id: string) {
    return this.world.add(id, `dop_v1_${this.noise(hexDigits, 64)}`)
  }
}
