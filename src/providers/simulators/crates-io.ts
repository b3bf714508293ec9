import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

export interface CratesIoSimulatorOptions extends TokenWorldOptions {
  /** The token may publish certain crates only. */
  readonly isRestricted?: boolean
}

/** Tokens of crates.io, as https://crates.io/api/openapi.json describes them; the token is sent bare, as cargo sends it. */
export class CratesIoSimulator extends TokenSimulator {
  readonly id = 'crates-io'
  readonly hosts = ['crates.io']
  readonly #isRestricted: boolean

  constructor({ isRestricted = false, ...options }: CratesIoSimulatorOptions = {}) {
    super(options)
    this.#isRestricted = isRestricted
  }

  plant(): PlantedCredential {
    this.#add('1')
    const { value } = this.#add('2')
    this.#add('3')
    return { rule: 'crates-io-token', value, keyId: '2', env: {} }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const { host, path, method, headers, query } = readRequest(sent)
    const isList = method === 'GET' && path === '/api/v1/crates'
    const isEnd = method === 'DELETE' && path === '/api/v1/tokens/current'
    if (host !== 'crates.io' || (!isList && !isEnd)) return failure(404, 'Not Found')
    if (headers['user-agent'] === '') return failure(403, 'user agent required')
    if (isList && !query.has('following'))
      return answerJson(200, { crates: [], meta: { total: 1 } })
    if (headers['authorization'] === undefined)
      return failure(403, 'this action requires authentication')
    const token = this.world.living(headers['authorization'], nowMs)
    if (token === undefined) return failure(403, 'authentication failed')
    if (this.#isRestricted)
      return failure(
        403,
        'this token does not have the required permissions to perform this action',
      )
    if (isList) return answerJson(200, { crates: [{ id: 'serde' }], meta: { total: 1 } })
    this.world.end(token, 'revoked', nowMs)
    return answerEmpty(204)
  }

  #add(id: string) {
    return this.world.add(id, `cio${this.noise(lettersAndDigits, 32)}`)
  }
}

function failure(status: number, detail: string): HttpAnswer {
  return answerJson(status, { errors: [{ detail }] })
}
