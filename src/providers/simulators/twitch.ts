import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { answerEmpty, answerJson, formOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Access tokens, as https://dev.twitch.tv/docs/authentication/validate-tokens/ and …/revoke-tokens/ describe them. */
export class TwitchSimulator extends TokenSimulator {
  readonly id = 'twitch'
  readonly hosts = ['id.twitch.tv']
  readonly #clientId: string

  constructor(options: TokenWorldOptions = {}) {
    super(options)
    this.#clientId = this.noise(alphabet, 30)
  }

  plant(): PlantedCredential {
    this.#add('1')
    const { value } = this.#add('2')
    this.#add('3')
    return { rule: 'twitch-client-secret', value, keyId: '2', env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method, headers } = request
    if (host !== 'id.twitch.tv') return failure(404, 'not found')
    if (path === '/oauth2/validate' && method === 'GET') {
      const value = /^OAuth (\S+)$/.exec(headers['authorization'] ?? '')?.[1]
      if (this.world.living(value, nowMs) === undefined) return failure(401, 'invalid access token')
      return answerJson(200, {
        client_id: this.#clientId,
        login: 'ada',
        scopes: ['chat:read'],
        user_id: '141981764',
        expires_in: 5_520_838,
      })
    }
    if (path !== '/oauth2/revoke' || method !== 'POST') return failure(404, 'not found')
    const form = formOf(request)
    if (form.get('client_id') !== this.#clientId) return failure(404, 'client does not exist')
    const token = this.world.living(form.get('token') ?? undefined, nowMs)
    if (token === undefined) return failure(400, 'Invalid token')
    this.world.end(token, 'revoked', nowMs)
    return answerEmpty(200)
  }

  #add(id: string) {
    return this.world.add(id, this.noise(alphabet, 30))
  }
}

function failure(status: number, message: string): HttpAnswer {
  return answerJson(status, { status, message })
}
