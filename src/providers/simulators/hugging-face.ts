import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, bearerOf, jsonBodyOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'

/**
 * The call whoami-v2, as https://huggingface.co/docs/huggingface_hub has it, and the public call that invalidates what somebody
 * found.
 */
export class HuggingFaceSimulator extends TokenSimulator {
  readonly id = 'hugging-face'
  readonly hosts = ['huggingface.co']

  plant(): PlantedCredential {
    this.#add('first')
    const { value } = this.#add('training')
    this.#add('last')
    return { rule: 'huggingface-token', value, keyId: 'training', account: 'ada', env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    if (host !== 'huggingface.co') return answerJson(404, { error: 'Not found' })
    if (path === '/api/whoami-v2' && method === 'GET') {
      const token = this.world.living(bearerOf(request), nowMs)
      if (token === undefined)
        return answerJson(401, { error: 'Invalid credentials in Authorization header' })
      return answerJson(200, {
        type: 'user',
        id: '63dcf661f37111482522cda7',
        name: 'ada',
        orgs: [],
        auth: {
          type: 'access_token',
          accessToken: { displayName: token.id, role: 'write', createdAt: '2026-10-01T00:00:00Z' },
        },
      })
    }
    if (path !== '/api/credentials/revoke' || method !== 'POST')
      return answerJson(404, { error: 'Not found' })
    const { credentials } = (jsonBodyOf(request) ?? {}) as { credentials?: unknown }
    if (!Array.isArray(credentials) || credentials.length === 0)
      return answerJson(400, { error: 'Invalid input' })
    for (const token of this.world.tokens)
      if (credentials.includes(token.value)) this.world.end(token, 'invalidated', nowMs)
    return answerEmpty(202)
  }

  #add(id: string) {
    return this.world.add(id, `hf_${this.noise(lettersAndDigits, 34)}`)
  }
}
