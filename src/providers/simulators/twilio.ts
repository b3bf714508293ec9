import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits, lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, basicOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

export interface TwilioSimulatorOptions extends TokenWorldOptions {
  /** What leaked is the auth token of the account. */
  readonly isAuthToken?: boolean
}

/**
 * API keys and the auth token of an account: https://www.twilio.com/docs/iam/api-keys,
 * https://www.twilio.com/docs/usage/api/balance. A standard key may read all but accounts and keys.
 */
export class TwilioSimulator extends TokenSimulator {
  readonly id = 'twilio'
  readonly hosts = ['api.twilio.com']
  readonly #account: string
  readonly #authToken: string
  readonly #isAuthToken: boolean

  constructor({ isAuthToken = false, ...options }: TwilioSimulatorOptions = {}) {
    super(options)
    this.#account = `AC${this.noise(hexDigits, 32)}`
    this.#authToken = this.noise(hexDigits, 32)
    this.#isAuthToken = isAuthToken
  }

  plant(): PlantedCredential {
    const env = { TWILIO_ACCOUNT_SID: this.#account }
    if (this.#isAuthToken) return { rule: 'twilio-auth-token', value: this.#authToken, env }
    this.#add()
    const { id, value } = this.#add()
    this.#add()
    return {
      rule: 'twilio-api-key-sid',
      value: id,
      keyId: id,
      components: { 'twilio-api-key-secret': value },
      env: { ...env, TWILIO_AUTH_TOKEN: this.#authToken },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    const base = `/2010-04-01/Accounts/${this.#account}`
    const [user, password] = basicOf(request) ?? []
    const isAccount = user === this.#account && password === this.#authToken
    const key = this.world.living(password, nowMs)
    if (host !== 'api.twilio.com' || (!isAccount && (key === undefined || key.id !== user)))
      return failure(401, 20003, 'Authenticate')
    if (method === 'GET' && path === `${base}/Balance.json`)
      return answerJson(200, { account_sid: this.#account, balance: '9.50', currency: 'USD' })
    if (!path.startsWith(base)) return failure(404, 20404, 'not found')
    if (!isAccount) return failure(401, 20003, 'Authenticate')
    if (method === 'GET' && path === `${base}.json`)
      return answerJson(200, { sid: this.#account, status: 'active', friendly_name: 'main' })
    const id = /\/Keys\/(SK[0-9a-f]{32})\.json$/.exec(path)?.[1]
    const found = this.world.kept().find((one) => one.id === id)
    if (found === undefined) return failure(404, 20404, 'not found')
    if (method === 'GET') return answerJson(200, { sid: found.id, friendly_name: 'backend' })
    if (method !== 'DELETE') return failure(405, 20004, 'Method not allowed')
    this.world.end(found, 'deleted', nowMs)
    return answerEmpty(204)
  }

  #add() {
    return this.world.add(`SK${this.noise(hexDigits, 32)}`, this.noise(lettersAndDigits, 32))
  }
}

function failure(status: number, code: number, message: string): HttpAnswer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return answerJson(status, { code, message, more_info, status })
}
