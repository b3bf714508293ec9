import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, SimulatedEffect, Simulator } from '../simulator.ts'
import { fault } from './gcp-fault.ts'
import { answerActivities, answerEntries, type LoggedEntry } from './gcp-observed.ts'
import { answerToken } from './gcp-token.ts'
import { hexDigits, lettersAndDigits, noiseOf } from './noise.ts'
import {
  answerJson,
  bearerOf,
  jsonBodyOf,
  readRequest,
  type SimulatedRequest,
} from './simulated-request.ts'

interface Key {
  readonly id: string
  readonly account: string
  readonly publicKey: KeyObject
  readonly createdMs: number
  isDisabled: boolean
  isDeleted: boolean
  /** Until then the token endpoint has not heard of the last change. */
  knownFromMs: number
  wasUsable: boolean
}

export interface GcpSimulatorOptions {
  readonly seed?: number
  /** How late the token endpoint hears of a change. */
  readonly propagationMs?: number
  /** What the operator's token may; all when undefined. */
  readonly permissions?: readonly string[]
}

const project = 'shop-prod'
const allPermissions = [
  'iam.serviceAccountKeys.get',
  'iam.serviceAccountKeys.list',
  'iam.serviceAccountKeys.disable',
  'iam.serviceAccountKeys.enable',
  'iam.serviceAccountKeys.delete',
  'logging.logEntries.list',
  'policyanalyzer.serviceAccountKeyLastAuthenticationActivities.query',
]

/**
 * Service account keys as https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys,
 * https://developers.google.com/identity/protocols/oauth2/service-account,
 * https://cloud.google.com/policy-intelligence/docs/activity-analyzer-service-account-authentication and
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list describe them.
 */
export class GcpSimulator implements Simulator {
  readonly id = 'gcp'
  readonly hosts = [
    'iam.googleapis.com',
    'oauth2.googleapis.com',
    'policyanalyzer.googleapis.com',
    'logging.googleapis.com',
  ]
  readonly effects: SimulatedEffect[] = []
  readonly #options: GcpSimulatorOptions
  readonly #noise: ReturnType<typeof noiseOf>
  readonly #operator: string
  readonly #keys: Key[] = []
  readonly #logged: LoggedEntry[] = []
  #tokens = 0

  constructor(options: GcpSimulatorOptions = {}) {
    this.#options = options
    this.#noise = noiseOf(options.seed ?? 1)
    this.#operator = `ya29.${this.#noise(lettersAndDigits, 60)}`
  }

  /** A key, another one of the same account whose id differs in its last digit, and one of another account. */
  plant(): PlantedCredential {
    const account = `deploy@${project}.iam.gserviceaccount.com`
    const id = this.#noise(hexDigits, 40)
    const lookAlike = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
    const pair = keyPair(0)
    const other = keyPair(1).publicKey
    this.#add(lookAlike, account, other, Date.parse('2026-01-02T00:00:00Z'))
    this.#add(id, account, pair.publicKey, Date.parse('2026-02-03T00:00:00Z'))
    this.#add(this.#noise(hexDigits, 40), `backup@${project}.iam.gserviceaccount.com`, other, 0)
    return {
      rule: 'gcp-service-account-key',
      value: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
      keyId: id,
      account,
      env: { GOOGLE_OAUTH_ACCESS_TOKEN: this.#operator },
    }
  }

  /** The thief's work: a further key of the account, and what the audit log says of it. */
  mintKey(byKeyId: string, atMs: number): string {
    const account = `deploy@${project}.iam.gserviceaccount.com`
    const id = this.#noise(hexDigits, 40)
    this.#add(id, account, this.#keys[0]!.publicKey, atMs)
    this.#log(
      byKeyId,
      'google.iam.admin.v1.CreateServiceAccountKey',
      `${nameOf(account)}/keys/${id}`,
      atMs,
    )
    return id
  }

  /** An entry of the audit log, made with a key. */
  log(byKeyId: string, methodName: string, resourceName: string, atMs: number): void {
    this.#log(byKeyId, methodName, resourceName, atMs)
  }

  answer(sent: HttpRequest, nowMs: number): HttpAnswer {
    const request = readRequest(sent)
    switch (request.host) {
      case 'oauth2.googleapis.com':
        return answerToken(request, {
          nowMs,
          keys: this.#keys.map((key) => ({ ...key, isUsable: isUsable(key, nowMs) })),
          makeToken: () => `ya29.c.${this.#noise(lettersAndDigits, 60)}${this.#tokens++}`,
        })
      case 'iam.googleapis.com':
        return this.#iam(request, nowMs)
      case 'policyanalyzer.googleapis.com':
      case 'logging.googleapis.com':
        return this.#observed(request)
      default:
        return answerJson(404, undefined)
    }
  }

  #add(id: string, account: string, publicKey: KeyObject, createdMs: number): void {
    const state = { isDisabled: false, isDeleted: false, knownFromMs: 0, wasUsable: true }
    this.#keys.push({ id, account, publicKey, createdMs, ...state })
  }

  #log(byKeyId: string, methodName: string, resourceName: string, atMs: number): void {
    const by = this.#keys.find(({ id }) => id === byKeyId)!
    this.#logged.push({
      timestamp: new Date(atMs).toISOString(),
      protoPayload: {
        methodName,
        resourceName,
        authenticationInfo: {
          principalEmail: by.account,
          serviceAccountKeyName: `//iam.googleapis.com/${nameOf(by.account)}/keys/${by.id}`,
        },
        requestMetadata: { callerIp: '203.0.113.9', callerSuppliedUserAgent: 'curl/8' },
      },
    })
  }

  #iam(request: SimulatedRequest, nowMs: number): HttpAnswer {
    const refusal = this.#unauthorised(request)
    if (refusal !== undefined) return refusal
    const path = request.path.replace(/^\/v1\//, '')
    const tested = /^projects\/([^/]+)\/serviceAccounts\/([^/]+):testIamPermissions$/.exec(path)
    if (tested !== null && request.method === 'POST') {
      const { permissions } = (jsonBodyOf(request) ?? {}) as { permissions?: string[] }
      if (!Array.isArray(permissions)) return fault(400, 'INVALID_ARGUMENT')
      const held = permissions.filter((one) => this.#may(one))
      return answerJson(200, held.length === 0 ? {} : { permissions: held })
    }
    const found =
      /^projects\/([^/]+)\/serviceAccounts\/([^/]+)\/keys(?:\/([0-9a-f]+)(?::(\w+))?)?$/.exec(path)
    if (found === null) return fault(404, 'NOT_FOUND')
    const [, inProject, account, id, verb] = found
    if (inProject === '-') return fault(403, 'PERMISSION_DENIED')
    const keys = this.#keys.filter(
      (key) =>
        key.account === decodeURIComponent(account!) && inProject === project && !key.isDeleted,
    )
    if (id === undefined) return this.#listed(request, keys)
    return this.#onKey(
      request,
      keys.find((key) => key.id === id),
      verb,
      nowMs,
    )
  }

  #listed(request: SimulatedRequest, keys: readonly Key[]): HttpAnswer {
    if (request.method !== 'GET') return fault(404, 'NOT_FOUND')
    if (!this.#may('iam.serviceAccountKeys.list')) return fault(403, 'PERMISSION_DENIED')
    return answerJson(200, { keys: keys.map((key) => describeKey(key, undefined)) })
  }

  #onKey(
    request: SimulatedRequest,
    key: Key | undefined,
    verb: string | undefined,
    nowMs: number,
  ): HttpAnswer {
    const action =
      request.method === 'GET' && verb === undefined
        ? 'get'
        : request.method === 'DELETE' && verb === undefined
          ? 'delete'
          : request.method === 'POST' && (verb === 'disable' || verb === 'enable')
            ? verb
            : undefined
    if (action === undefined) return fault(404, 'NOT_FOUND')
    if (!this.#may(`iam.serviceAccountKeys.${action}`)) return fault(403, 'PERMISSION_DENIED')
    if (key === undefined) return fault(404, 'NOT_FOUND')
    if (action === 'get')
      return answerJson(200, describeKey(key, request.query.get('publicKeyType')))
    key.wasUsable = isUsable(key, nowMs)
    key.knownFromMs = nowMs + (this.#options.propagationMs ?? 0)
    if (action === 'delete') key.isDeleted = true
    else key.isDisabled = action === 'disable'
    this.effects.push({ what: `${action}d`, id: key.id })
    return answerJson(200, {})
  }

  #observed(request: SimulatedRequest): HttpAnswer {
    const isLog = request.host === 'logging.googleapis.com'
    const permission = isLog
      ? 'logging.logEntries.list'
      : 'policyanalyzer.serviceAccountKeyLastAuthenticationActivities.query'
    const refusal = this.#unauthorised(request)
    if (refusal !== undefined) return refusal
    if (!this.#may(permission)) return fault(403, 'PERMISSION_DENIED')
    return isLog
      ? answerEntries(request, project, this.#logged)
      : answerActivities(
          request,
          project,
          this.#keys.map((key) => `//iam.googleapis.com/${nameOf(key.account)}/keys/${key.id}`),
        )
  }

  #unauthorised(request: SimulatedRequest): HttpAnswer | undefined {
    return bearerOf(request) === this.#operator ? undefined : fault(401, 'UNAUTHENTICATED')
  }

  #may(permission: string): boolean {
    return (this.#options.permissions ?? allPermissions).includes(permission)
  }
}

const pairs: ReturnType<typeof makePair>[] = []

/** Made once: a pair costs a tenth of a second and more. */
function keyPair(number: number): ReturnType<typeof makePair> {
  return (pairs[number] ??= makePair())
}

function makePair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

function nameOf(account: string): string {
  return `projects/${project}/serviceAccounts/${account}`
}

function isUsable(key: Key, nowMs: number): boolean {
  return nowMs < key.knownFromMs ? key.wasUsable : !key.isDisabled && !key.isDeleted
}

function describeKey(key: Key, publicKeyType: string | null | undefined): object {
  return {
    name: `${nameOf(key.account)}/keys/${key.id}`,
    validAfterTime: new Date(key.createdMs).toISOString(),
    validBeforeTime: '9999-12-31T23:59:59Z',
    keyAlgorithm: 'KEY_ALG_RSA_2048',
    keyOrigin: 'GOOGLE_PROVIDED',
    keyType: 'USER_MANAGED',
    ...(key.isDisabled && { disabled: true }),
    ...(publicKeyType === 'TYPE_RAW_PUBLIC_KEY' && {
      publicKeyData: Buffer.from(key.publicKey.export({ type: 'spki', format: 'pem' })).toString(
        'base64',
      ),
    }),
  }
}
