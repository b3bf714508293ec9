import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, jsonBodyOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

interface KvVersion {
  readonly data: unknown
  isDeleted: boolean
}

/**
 * An engine for keys and values, version 2, at `secret/`, as https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 * describes it: versions, check-and-set, deletion with all versions.
 */
export class VaultKvSimulator {
  readonly hosts = ['vault.example.com:8200']
  readonly token: string
  readonly secrets = new Map<string, KvVersion[]>()
  /** `wrote app/db 2`, `deleted app/db`, in order. */
  readonly effects: string[] = []

  constructor(seed = 1) {
    this.token = `hvs.${noiseOf(seed)(lettersAndDigits, 90)}`
  }

  get env(): Record<string, string> {
    return { VAULT_ADDR: `https://${this.hosts[0]}`, VAULT_TOKEN: this.token }
  }

  write(name: string, data: unknown): void {
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), { data, isDeleted: false }])
  }

  newest(name: string): unknown {
    const last = this.secrets.get(name)?.at(-1)
    return last?.isDeleted === false ? last.data : undefined
  }

  answer(sent: HttpRequest): HttpAnswer {
    const request = readRequest(sent)
    const { host, path, method, headers } = request
    if (!this.hosts.includes(host) || !path.startsWith('/v1/')) return errors(404)
    if (headers['x-vault-token'] !== this.token) return errors(403, 'permission denied')
    const [, kind, name = ''] = /^\/v1\/secret\/(data|metadata)\/(.+)$/.exec(path) ?? []
    if (method === 'GET' && path.startsWith('/v1/sys/internal/ui/mounts/'))
      return path.startsWith('/v1/sys/internal/ui/mounts/secret/')
        ? answerJson(200, { data: { path: 'secret/', type: 'kv', options: { version: '2' } } })
        : errors(403, 'preflight capability check returned 403')
    if (kind === 'data' && method === 'GET') return this.#read(request, decodeURIComponent(name))
    if (kind === 'data' && method === 'POST') return this.#write(request, decodeURIComponent(name))
    if (kind === 'metadata' && method === 'DELETE') {
      this.secrets.delete(decodeURIComponent(name))
      this.effects.push(`deleted ${decodeURIComponent(name)}`)
      return answerJson(204)
    }
    return errors(405, 'unsupported operation')
  }

  #read({ query }: SimulatedRequest, name: string): HttpAnswer {
    const versions = this.secrets.get(name)
    if (versions === undefined) return errors(404)
    const number = Number(query.get('version') ?? versions.length) || versions.length
    const found = versions[number - 1]
    if (found === undefined) return errors(404)
    const metadata = { version: number, created_time: '2026-11-26T00:00:00Z', deletion_time: found.isDeleted ? '2026-11-26T01:00:00Z' : '', destroyed: false, custom_metadata: null } // prettier-ignore
    const data = found.isDeleted ? null : found.data
    return answerJson(found.isDeleted ? 404 : 200, { data: { data, metadata } })
  }

  #write(request: SimulatedRequest, name: string): HttpAnswer {
    const { options, data } = (jsonBodyOf(request) ?? {}) as {
      options?: { cas?: unknown }
      data?: unknown
    }
    if (typeof data !== 'object' || data === null) return errors(400, 'no data provided')
    const versions = this.secrets.get(name) ?? []
    if (options?.cas !== undefined && options.cas !== versions.length)
      return errors(400, 'check-and-set parameter did not match the current version')
    this.write(name, data)
    this.effects.push(`wrote ${name} ${versions.length + 1}`)
    return answerJson(200, { data: { version: versions.length + 1, created_time: '2026-11-26T00:00:00Z', deletion_time: '', destroyed: false } }) // prettier-ignore
  }
}

function errors(status: number, ...texts: readonly string[]): HttpAnswer {
  return answerJson(status, { errors: texts })
}
