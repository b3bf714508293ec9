import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential } from '../simulator.ts'
import { lettersAndDigits } from './noise.ts'
import { answerEmpty, answerJson, basicOf, formOf, readRequest } from './simulated-request.ts'
import { TokenSimulator } from './token-simulator.ts'
import type { TokenWorldOptions } from './token-world.ts'

const client = 'client-1'

/** An authorization server with RFC 7009 (revocation) and RFC 7662 (introspection): both say little of what they do not know. */
export class Oauth2Simulator extends TokenSimulator {
  readonly id = 'oauth2'
  readonly hosts = ['login.example.org']
  readonly #clientSecret: string

  constructor(options: TokenWorldOptions = {}) {
    super(options)
    this.#clientSecret = this.noise(lettersAndDigits, 40)
  }

  plant(): PlantedCredential {
    this.#add('1')
    const { value } = this.#add('2')
    this.#add('3')
    return {
      rule: 'unidentified-bearer-token',
      value,
      keyId: '2',
      env: {
        OAUTH2_REVOCATION_ENDPOINT: 'https://login.example.org/realms/main/revoke',
        OAUTH2_INTROSPECTION_ENDPOINT: 'https://login.example.org/realms/main/introspect',
        OAUTH2_CLIENT_ID: client,
        OAUTH2_CLIENT_SECRET: this.#clientSecret,
      },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method } = request
    const name = /^\/realms\/main\/(revoke|introspect)$/.exec(path)?.[1]
    if (host !== 'login.example.org' || method !== 'POST' || name === undefined)
      return answerJson(404, { error: 'not_found' })
    const [user, password] = basicOf(request) ?? []
    if (user !== client || password !== this.#clientSecret)
      return answerJson(401, { error: 'invalid_client' })
    const value = formOf(request).get('token')
    if (value === null) return answerJson(400, { error: 'invalid_request' })
    const token = this.world.living(value, nowMs)
    if (name === 'introspect')
      return answerJson(
        200,
        token === undefined ? { active: false } : { active: true, sub: 'ada', scope: 'read' },
      )
    if (token !== undefined) this.world.end(token, 'revoked', nowMs)
    return answerEmpty(200)
  }

  #add(id: string) {
    return this.world.add(id, this.noise(lettersAndDigits, 43))
  }
}
