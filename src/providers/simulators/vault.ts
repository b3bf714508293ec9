import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { lettersAndDigits, noiseOf } from './noise.ts'
import { answerJson, jsonBodyOf, readRequest, type SimulatedRequest } from './simulated-request.ts'

interface Token {
  readonly id: string
  readonly accessor: string
  readonly type: 'service' | 'batch'
  readonly policies: readonly string[]
  readonly parent: string | undefined
  isRevoked: boolean
}

export interface VaultSimulatorOptions {
  readonly seed?: number
  /** As servers before 1.17 and some forks say it: an invalid token is told apart from a forbidden path by nothing. */
  readonly saysOnlyDenied?: boolean
  /** The leaked token may not look itself up. */
  readonly withoutDefaultPolicy?: boolean
  readonly type?: 'service' | 'batch'
  /** The secrets engine cannot reach its database. */
  readonly backendIsDown?: boolean
}

const host = 'vault.example.com:8200'

/**
 * Tokens and leases, as https://developer.hashicorp.com/vault/api-docs/auth/token,
 * https://developer.hashicorp.com/vault/api-docs/system/leases and
 * https://developer.hashicorp.com/vault/docs/concepts/tokens#error-responses describe them. A lease that is not there is
 * revoked with 204, too.
 */
export class VaultSimulator implements Simulator {
  readonly id = 'vault'
  readonly hosts = [host]
  readonly effects: SimulatedEffect[] = []
  readonly leases = new Set<string>()
  readonly #options: VaultSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #tokens: Token[] = []
  readonly #operator: string

  constructor(options: VaultSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#operator = this.#add({ policies: ['root'] }).id
  }

  /** A token with a child, and one of somebody else. */
  plant(): PlantedCredential {
    const isBare = this.#options.withoutDefaultPolicy === true
    const leaked = this.#add({
      policies: isBare ? ['deploy'] : ['default', 'deploy'],
      type: this.#options.type ?? 'service',
    })
    this.#add({ policies: ['default'], parent: leaked.accessor })
    this.#add({ policies: ['default'] })
    return {
      rule: 'hashicorp-vault-token',
      value: leaked.id,
      keyId: leaked.accessor,
      env: { VAULT_ADDR: `https://${host}`, VAULT_TOKEN: this.#operator },
    }
  }

  /** A lease, one that differs in its last letter, and one of another role. */
  plantLease(): PlantedCredential {
    const lease = `database/creds/shop/${this.#noise(lettersAndDigits, 24)}`
    this.leases.add(lease)
    this.leases.add(lease.slice(0, -1) + (lease.endsWith('x') ? 'y' : 'x'))
    this.leases.add(`database/creds/other/${this.#noise(lettersAndDigits, 24)}`)
    return {
      rule: 'generic-password',
      value: this.#noise(lettersAndDigits, 20),
      keyId: lease,
      env: { VAULT_ADDR: `https://${host}`, VAULT_TOKEN: this.#operator },
    }
  }

  isLive(accessor: string): boolean {
    return this.#tokens.some((token) => token.accessor === accessor && !token.isRevoked)
  }

  children(accessor: string): string[] {
    return this.#tokens.filter(({ parent }) => parent === accessor).map((one) => one.accessor)
  }

  answer(sent: HttpRequest): HttpAnswer {
    const request = readRequest(sent)
    if (request.host !== host || !request.path.startsWith('/v1/')) return errors(404)
    const path = request.path.slice(4)
    const token = this.#tokens.find(
      ({ id, isRevoked }) => id === request.headers['x-vault-token'] && !isRevoked,
    )
    if (token === undefined)
      return this.#options.saysOnlyDenied === true
        ? errors(403, 'permission denied')
        : errors(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n')
    const isSelf = path === 'auth/token/lookup-self' || path === 'auth/token/revoke-self'
    const mayAct = token.policies.includes('root') || (isSelf && token.policies.includes('default'))
    if (!mayAct) return errors(403, '1 error occurred:\n\t* permission denied\n\n')
    return this.#act(request, path, token)
  }

  #add(options: {
    policies: readonly string[]
    parent?: string
    type?: 'service' | 'batch'
  }): Token {
    const type = options.type ?? 'service'
    const token: Token = {
      id: `hv${type === 'batch' ? 'b' : 's'}.${this.#noise(lettersAndDigits, 90)}`,
      accessor: this.#noise(lettersAndDigits, 24),
      type,
      policies: options.policies,
      parent: options.parent,
      isRevoked: false,
    }
    this.#tokens.push(token)
    return token
  }

  #act(request: SimulatedRequest, path: string, self: Token): HttpAnswer {
    const { method } = request
    const body = (jsonBodyOf(request) ?? {}) as {
      accessor?: string
      lease_id?: string
      sync?: boolean
    }
    if (method === 'GET' && path === 'auth/token/lookup-self') return described(self, self.id)
    if (method === 'GET' && path === 'sys/leases/count')
      return request.query.get('type') === 'irrevocable'
        ? answerJson(200, { data: { lease_count: 2, counts: { 'database/': 2 } } })
        : errors(400, 'unsupported type')
    if (method === 'GET' && path.startsWith('sys/leases/lookup/'))
      return this.#listed(request, path)
    if (method !== 'POST') return errors(405, 'unsupported operation')
    switch (path) {
      case 'auth/token/revoke-self':
        return this.#revokeToken(self)
      case 'auth/token/lookup-accessor':
      case 'auth/token/revoke-accessor': {
        const found = this.#tokens.find((one) => one.accessor === body.accessor && !one.isRevoked)
        if (found === undefined) return errors(400, 'invalid accessor')
        return path.endsWith('lookup-accessor') ? described(found, '') : this.#revokeToken(found)
      }
      case 'sys/leases/lookup':
        return this.leases.has(body.lease_id ?? '')
          ? answerJson(200, {
              data: {
                id: body.lease_id,
                issue_time: '2026-11-26T08:00:00Z',
                expire_time: '2026-11-26T20:00:00Z',
                last_renewal: null,
                renewable: true,
                ttl: 3600,
              },
            })
          : errors(400, 'invalid lease')
      case 'sys/leases/revoke':
        return this.#revokeLeases([body.lease_id ?? ''], body.sync)
      default:
        if (path.startsWith('sys/leases/revoke-prefix/')) {
          const prefix = decodeURIComponent(path.slice('sys/leases/revoke-prefix/'.length))
          const those = [...this.leases].filter((lease) => lease.startsWith(prefix))
          return this.#revokeLeases(those, body.sync)
        }
        return errors(404)
    }
  }

  #listed(request: SimulatedRequest, path: string): HttpAnswer {
    if (request.query.get('list') !== 'true') return errors(405, 'unsupported operation')
    const prefix = decodeURIComponent(path.slice('sys/leases/lookup/'.length))
    const keys = [...this.leases]
      .filter((lease) => lease.startsWith(prefix))
      .map((lease) => lease.slice(prefix.length))
    return keys.length === 0 ? errors(404) : answerJson(200, { data: { keys } })
  }

  #revokeToken(token: Token): HttpAnswer {
    if (token.type === 'batch') return errors(400, 'batch tokens cannot be revoked')
    token.isRevoked = true
    this.effects.push({ what: 'revoked', id: token.accessor })
    for (const child of this.#tokens.filter(({ parent }) => parent === token.accessor))
      child.isRevoked = true
    return answerJson(204)
  }

  #revokeLeases(ids: readonly string[], isSync: boolean | undefined): HttpAnswer {
    // Without `sync` it is only queued, and with the engine down it stays queued.
    if (isSync === true && this.#options.backendIsDown === true)
      return errors(400, 'failed to revoke: dial tcp: connection refused')
    if (isSync !== true) return answerJson(204)
    for (const id of ids) if (this.leases.delete(id)) this.effects.push({ what: 'revoked', id })
    return answerJson(204)
  }
}

function described(token: Token, id: string): HttpAnswer {
  return answerJson(200, {
    data: {
      id,
      accessor: token.accessor,
      policies: token.policies,
      path: 'auth/token/create',
      display_name: 'token-deploy',
      type: token.type,
      orphan: token.parent === undefined,
      expire_time: '2026-12-24T00:00:00Z',
      ttl: 2_000_000,
      num_uses: 0,
    },
  })
}

function errors(status: number, ...texts: readonly string[]): HttpAnswer {
  return answerJson(status, { errors: texts })
}
