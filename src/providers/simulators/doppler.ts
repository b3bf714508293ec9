import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerJson, bearerOf, jsonBodyOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/** Tokens as https://docs.doppler.com/reference/auth-me and /auth-revoke describe them. */
export class DopplerSimulator extends TokenSimulator {
  readonly id = 'doppler'
  readonly hosts = ['api.doppler.com']

  plant(): PlantedCredential {
    this.#add()
    const { id, value } = this.#add()
    this.#add()
    return { rule: 'doppler-token', value, keyId: id, env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'api.doppler.com') return failure(404, 'Not found')
    const acting = this.world.living(bearerOf(request), nowMs)
    if (acting === undefined) return failure(401, 'Invalid Auth token')
    if (path === '/v3/me' && method === 'GET')
      return answerJson(200, {
        workplace: { name: 'Example', slug: '00000000000000000000' },
        type: 'personal',
        name: 'laptop',
        slug: acting.id,
        created_at: '2026-10-01T00:00:00.000Z',
        last_seen_at: '2026-11-20T00:00:00.000Z',
      })
    if (path !== '/v3/auth/revoke' || method !== 'POST') return failure(404, 'Not found')
    const { token: value } = (jsonBodyOf(request) ?? {}) as { token?: string }
    const token = this.world.living(value, nowMs)
    if (token === undefined) return failure(400, 'Invalid token')
    this.world.end(token, 'revoked', nowMs)
    return answerJson(200, { success: true })
  }

  #add() {
    const id = this.noise(lettersAndDigits, 8)
    return this.world.add(id, `dp.pt.${this.noise(lettersAndDigits, 43)}`)
  }
}

function failure(status: number, message: string): HttpAnswer {
  return answerJson(status, { messages: [message], success: false })
}
