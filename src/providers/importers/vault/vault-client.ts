import { StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer, type HttpClient } from '../../http-client.ts'
import { readVaultSettings, type VaultSettings } from './vault-settings.ts'

/** What a client needs of what an importer is given. */
export interface VaultContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly http: HttpClient
  readonly signal: AbortSignal
}

/** An answer that says something of its path, not of the server as a whole. */
export interface VaultReply {
  /** 200, 204, 400, 403, 404, 405, 500, … */
  readonly status: number
  /** The answer's `data`; `undefined` where there is none. */
  readonly data: Readonly<Record<string, unknown>> | undefined
}

/**
 * Speaks Vault's HTTP interface, which OpenBao has, too (https://developer.hashicorp.com/vault/api-docs,
 * https://openbao.org/api-docs/). Whether to ask again after 429 and 503 is the HTTP
 * client's to know; texts of answers are not repeated, for they may hold what was sent.
 */
export class VaultClient {
  readonly settings: VaultSettings
  readonly #context: VaultContext

  /** @throws StanchError `VAULT_ADDRESS`, `VAULT_TOKEN` */
  static async open(context: VaultContext): Promise<VaultClient> {
    return new VaultClient(await readVaultSettings(context.env), context)
  }

  private constructor(settings: VaultSettings, context: VaultContext) {
    this.settings = settings
    this.#context = context
  }

  read(path: string): Promise<VaultReply> {
    return this.#ask('GET', path)
  }

  /**
   * Names below a path, folders with a slash at their end. Vault has no pages: all come at once. Asked for by GET, which
   * is the same (https://developer.hashicorp.com/vault/api-docs): not every proxy knows the method LIST.
   */
  list(path: string): Promise<VaultReply> {
    return this.#ask('GET', `${path}?list=true`)
  }

  write(path: string, body: object): Promise<VaultReply> {
    return this.#ask('POST', path, JSON.stringify(body))
  }

  /**
   * @param path its parts percent-encoded, see {@link vaultPath}
   * @throws StanchError `VAULT_SEALED`, `VAULT_STANDBY`, `VAULT_LIMITED`, `VAULT_FAILED`: nothing can be read now
   */
  async #ask(method: 'GET' | 'POST', path: string, body?: string): Promise<VaultReply> {
    const { address, token, namespace } = this.settings
    const request = {
      method,
      url: new URL(`${address}/v1/${path}`),
      headers: {
        'x-vault-token': token,
        'x-vault-request': 'true',
        ...(namespace === '' ? {} : { 'x-vault-namespace': namespace }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // What is posted only asks.
      ...(body === undefined ? {} : { body, isIdempotent: true }),
    }
    return this.#toReply(await this.#context.http.send(request, this.#context.signal))
  }

  #toReply(answer: HttpAnswer): VaultReply {
    const { status } = answer
    if (faultOf[status] !== undefined || (status >= 300 && status < 400)) throw this.errorOf(status)
    const body = jsonOf(answer) as { data?: unknown } | null | undefined
    const data = body?.data
    return {
      status,
      data:
        typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined,
    }
  }

  /** What an answer without use means for the whole. */
  errorOf(status: number): StanchError {
    const [code, text] =
      faultOf[status] ??
      (status < 400
        ? ['VAULT_STANDBY', 'it sends elsewhere. Set VAULT_ADDR to the active node or to the load balancer.']
        : ['VAULT_FAILED', 'its own log says why.']) // prettier-ignore
    return new StanchError(code, `Vault at ${this.settings.address} answers ${status}: ${text}`)
  }
}

/** Answers that hold for all paths (https://developer.hashicorp.com/vault/api-docs#http-status-codes). */
const faultOf: Readonly<Record<number, readonly [code: string, text: string]>> = {
  412: ['VAULT_FAILED', 'a replica has not caught up with its primary. Try again later.'],
  429: ['VAULT_LIMITED', 'too many requests. Raise the rate limit quota of this token, or try again later.'],
  472: ['VAULT_STANDBY', 'a replica for disaster recovery serves no reads. Set VAULT_ADDR to the primary.'],
  473: ['VAULT_STANDBY', 'a standby for performance that cannot answer. Set VAULT_ADDR to the active node.'],
  501: ['VAULT_SEALED', 'it is not initialised. Initialise it: vault operator init'],
  502: ['VAULT_FAILED', 'something behind it or before it does not answer.'],
  503: ['VAULT_SEALED', 'sealed or under maintenance. Unseal it: vault operator unseal'],
} // prettier-ignore

/**
 * A path with its parts percent-encoded; slashes stay.
 *
 * @returns `undefined` for one that no address can hold: a part `.` or `..` would be resolved
 */
export function vaultPath(path: string): string | undefined {
  const parts = path.split('/')
  if (parts.some((part) => /^\.{1,2}$/.test(part))) return undefined
  return parts.map((part) => encodeURIComponent(part)).join('/')
}
