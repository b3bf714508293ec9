import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, bearerOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

export interface SendgridSimulatorOptions extends TokenWorldOptions {
  /** The leaked key may send mail only. */
  readonly isRestricted?: boolean
}

/** API keys as https://www.twilio.com/docs/sendgrid/api-reference/api-keys describes them. */
export class SendgridSimulator extends TokenSimulator {
  readonly id = 'sendgrid'
  readonly hosts = ['api.sendgrid.com']
  readonly #isRestricted: boolean
  #leaked = ''

  constructor({ isRestricted = false, ...options }: SendgridSimulatorOptions = {}) {
    super(options)
    this.#isRestricted = isRestricted
  }

  plant(): PlantedCredential {
    // The first of the list is another one.
    this.#add()
    const { id, value } = this.#add()
    this.#leaked = value
    const operator = this.#add()
    return { rule: 'sendgrid-api-key', value, keyId: id, env: { SENDGRID_API_KEY: operator.value } }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'api.sendgrid.com') return failure(404, 'not found')
    const acting = this.world.living(bearerOf(request), nowMs)
    if (acting === undefined)
      return failure(401, 'The provided authorization grant is invalid, expired, or revoked')
    const isRestricted = this.#isRestricted && acting.value === this.#leaked
    if (method === 'GET' && path === '/v3/scopes')
      return answerJson(200, {
        scopes: isRestricted ? ['mail.send'] : ['mail.send', 'api_keys.delete'],
      })
    if (isRestricted) return failure(403, 'access forbidden')
    const id = /^\/v3\/api_keys\/([\w-]+)$/.exec(path)?.[1]
    const key = this.world.kept().find((one) => one.id === id)
    if (method !== 'DELETE' || key === undefined) return failure(404, 'unable to find API Key')
    this.world.end(key, 'deleted', nowMs)
    return answerEmpty(204)
  }

  #add() {
    const id = this.noise(lettersAndDigits, 22)
    return this.world.add(id, `SG.${id}.${this.noise(lettersAndDigits, 43)}`)
  }
}

function failure(status: number, message: string): HttpAnswer {
  return answerJson(status, { errors: [{ field: null, message }] })
}
