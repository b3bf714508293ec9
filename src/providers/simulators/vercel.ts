import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { hexDigits, lettersAndDigits } from './noise.ts'
import { answerJson, bearerOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/** Tokens of a user, as https://vercel.com/docs/rest-api/authentication describes them; `current` is the one that asks. */
export class VercelSimulator extends TokenSimulator {
  readonly id = 'vercel'
  readonly hosts = ['api.vercel.com']

  plant(): PlantedCredential {
    this.#add()
    const { id, value } = this.#add()
    this.#add()
    return { rule: 'vercel-token', value, keyId: id, env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'api.vercel.com') return failure(404, { code: 'not_found' })
    const acting = this.world.living(bearerOf(request), nowMs)
    if (acting === undefined)
      return failure(403, { code: 'forbidden', message: 'Not authorized', invalidToken: true })
    const found = /^\/v(\d)\/user\/tokens\/(\w+)$/.exec(path)
    const [, version, name] = found ?? []
    const token = name === 'current' ? acting : this.world.kept().find(({ id }) => id === name)
    if (token === undefined) return failure(404, { code: 'not_found' })
    if (method === 'GET' && version === '5')
      return answerJson(200, {
        token: { id: token.id, name: 'deploy', type: 'token', createdAt: 1_790_000_000_000 },
      })
    if (method !== 'DELETE' || version !== '3') return failure(404, { code: 'not_found' })
    this.world.end(token, 'deleted', nowMs)
    return answerJson(200, { tokenId: token.id })
  }

  #add() {
    return this.world.add(this.noise(hexDigits, 64), `vcp_${this.noise(lettersAndDigits, 56)}`)
  }
}

function failure(status: number, error: object): HttpAnswer {
  return answerJson(status, { error })
}
