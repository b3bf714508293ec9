import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, bearerOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

interface Key {
  readonly id: string
  readonly value: string
  /** `undefined` for an admin key. */
  readonly project: string | undefined
  readonly isServiceAccount: boolean
  deletedMs: number | undefined
}

export interface OpenaiSimulatorOptions {
  readonly seed?: number
  /** Another key, of another project, shows the same ends. */
  readonly hasTwin?: boolean
  readonly kind?: 'project' | 'service-account' | 'admin'
  readonly propagationMs?: number
  /** The leaked key may not list models. */
  readonly isRestricted?: boolean
}

/**
 * Keys of an organisation's projects, as https://platform.openai.com/docs/api-reference/project-api-keys,
 * https://platform.openai.com/docs/api-reference/admin-api-keys, https://platform.openai.com/docs/api-reference/projects and
 * https://platform.openai.com/docs/guides/error-codes describe them.
 */
export class OpenaiSimulator implements Simulator {
  readonly id = 'openai'
  readonly hosts = ['api.openai.com']
  readonly effects: SimulatedEffect[] = []
  readonly #options: OpenaiSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #projects: string[]
  readonly #keys: Key[] = []
  readonly #admin: Key

  constructor(options: OpenaiSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#projects = Array.from({ length: 3 }, () => `proj_${this.#noise(lettersAndDigits, 24)}`)
    this.#admin = this.#add(undefined, '')
  }

  /** In the second project, behind others; each project has keys, and no two but a twin show the same ends. */
  plant(): PlantedCredential {
    const kind = this.#options.kind ?? 'project'
    const end = this.#noise(lettersAndDigits, 4)
    for (const project of this.#projects) this.#add(project, '')
    const leaked = this.#add(kind === 'admin' ? undefined : this.#projects[1]!, end, kind)
    for (const project of this.#projects) this.#add(project, '')
    this.#add(undefined, '')
    if (this.#options.hasTwin === true) this.#add(this.#projects[2]!, end)
    return {
      rule: 'openai-api-key',
      value: leaked.value,
      keyId: leaked.id,
      env: { OPENAI_ADMIN_KEY: this.#admin.value },
    }
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    const given = bearerOf(request)
    const by = this.#keys.find(
      ({ value, deletedMs }) =>
        value === given &&
        (deletedMs === undefined || nowMs < deletedMs + (this.#options.propagationMs ?? 0)),
    )
    if (by === undefined)
      return fault(401, 'invalid_api_key', 'Incorrect API key provided: sk-****.')
    if (request.path === '/v1/models') {
      const may = by.project !== undefined && this.#options.isRestricted !== true
      return may && request.method === 'GET'
        ? answerJson(200, { object: 'list', data: [{ id: 'gpt', object: 'model' }] })
        : fault(403, null, 'You have insufficient permissions. Missing scopes: api.model.read.')
    }
    if (by.project !== undefined) return fault(403, null, 'Missing scopes: api.management.read.')
    return this.#administer(request, nowMs)
  }

  #administer(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const path =
      /^\/v1\/organization\/(projects|admin_api_keys)(?:\/([\w]+))?(?:\/(api_keys)(?:\/(\w+))?)?$/.exec(
        request.path,
      )
    if (path === null) return fault(404, null, 'Invalid URL')
    const [, kind, first, isOfKeys, keyId] = path
    if (kind === 'projects' && first === undefined)
      return this.#page(
        request,
        this.#projects.map((id) => ({
          id,
          object: 'organization.project',
          name: 'shop',
          status: 'active',
        })),
      )
    const project = kind === 'projects' ? first : undefined
    if (kind === 'projects' && (isOfKeys === undefined || !this.#projects.includes(project!)))
      return fault(404, null, 'No such project')
    const id = kind === 'projects' ? keyId : first
    const keys = this.#keys.filter((key) => key.project === project && key.deletedMs === undefined)
    if (id === undefined)
      return this.#page(
        request,
        keys.map((key) => described(key)),
      )
    const key = keys.find((one) => one.id === id)
    if (key === undefined) return fault(404, null, 'No such key')
    if (request.method === 'GET') return answerJson(200, described(key))
    if (request.method !== 'DELETE') return fault(405, null, 'Method not allowed')
    key.deletedMs = nowMs
    this.effects.push({ what: 'deleted', id: key.id })
    const object =
      project === undefined ? 'organization.admin_api_key' : 'organization.project.api_key'
    return answerJson(200, { object: `${object}.deleted`, id: key.id, deleted: true })
  }

  /** Two a page. */
  #page(request: SimulatedRequest, items: readonly { readonly id: string }[]): HttpAnswer {
    if (request.method !== 'GET') return fault(405, null, 'Method not allowed')
    const after = request.query.get('after')
    const from = after === null ? 0 : items.findIndex(({ id }) => id === after) + 1
    const data = items.slice(from, from + 2)
    return answerJson(200, {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: from + 2 < items.length,
    })
  }

  #add(project: string | undefined, end: string, kind?: string): Key {
    const prefix =
      project === undefined ? 'sk-admin-' : kind === 'service-account' ? 'sk-svcacct-' : 'sk-proj-'
    const key: Key = {
      id: `key_${this.#noise(lettersAndDigits, 16)}`,
      value: `${prefix}${this.#noise(lettersAndDigits, 74)}T3BlbkFJ${this.#noise(lettersAndDigits, 74 - end.length)}${end}`,
      project,
      isServiceAccount: kind === 'service-account',
      deletedMs: undefined,
    }
    this.#keys.push(key)
    return key
  }
}

function described(key: Key): { readonly id: string } {
  const shown = `${/^sk-\w+-/.exec(key.value)![0]}***...***${key.value.slice(-4)}`
  const owner = key.isServiceAccount
    ? { type: 'service_account', service_account: { id: 'svc_1', name: 'robot' } }
    : { type: 'user', user: { id: 'user_1', name: 'Ada', email: 'ada@example.com' } }
  return {
    object:
      key.project === undefined ? 'organization.admin_api_key' : 'organization.project.api_key',
    id: key.id,
    name: 'backend',
    redacted_value: shown,
    created_at: 1_767_225_600,
    last_used_at: 1_767_312_000,
    owner,
  } as { readonly id: string }
}

function fault(status: number, code: string | null, message: string): HttpAnswer {
  return answerJson(status, {
    error: { message, type: 'invalid_request_error', param: null, code },
  })
}
