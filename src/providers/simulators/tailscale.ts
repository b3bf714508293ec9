import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, basicOf, bearerOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/** Keys of a tailnet, as https://tailscale.com/api and https://tailscale.com/kb/1277/key-prefixes describe them. */
export class TailscaleSimulator extends TokenSimulator {
  readonly id = 'tailscale'
  readonly hosts = ['api.tailscale.com']

  plant(): PlantedCredential {
    this.#add()
    const { id, value } = this.#add()
    const operator = this.#add()
    return { rule: 'tailscale-key', value, keyId: id, env: { TAILSCALE_API_KEY: operator.value } }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'api.tailscale.com') return answerJson(404, { message: 'not found' })
    const value = bearerOf(request) ?? basicOf(request)?.[0]
    if (this.world.living(value, nowMs) === undefined)
      return answerJson(401, { message: 'API token invalid' })
    const id = /^\/api\/v2\/tailnet\/-\/keys\/(\w+)$/.exec(path)?.[1]
    const key = this.world.kept().find((one) => one.id === id)
    if (key === undefined) return answerJson(404, { message: 'key not found' })
    if (method === 'GET')
      return answerJson(200, {
        id: key.id,
        keyType: 'api',
        created: '2026-10-01T00:00:00Z',
        expires: '2026-12-30T00:00:00Z',
      })
    if (method !== 'DELETE') return answerJson(405, { message: 'method not allowed' })
    this.world.end(key, 'deleted', nowMs)
    return answerEmpty(200)
  }

  #add() {
    const id = `k${this.noise(lettersAndDigits, 10)}CNTRL`
    return this.world.add(id, `tskey-api-${id}-${this.noise(lettersAndDigits, 32)}`)
  }
}
