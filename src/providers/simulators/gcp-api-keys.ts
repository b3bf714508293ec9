import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { fault } from './gcp-fault.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

interface Key {
  readonly name: string
  readonly value: string
  readonly createdMs: number
  deletedMs: number | undefined
}

export interface GcpApiKeysSimulatorOptions {
  readonly seed?: number
  /** Why the key may not call this service: then Google answers 403, with the project it belongs to. */
  readonly blockedBy?: 'API_KEY_SERVICE_BLOCKED' | 'API_KEY_IP_ADDRESS_BLOCKED' | 'SERVICE_DISABLED'
  readonly propagationMs?: number
  readonly mayRead?: boolean
}

const projectNumber = '123456789012'

/**
 * API keys of a project, as https://cloud.google.com/api-keys/docs/reference/rest/v2/projects.locations.keys,
 * https://cloud.google.com/api-keys/docs/undelete and
 * https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto describe them.
 */
export class GcpApiKeysSimulator implements Simulator {
  readonly id = 'gcp-api-keys'
  readonly hosts = ['generativelanguage.googleapis.com', 'apikeys.googleapis.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: GcpApiKeysSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #operator: string
  readonly #keys: Key[] = []

  constructor(options: GcpApiKeysSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#operator = `ya29.${this.#noise(lettersAndDigits, 60)}`
  }

  /** The second of three, each on a page of its own; the first differs in its last letter. */
  plant(): PlantedCredential {
    const value = `AIza${this.#noise(lettersAndDigits, 35)}`
    this.#add(value.slice(0, -1) + (value.endsWith('x') ? 'y' : 'x'), 0)
    const leaked = this.#add(value, 0)
    this.#add(`AIza${this.#noise(lettersAndDigits, 35)}`, Date.parse('2026-11-24T00:00:00Z'))
    return {
      rule: 'google-api-key',
      value,
      keyId: leaked.name,
      account: `projects/${projectNumber}`,
      env: { GOOGLE_OAUTH_ACCESS_TOKEN: this.#operator },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    return request.host === 'generativelanguage.googleapis.com'
      ? this.#models(request, nowMs)
      : this.#administer(request, nowMs)
  }

  #models(request: SimulatedRequest, nowMs: number): HttpAnswer {
    if (request.method !== 'GET' || request.path !== '/v1beta/models')
      return fault(404, 'NOT_FOUND')
    const given = request.headers['x-goog-api-key']
    const key = this.#keys.find(({ value }) => value === given)
    const late = this.#options.propagationMs ?? 0
    const isGone = key?.deletedMs !== undefined && nowMs >= key.deletedMs + late
    if (key === undefined || isGone)
      return fault(400, 'INVALID_ARGUMENT', [reason('API_KEY_INVALID', {})])
    const { blockedBy } = this.#options
    return blockedBy === undefined
      ? answerJson(200, { models: [{ name: 'models/gemini' }] })
      : fault(403, 'PERMISSION_DENIED', [
          reason(blockedBy, { consumer: `projects/${projectNumber}`, service: request.host }),
        ])
  }

  #administer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    if (bearerOf(request) !== this.#operator) return fault(401, 'UNAUTHENTICATED')
    const path = request.path.replace(/^\/v2\//, '')
    const folder = `projects/${projectNumber}/locations/global/keys`
    if (path === folder && request.method === 'GET') return this.#page(request)
    const key = this.#keys.find(({ name }) => path.startsWith(name))
    if (key === undefined) return fault(404, 'NOT_FOUND')
    const verb = `${request.method} ${path.slice(key.name.length)}`
    if (verb === 'GET ') return answerJson(200, described(key))
    if (verb === 'GET /keyString')
      return this.#options.mayRead === false
        ? fault(403, 'PERMISSION_DENIED')
        : answerJson(200, { keyString: key.value })
    if (verb === 'DELETE ' && key.deletedMs === undefined) key.deletedMs = nowMs
    else if (verb === 'POST :undelete' && key.deletedMs !== undefined) key.deletedMs = undefined
    else return fault(400, 'FAILED_PRECONDITION')
    this.effects.push({ what: verb === 'DELETE ' ? 'deleted' : 'undeleted', id: key.name })
    return answerJson(200, { name: `operations/akmf.${this.#noise(hexDigits, 12)}` })
  }

  #page(request: SimulatedRequest): HttpAnswer {
    const keys = this.#keys.filter(({ deletedMs }) => deletedMs === undefined)
    const at = Number(request.query.get('pageToken') ?? '0')
    return answerJson(200, {
      keys: keys.slice(at, at + 1).map((key) => described(key)),
      ...(keys[at + 1] !== undefined && { nextPageToken: String(at + 1) }),
    })
  }

  #add(value: string, createdMs: number): Key {
    const id = this.#noise(hexDigits, 32).replace(
      /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
      '$1-$2-$3-$4-$5',
    )
    const name = `projects/${projectNumber}/locations/global/keys/${id}`
    const key: Key = { name, value, createdMs, deletedMs: undefined }
    this.#keys.push(key)
    return key
  }
}

function described({ name, createdMs, deletedMs }: Key): object {
  return {
    name,
    uid: name.split('/').at(-1),
    displayName: 'maps',
    createTime: new Date(createdMs).toISOString(),
    ...(deletedMs !== undefined && { deleteTime: new Date(deletedMs).toISOString() }),
    restrictions: { apiTargets: [{ service: 'maps-backend.googleapis.com' }] },
    etag: 'W/"1"',
  }
}

function reason(word: string, metadata: object): object {
  const type = 'type.googleapis.com/google.rpc.ErrorInfo'
  return { '@type': type, reason: word, domain: 'googleapis.com', metadata }
}
